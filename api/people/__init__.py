"""People over HTTP: enrolling, roles, signing in."""
