"""Ties: what somebody was shown to be, and who is whose."""
