"""What of services is put up for everybody to object to."""
