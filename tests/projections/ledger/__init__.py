"""Tests of projections/ledger."""
