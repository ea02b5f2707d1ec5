"""Tests of domain/openness."""
