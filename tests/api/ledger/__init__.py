"""Tests of api/ledger."""
