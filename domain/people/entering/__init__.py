"""Entering: what a session is good for, and the codes that go with a password."""
