"""Giving: what is reckoned of what was given, beside the facts."""
