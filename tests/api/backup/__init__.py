"""Tests of api/backup."""
