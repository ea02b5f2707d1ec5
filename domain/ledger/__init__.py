"""The ledger: what a fact, a decision and the log are, and nothing of the time bank."""
