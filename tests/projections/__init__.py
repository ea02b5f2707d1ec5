"""Facts go in, the questions are asked."""
