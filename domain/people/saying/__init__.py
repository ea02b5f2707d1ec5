"""What people are told about their membership."""
