"""Service: what comes, what was given, and who helps whom."""
