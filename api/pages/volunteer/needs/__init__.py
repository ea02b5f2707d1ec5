"""Asking for help and helping, on a volunteer's own phone."""
