"""What a page costs does not grow with the years: every question is asked after few and many days.

Not time is compared but rows that PostgreSQL visits, in whichever way it chooses to look for them.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final, TypeAlias
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import DictRow

from projections.catalogue import PROJECTIONS
from projections.ledger.projection import queries_of
from projections.ledger.reader import Reader
from tests.projections.asked import asks
from tests.projections.living import Living
from tests.projections.years import FIRST_DAY, live

FEW: Final = 40
MANY: Final = 400
SLACK: Final = 60
"""Rows more that are nothing: one for each page of a small table, or a step of a walk."""

ALL_OF_IT: Final = {
    "rankings.rank": "places in a period are made of all who served in it",
    "rankings.last_months": "one row for each member who ever served, as the month's report shows",
    "balances.of_kind": "the till's allowances are for all members; funds are few",
    "cards.all_valid": "the till's allowances are for all who have a card",
    "taken_home.of_month": "the till's allowances know of all limits in a month",
    "members.ids_of_kind": "the allowances of the month and the workbook of all members",
    "donation_trail.households": "one row for each household that ever took donated goods home",
    "services.beside_cut_short": "a mended revocation is looked at again, and revocations are few",
    "members.lives_in": "who lives in each grid is counted; it is asked where grids are founded",
    "members.kinds": "the figures of the grids tell apart who is a volunteer among all members",
    "rankings.given_in_grids": "the figures of the grids are made of all who served in a period",
    "rankings.given_in_team": "a team's page is made of what all its people gave in a period",
    "team_leads.in_teams": "the list of teams counts who is in each",
    "team_leads.who_is_in": "the list of teams that is brought is read against all who are in one",
    "members.numbers": "a workbook names its people by number, and is read against all of them",
    "audit_trail.of_actor": "a workbook is read against all that was recorded from workbooks",
    "stock.names_by_day": "a workbook names goods as they were called on its days",
    "audit_trail.between": "what is left of a block of the book is read: 255 facts at most",
    "turnover.before": "it is put together of up to 31 blocks of each of three sizes",
    "call_board.page": "who is to be called is reckoned anew each day, of all who are called on",
    "matching.suggested": "all who belong are weighed, and the fairest comes first",
    "requests_board.counts": "the desk counts what waits, of all requests there ever were",
    "register.stale_count": "the desk counts the residents who are to be looked up again",
    "standings.said_of": "a gate tells of all papers of one kind that a few people ever had",
    "register.coverage": "how old the looks are is told of all who live in each grid",
    "register.only_registered": "a grid worker acts for all who live in their grid",
    "matching.wanted": "help that is scarce is counted over all that was put up in a period",
    "services.by_programme": "a certificate counts all services of its member in its period",
}
"""Queries that have to look at everything, and why."""

INSIDE: Final = {
    *("statements.balances", "statements.last_acts", "stock.terms_of"),
    *(
        "donation_trail.taken_by",
        "members.closed",
        "members.enrolment",
        "members.in_closed",
        "members.moves",
        "nodes.drawn",
        "rankings.closed",
        "rankings.enrolment",
        "rankings.in_closed",
        "rankings.moves",
        "team_leads.terms",
        "standings.said",
    ),
}
"""Queries that a projection asks of its own tables."""


PARTS: Final = {"activities.listed"}
"""Beginnings of queries that have several ends."""


Visited: TypeAlias = Counter[tuple[str, str]]
"""Rows, by a query's name and by what it was asked for."""


class Watching(Reader):
    """Asks for the plan of each query after it was answered."""

    visited: Visited

    async def rows(self, query: bytes, /, **parameters: Any) -> list[DictRow]:
        """The answer, as it always is."""
        answer = await super().rows(query, **parameters)
        for name in (it for text, it in NAMES.items() if query.endswith(text)):
            explain = b"EXPLAIN (ANALYZE, FORMAT JSON) " + query
            (row,) = await super().rows(explain, **parameters)
            wanted = " ".join(sorted(it for it, value in parameters.items() if value is not None))
            self.visited[name, wanted] += _visited(row["QUERY PLAN"][0]["Plan"])
        return answer


def _visited(plan: dict[str, Any]) -> int:
    """The rows that a plan takes out of tables, those that it then leaves out among them."""
    rows = sum(_visited(it) for it in plan.get("Plans", []))
    if "Relation Name" in plan:
        left_out = (plan.get(f"Rows Removed by {it}", 0) for it in ("Filter", "Index Recheck"))
        rows += round((plan["Actual Rows"] + sum(left_out)) * plan["Actual Loops"])
    return rows


def named_queries() -> Iterator[tuple[bytes, str]]:
    """What all projections answer, with the names."""
    for projection in PROJECTIONS:
        for name, query in queries_of(projection.question).items():
            changes = (b"INSERT INTO", b"UPDATE ", b"DELETE FROM", b"COPY ", b"CREATE ")
            if not any(it in query for it in changes):
                yield query, f"{projection.question}.{name}"


NAMES: Final = dict(named_queries())


def visited_after(town: str, days: int) -> Visited:
    """The rows that each query visits once so many days have passed, on the last of them."""
    with Living(town, name=f"community_{uuid4().hex}") as community:
        live(community, days)
        with psycopg.connect(town, autocommit=True) as connection:
            connection.execute("ANALYZE")

        async def ask() -> Visited:
            async with Watching(town, community.name, pool_size_max=1) as reader:
                reader.visited = Counter()
                for asked in asks():
                    await asked(reader, FIRST_DAY + timedelta(days=days - 1))
                return reader.visited

        return asyncio.run(ask())


@pytest.fixture(scope="module")
def visited(town: str) -> tuple[Visited, Visited]:
    """After few days, and after ten times as many."""
    return visited_after(town, FEW), visited_after(town, MANY)


def test_every_question_is_asked(visited: tuple[Visited, Visited]) -> None:
    few, many = visited
    assert few.keys() == many.keys()
    asked = {name for name, _ in many}
    assert asked == set(NAMES.values()) - INSIDE - PARTS
    assert ALL_OF_IT.keys() < asked


def test_an_answer_costs_the_same_after_ten_times_as_many_days(
    visited: tuple[Visited, Visited],
) -> None:
    few, many = visited
    grown = {it: (few[it], rows) for it, rows in many.items() if rows > 2 * few[it] + SLACK}
    assert {it: rows for it, rows in grown.items() if it[0] not in ALL_OF_IT} == {}
