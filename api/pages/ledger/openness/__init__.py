"""Notices and how their objections were answered, in the ledger."""
