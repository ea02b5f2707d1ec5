"""The notice board, for everybody."""
