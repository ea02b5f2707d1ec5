"""Tests of api/serving."""
