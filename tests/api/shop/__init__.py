"""Tests of api/shop."""
