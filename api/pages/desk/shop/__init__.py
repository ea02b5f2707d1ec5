"""Goods and gifts at the desk."""
