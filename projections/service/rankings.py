"""Who gave most, by member, team or grid, in a year, a quarter, a month or ever?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from operator import add
from typing import Any, Final, Literal, NamedTuple

import msgspec

from domain.ledger.fact import encode_fact
from domain.people.membership import MemberEnrolled, MembersMerged
from domain.people.moves import MemberMoved, belongings
from domain.people.network.homes import Span
from domain.people.teams import TeamClosed
from domain.service.counting.refill import DayRefilled
from domain.service.hours import CreditReleased, EarnedService, ServiceRevoked
from domain.service.paid_help import released_by
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("rankings")
_moves: Final = msgspec.json.Decoder(MemberMoved)

RankedThing = Literal["member", "team", "grid"]
Measure = Literal["service_minutes", "points", "services"]


class Rankings(ByMember):
    """What each member gave in each month; the month is that of the service."""

    question = "rankings"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add up the batch by member and month."""
        members: dict[str, tuple[str | None, str | None]] = {}
        days: defaultdict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0, 0])
        moves: list[tuple[str, int, str]] = []
        closed: list[tuple[str, date]] = []
        for recorded in batch:
            fact = released_by(recorded.fact)
            if isinstance(fact, MemberEnrolled):
                members[fact.member_id] = (fact.team, fact.grid)
            elif isinstance(fact, MemberMoved):
                moves.append((fact.member_id, recorded.position, bytes(encode_fact(fact)).decode()))
            elif isinstance(fact, TeamClosed):
                closed.append((fact.team, fact.from_day))
            elif isinstance(fact, EarnedService):
                day = days[fact.member_id, fact.day]
                day[0] += fact.minutes
                day[1] += fact.points
                day[2] += 1
            elif isinstance(fact, CreditReleased):
                days[fact.member_id, fact.day][1] += fact.points
            elif isinstance(fact, DayRefilled):
                day = days[fact.member_id, fact.day]
                day[1] += fact.refilled_points
                if isinstance(fact, ServiceRevoked):
                    day[0] -= fact.minutes
                    day[1] -= fact.points
                    day[2] -= 1
        months: defaultdict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0, 0])
        for (member_id, on), sums in days.items():
            month = months[member_id, on.replace(day=1)]
            month[:] = map(add, month, sums)
        tables.write("add_members", [(member, *of) for member, of in members.items()])
        tables.write("add_months", [(*key, *sums) for key, sums in sorted(months.items())])
        tables.write("add_days", [(*key, *sums) for key, sums in sorted(days.items())])
        tables.write("note_moves", moves)
        tables.write("close_teams", closed)
        concerned = [it[0] for it in moves]
        if closed or members:
            concerned += [row["member_id"] for row in tables.rows("in_closed")]
        for member_id in dict.fromkeys(concerned):
            _settle(member_id, tables)

    def merge(self, merge: MembersMerged, tables: Tables) -> None:
        """What both gave counts where the one that stays belonged, by the moves of both."""
        super().merge(merge, tables)
        _settle(merge.into_id, tables)


def _settle(member_id: str, tables: Tables) -> None:
    """Write anew where a member who moved belonged when: moves may have been recorded late."""
    moves = [_moves.decode(row["said"]) for row in tables.rows("moves", member_id=member_id)]
    closed = {row["team"]: row["from_day"] for row in tables.rows("closed")}
    enrolled = tables.rows("enrolment", member_id=member_id)
    if not moves and not any(it["team"] in closed for it in enrolled):
        return
    (one,) = enrolled
    tables.run("move", member_id=member_id)
    known = belongings(one["grid"], (one["team"],) if one["team"] else (), moves, closed)
    things = [("grid", it.grid, member_id, *it[:2]) for it in known if it.grid]
    things += [("team", team, member_id, *it[:2]) for it in known for team in it.teams]
    tables.run("forget", member_id=member_id)
    tables.write("belong", things)


class Period(NamedTuple):
    """From `first` to before `until`, both the first day of a month."""

    first: date
    until: date


class Place(NamedTuple):
    """One place in a ranking; `key` is a member's id or the name of a team or grid."""

    rank: int
    place: int
    key: str
    service_minutes: int
    points: int
    services: int
    members: int


ALWAYS = Period(date.min, date.max)


def read_period(text: str) -> Period:
    """`all`, a year `2026`, a quarter `2026-Q3` or a month `2026-10`. Raises ValueError."""
    if text == "all":
        return ALWAYS
    year_text, _, part = text.partition("-")
    if len(year_text) != 4 or not year_text.isascii() or not year_text.isdigit():
        raise ValueError(text)
    year = int(year_text)
    if not part and "-" not in text:
        return Period(date(year, 1, 1), _month_after(year, 12))
    if part in {"Q1", "Q2", "Q3", "Q4"}:
        last = 3 * int(part[1])
        return Period(date(year, last - 2, 1), _month_after(year, last))
    if len(part) == 2 and part.isascii() and part.isdigit():
        return Period(date(year, int(part), 1), _month_after(year, int(part)))
    raise ValueError(text)


def _month_after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


async def ranking(
    reader: Reader,
    of: RankedThing,
    by: Measure,
    period: Period,
    *,
    after: int = 0,
    limit: int = 50,
) -> list[Place]:
    """The places after the first `after`; equal scores share a rank."""
    rows = await reader.rows(
        _queries["rank"],
        of=of,
        by=by,
        first=period.first,
        until=period.until,
        after=after,
        limit=limit,
    )
    return [Place(**row) for row in rows]


class Given(NamedTuple):
    """What somebody gave while they lived in a grid, which has an id or at least a name."""

    key: str
    member_id: str
    service_minutes: int
    points: int
    services: int


class InTeam(NamedTuple):
    """What somebody gave while they were in a team."""

    member_id: str
    service_minutes: int
    points: int
    services: int


async def given_in_team(reader: Reader, team: str, period: Period) -> list[InTeam]:
    """What each member of a team gave in a period on days on which they were in it, most first."""
    rows = await reader.rows(
        _queries["given_in_team"], team=team, first=period.first, until=period.until
    )
    return [InTeam(**row) for row in rows]


class Homes(NamedTuple):
    """Which grid each name means on which days, and where those live for whom no name tells."""

    names: Sequence[tuple[str, Span]]
    elsewhere: Sequence[tuple[str, Span]]
    movers: Sequence[str] = ()


async def given_in_grids(reader: Reader, period: Period, homes: Homes) -> list[Given]:
    """What everybody gave in a period, where they lived on the day."""
    asked: dict[str, list[Any]] = {
        "labels": [label for label, _ in homes.names],
        "keys": [it.text for _, it in homes.names],
        "from_days": [it.from_day for _, it in homes.names],
        "until_days": [it.until_day for _, it in homes.names],
        "elsewhere": list(homes.movers),
        "movers": [member_id for member_id, _ in homes.elsewhere],
        "their_keys": [it.text for _, it in homes.elsewhere],
        "their_from_days": [it.from_day for _, it in homes.elsewhere],
        "their_until_days": [it.until_day for _, it in homes.elsewhere],
    }
    rows = await reader.rows(
        _queries["given_in_grids"], **asked, first=period.first, until=period.until
    )
    return [Given(**row) for row in rows]


async def last_months(reader: Reader) -> dict[str, date]:
    """The first day of the month in which each member last served."""
    return {row["member_id"]: row["month"] for row in await reader.rows(_queries["last_months"])}
