"""Tests of projections/rules."""
