"""Which teams are there, of which kind, and who leads them from when to when?"""

from datetime import date
from typing import NamedTuple

from domain.people.membership import MemberLeft
from domain.people.tags import team_tag
from domain.people.teams import (
    BelongingJoined,
    BelongingLeft,
    TeamClosed,
    TeamFounded,
    Term,
    led_after,
)
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("team_leads")


class TeamLeads(ByMember):
    """Teams with their kinds, their ends and their leads."""

    question = "team_leads"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Take in each in its turn: they are few."""
        for recorded in batch:
            match recorded.fact:
                case TeamFounded() as fact:
                    about = {"kind": fact.kind, "skills": "\n".join(fact.skills)}
                    tables.run("found", team=fact.team, **about)
                case TeamClosed() as fact:
                    tables.run("close", team=fact.team, from_day=fact.from_day)
                    _lead(fact, fact.team, tables)
                case BelongingJoined() | BelongingLeft() as fact:
                    _lead(fact, fact.of.removeprefix(team_tag("")), tables)
                case MemberLeft() as fact:
                    tables.run("leave", member_id=fact.member_id)


def _lead(fact: BelongingJoined | BelongingLeft | TeamClosed, team: str, tables: Tables) -> None:
    """Write anew who leads a team when."""
    terms = led_after([Term(**row) for row in tables.rows("terms", team=team)], fact)
    tables.run("forget", team=team)
    tables.write("lead", [(it.team, it.member_id, it.from_day, it.until_day) for it in terms])


class Team(NamedTuple):
    """A team; from `closed_from` on it is no more."""

    team: str
    kind: str
    skills: tuple[str, ...]
    closed_from: date | None


async def all_teams(reader: Reader, today: date | None = None) -> list[Team]:
    """All teams that there are or were, or those that are there on a day."""
    rows = await reader.rows(_queries["teams"], today=today)
    return [
        Team(**row | {"skills": tuple(filter(None, row["skills"].split("\n")))}) for row in rows
    ]


async def one_team(reader: Reader, team: str) -> Team | None:
    """A team of this name that there is or was."""
    found = [it for it in await all_teams(reader) if it.team == team]
    return found[0] if found else None


async def leads_of(reader: Reader, team: str, today: date) -> list[Term]:
    """Who leads a team on a day or is to lead it, the first first."""
    rows = await reader.rows(_queries["of_team"], team=team, today=today)
    return [Term(**row) for row in rows]


async def all_leads(reader: Reader, today: date) -> dict[str, list[Term]]:
    """Who leads which team on a day, by the teams' names."""
    found: dict[str, list[Term]] = {}
    for row in await reader.rows(_queries["on_day"], today=today):
        found.setdefault(row["team"], []).append(Term(**row))
    return found


async def led_by(reader: Reader, member_id: str, today: date) -> list[Term]:
    """The teams that a member leads on a day."""
    rows = await reader.rows(_queries["of_member"], member_id=member_id, today=today)
    return [Term(**row) for row in rows]


async def in_teams(reader: Reader, today: date) -> dict[str, int]:
    """How many are in each team on a day; where nobody is, nothing is said."""
    rows = await reader.rows(_queries["in_teams"], today=today)
    return {row["team"]: row["members"] for row in rows}


async def who_is_in(reader: Reader, today: date) -> list[tuple[str, str]]:
    """The teams and the ids of all who are in one on a day."""
    rows = await reader.rows(_queries["who_is_in"], today=today)
    return [(row["team"], row["member_id"]) for row in rows]
