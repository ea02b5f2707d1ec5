"""The two roles of a test's database: one owns it and sets up, the other one serves."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import psycopg
from psycopg.errors import DuplicateObject
from psycopg.sql import SQL, Identifier, Literal

from domain.ledger.setting_up import let_serve, note_types, role_of, set_up_log, setting_up
from projections.ledger.layout import set_up_projections
from projections.ledger.projection import Projection

SUFFIX: Final = "_serving"


def as_serving(owner: str) -> str:
    """The same database for the role that serves."""
    return re.sub(r"(?<=//)([^:@/]+)", rf"\1{SUFFIX}", owner, count=1)


def as_owner(url: str) -> str:
    """The same database for the role that owns it."""
    return re.sub(rf"{SUFFIX}(?=[:@])", "", url, count=1)


def make_serving_role(server: str) -> None:
    """Make the role that serves, where somebody else's server is used for the tests."""
    with psycopg.connect(server, autocommit=True) as connection:
        role = f"{connection.info.user}{SUFFIX}"
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            return
        statement = SQL("CREATE ROLE {} LOGIN PASSWORD {} ROLE {}")
        owner, password = Identifier(connection.info.user), Literal(connection.info.password)
        with suppress(DuplicateObject):  # another worker may be first
            connection.execute(statement.format(Identifier(role), password, owner))


def found(url: str, community: str, projections: Sequence[Projection] = ()) -> None:
    """Set up one more community, with these projections."""
    owner = as_owner(url)
    with setting_up(owner, community) as connection:
        set_up_log(connection, owner, community)
        set_up_projections(owner, community, projections)
        let_serve(connection, community, role_of(url))


def later_version_sets_up(url: str, community: str, type: str) -> None:
    """A version that knows one more type of facts makes the community ready for itself."""
    with setting_up(as_owner(url), community) as connection:
        note_types(connection, [type])
