"""Workbooks at the desk."""
