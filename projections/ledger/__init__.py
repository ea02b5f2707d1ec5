"""The ledger: what a projection is, how it follows the log, and the trail of every fact."""
