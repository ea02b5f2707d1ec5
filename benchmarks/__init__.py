"""Benchmarks: how fast the service is, next to others that do the same work on the same machine."""
