"""Tests of api/service."""
