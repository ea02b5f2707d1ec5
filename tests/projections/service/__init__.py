"""Tests of projections/service."""
