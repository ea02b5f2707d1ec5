"""Requests in the ledger: what a supervisor looks at again."""
