"""Ties over HTTP: standings, households, kin, proxies, leaving."""
