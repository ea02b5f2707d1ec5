"""Activities, hours and pairings at the desk."""
