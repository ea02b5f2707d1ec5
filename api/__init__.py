"""Everything that faces people: HTTP, pages, the command line."""
