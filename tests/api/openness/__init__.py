"""Tests of api/openness."""
