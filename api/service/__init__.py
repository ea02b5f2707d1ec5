"""Service over HTTP: activities, hours, pairings, gifts of time."""
