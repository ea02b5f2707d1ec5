"""The desk's pages about what ties people to the community and to each other."""
