"""Tests of domain/ties."""
