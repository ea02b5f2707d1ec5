"""Monthly reports in the ledger."""
