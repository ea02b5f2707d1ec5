"""Sealing: texts that are read one by one, each reading recorded first."""
