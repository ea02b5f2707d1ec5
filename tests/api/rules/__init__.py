"""Tests of api/rules."""
