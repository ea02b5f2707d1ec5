"""Founding a community from the command line: what is to be founded, and the founding."""
