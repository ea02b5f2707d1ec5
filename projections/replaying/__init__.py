"""Replays of the log beside the living tables, to take their place or to be compared with them."""
