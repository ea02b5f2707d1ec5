"""Tests of projections/shop."""
