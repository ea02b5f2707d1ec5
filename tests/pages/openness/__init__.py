"""Notices on the pages: for everybody, at the desk, in the ledger."""
