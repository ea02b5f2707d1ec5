"""Openness: what hangs, and what was said against it."""
