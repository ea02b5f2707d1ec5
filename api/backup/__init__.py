"""Backups: a file that holds all of a community but its keys, made and taken in."""
