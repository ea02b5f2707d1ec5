"""Tests of api/serving/doors."""
