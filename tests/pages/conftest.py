"""An office for all tests of a module that change nothing which others look at."""

from tests.api.conftest import shared_database, shared_office

__all__ = ["shared_database", "shared_office"]
