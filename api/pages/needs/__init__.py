"""What pages of requests share: words for how far one is, and the form that asks for help."""
