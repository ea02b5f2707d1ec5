"""Tests of api/founding."""
