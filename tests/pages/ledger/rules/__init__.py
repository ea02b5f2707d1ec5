"""Tests of api/pages/ledger."""
