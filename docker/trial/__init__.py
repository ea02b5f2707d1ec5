"""Tries the image and compose.yaml on a machine that has no container engine."""
