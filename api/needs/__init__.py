"""Needs over HTTP: requests for help and wishes."""
