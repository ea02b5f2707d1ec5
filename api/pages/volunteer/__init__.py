"""Pages for volunteers: what they hold, and what they can do."""
