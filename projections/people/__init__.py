"""People: who they are to the community, and what they hold."""
