"""Service: the hours that people give, and what these earn."""
