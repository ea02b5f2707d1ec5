"""Tests of api/pages/board."""
