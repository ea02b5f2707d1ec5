"""Tests of api/policy."""
