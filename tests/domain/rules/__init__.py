"""Tests of domain/rules."""
