"""Needs: what is asked for, who could help, what was met."""
