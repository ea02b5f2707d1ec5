"""Tests of api/needs."""
