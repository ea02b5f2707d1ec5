"""Tests of domain/needs."""
