"""Members, roles and leaving in the ledger."""
