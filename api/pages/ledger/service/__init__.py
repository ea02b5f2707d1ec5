"""Audits of services in the ledger."""
