"""What people type into cells of some kinds, besides what the cells themselves hold."""
