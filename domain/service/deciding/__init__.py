"""What becomes of hours that wait, beside their confirmation."""
