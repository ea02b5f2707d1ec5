"""Tables that answer one question each, derived from the log alone, rebuilt at will."""
