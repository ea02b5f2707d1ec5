"""Notices and the objections to them at the desk."""
