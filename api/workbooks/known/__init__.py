"""What is known of the community before a row is read, and what the rows before it add to that."""
