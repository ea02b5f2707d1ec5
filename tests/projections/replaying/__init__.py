"""Tests of projections/replaying."""
