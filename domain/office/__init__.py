"""The office: what it does with the books as a whole."""
