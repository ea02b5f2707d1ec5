"""What becomes of hours that wait, beside their confirmation, and of a word that comes late."""
