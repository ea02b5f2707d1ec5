"""Whole days of a community, from the first screen to the audit."""
