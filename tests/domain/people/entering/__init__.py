"""Tests of domain/people/entering."""
