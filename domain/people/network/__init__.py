"""The network of grids and buildings, as it was drawn on any day."""
