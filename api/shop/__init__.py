"""The shop over HTTP: goods, gifts, redemptions."""
