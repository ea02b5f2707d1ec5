"""Tests of api/serving/upkeep."""
