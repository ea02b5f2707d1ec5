"""Tests of domain/office."""
