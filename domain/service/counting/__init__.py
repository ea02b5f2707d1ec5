"""Counting: when a service may have been, what it brings, and how time is said."""
