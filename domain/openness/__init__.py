"""Openness: what is put up for everybody to see, and objected to."""
