"""Tests of api/workbooks."""
