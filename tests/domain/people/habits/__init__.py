"""Tests of what the vault knows of people's weeks."""
