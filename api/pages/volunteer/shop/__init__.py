"""The shelf as a volunteer sees it."""
