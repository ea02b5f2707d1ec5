"""Pages for people: plain HTML and forms, Chinese first and English second."""
