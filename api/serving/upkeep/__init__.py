"""Keeping a community's records safe: backups that were made, checks of the books."""
