"""Tests of domain/shop."""
