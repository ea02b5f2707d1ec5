"""Tests of projections/openness."""
