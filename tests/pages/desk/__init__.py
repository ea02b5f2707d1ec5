"""Tests of api/pages/desk."""
