"""What the service promises, shown by running it."""
