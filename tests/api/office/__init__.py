"""Tests of api/office."""
