"""The shop: the shelf, the tills, and where gifts went."""
