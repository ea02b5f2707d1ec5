"""The model: what can happen in a time bank, what is refused, and the log that remembers it."""
