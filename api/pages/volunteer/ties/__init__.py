"""A volunteer's pages about what ties them to the community and to others."""
