"""People: who belongs to the community, in which roles, and what is known of them."""
