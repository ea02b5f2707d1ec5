"""The office: the community in figures, and by month."""
