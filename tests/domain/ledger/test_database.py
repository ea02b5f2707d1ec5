"""Questions reach the tables of one community, and what belongs together is kept together."""

import asyncio
from typing import Any

import psycopg
import pytest

from domain.ledger.database import Database
from projections.ledger.reader import Reader
from projections.people.members import Members
from tests.domain.conftest import Do
from tests.roles import found

ADD = b"INSERT INTO teams (team) VALUES (%(team)s)"
ALL = b"SELECT team FROM teams ORDER BY team"


def test_a_question_is_asked_of_the_communitys_own_tables(
    database: str, do: Do[Any], community: Database
) -> None:
    found(database, "elsewhere", [Members()])
    do(community.rows(ADD, team="a"))

    async def in_the_other() -> list[Any]:
        async with Reader(database, "elsewhere") as other:
            return await other.rows(ALL)

    assert do(in_the_other()) == []
    assert do(community.rows(ALL)) == [{"team": "a"}]


def test_the_first_row_or_none_is_the_answer(do: Do[Any], community: Database) -> None:
    assert do(community.row(ALL)) is None
    do(community.rows(ADD, team="b"))
    do(community.rows(ADD, team="a"))
    assert do(community.row(ALL)) == {"team": "a"}
    found = do(community.row(b"SELECT team FROM teams WHERE team = %(team)s", team="b"))
    assert found == {"team": "b"}


def test_what_answers_nothing_has_no_rows(do: Do[Any], community: Database) -> None:
    assert do(community.rows(ADD, team="a")) == []
    assert do(community.row(ADD, team="b")) is None


def test_a_value_is_never_part_of_the_statement(do: Do[Any], community: Database) -> None:
    hostile = "'); DROP TABLE teams; --"
    do(community.rows(ADD, team=hostile))
    assert do(community.rows(ALL)) == [{"team": hostile}]


def test_after_a_statement_that_failed_the_next_one_is_answered(
    do: Do[Any], community: Database
) -> None:
    for _ in range(5):
        with pytest.raises(psycopg.errors.UndefinedTable):
            do(community.rows(b"SELECT 1 FROM nowhere"))
    assert do(community.row(b"SELECT 1 AS one")) == {"one": 1}


def test_the_statements_of_a_transaction_are_kept_together(
    do: Do[Any], community: Database
) -> None:
    async def add(*teams: str) -> None:
        async with community.transaction() as connection:
            for team in teams:
                await connection.execute(ADD.replace(b"teams", b"teams_1"), {"team": team})

    do(add("a", "b"))
    with pytest.raises(psycopg.errors.UniqueViolation):
        do(add("c", "a"))
    assert do(community.rows(ALL)) == [{"team": "a"}, {"team": "b"}]


def test_more_may_ask_at_once_than_there_are_connections(do: Do[Any], community: Database) -> None:
    async def ask() -> list[Any]:
        asked = (community.row(b"SELECT %(n)s::int AS n", n=n) for n in range(50))
        return await asyncio.gather(*asked)

    assert do(ask()) == [{"n": n} for n in range(50)]
