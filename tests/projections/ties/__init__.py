"""Tests of projections/ties."""
