"""Tests of projections/people."""
