"""Requests at the desk."""
