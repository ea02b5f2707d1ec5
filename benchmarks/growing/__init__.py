"""Communities that grow, to see what their size costs."""
