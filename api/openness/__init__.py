"""Openness over HTTP: notices and objections to them."""
