"""Tests of projections/office."""
