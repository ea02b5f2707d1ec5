"""Keeping what is known of things beside the log, so that it need not be folded again."""
