"""People before a screen: the real program, a real browser, keys and clicks."""
