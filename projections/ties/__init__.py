"""Ties: standings, households, kin and who may act for whom."""
