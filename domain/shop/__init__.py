"""The shop: what is given to the charity supermarket, and what leaves it."""
