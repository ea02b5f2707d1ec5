"""Habits: what of people's weeks the vault alone knows, for whoever asks them for help."""
