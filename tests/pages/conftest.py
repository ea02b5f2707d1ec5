"""An office for all tests of a module that change nothing which others look at."""

from tests.api.conftest import quick_passwords, shared_database, shared_office

__all__ = ["quick_passwords", "shared_database", "shared_office"]
