"""Tests of api/people."""
