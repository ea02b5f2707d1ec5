"""Goods, gifts and disputed sales in the ledger."""
