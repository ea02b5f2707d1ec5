"""Pages, as people see and send them."""
