"""Who may do what: said once, for the interface and the pages alike."""
