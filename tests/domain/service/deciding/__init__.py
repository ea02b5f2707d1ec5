"""What becomes of hours that wait."""
