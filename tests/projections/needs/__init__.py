"""Tests of projections/needs."""
