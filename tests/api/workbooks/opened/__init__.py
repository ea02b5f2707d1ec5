"""Files of every format that offices bring."""
