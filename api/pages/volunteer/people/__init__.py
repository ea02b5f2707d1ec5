"""A volunteer's own settings, code and passbook."""
