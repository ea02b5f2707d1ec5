"""Tests of api/pages/till."""
