"""Tests of who meets a later version, which is a process of its own."""
