"""Tests of api/ties."""
