"""Files of any format, opened as sheets of cells with what a person sees of them."""
