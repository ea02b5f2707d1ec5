"""Pages for supervisors, who look at everything."""
