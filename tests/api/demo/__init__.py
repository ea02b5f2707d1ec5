"""Tests of api/demo."""
