"""Needs: help that is asked for, offered, given and paid with time."""
