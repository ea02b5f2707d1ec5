"""A PostgreSQL of our own for a community that has none."""
