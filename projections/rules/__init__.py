"""Rules: which version of them is in force."""
