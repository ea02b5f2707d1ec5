"""At the desk: grids, buildings and teams, and who belongs to them."""
