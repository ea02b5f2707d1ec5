"""Pages for the cashier at the till."""
