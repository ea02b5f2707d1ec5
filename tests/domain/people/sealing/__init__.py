"""What is kept under the seal."""
