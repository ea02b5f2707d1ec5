"""Rules: what the community agreed on, and the accounts that it keeps."""
