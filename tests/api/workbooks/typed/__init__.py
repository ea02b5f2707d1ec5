"""What people type into cells of some kinds."""
