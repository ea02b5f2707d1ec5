"""Doors: where requests come in, and what is held against strangers there."""
