"""Tests of api/pages/volunteer."""
