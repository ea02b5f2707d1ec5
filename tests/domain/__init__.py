"""Decisions and refusals of each capability, without a database."""
