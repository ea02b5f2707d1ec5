"""A volunteer's activities, gifts of time and certificates."""
