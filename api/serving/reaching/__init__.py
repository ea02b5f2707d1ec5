"""Reaching: whom a caller may act for, by the grid they look after or by a person's own yes."""
