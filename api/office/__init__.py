"""The office over HTTP: the community in figures."""
