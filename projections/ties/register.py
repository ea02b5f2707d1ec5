"""Who lives here, where, and when did somebody last look?"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from domain.ties.register import RegisterTerms, RegisterTermsAdopted, ResidentRegistered
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("register")


class Register(ByMember):
    """In which grid those live who are no members, and how often somebody has to look."""

    question = "register"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Note where somebody was registered, and each version of the terms."""
        places, terms = [], []
        for recorded in batch:
            match recorded.fact:
                case ResidentRegistered(grid=str(grid)) as fact:
                    places.append((fact.member_id, recorded.position, grid))
                case RegisterTermsAdopted() as fact:
                    days = fact.terms.floating_days, fact.terms.permanent_days
                    terms.append((recorded.position, fact.in_force_from, *days))
        tables.write("place", places)
        tables.write("adopt", terms)


class Resident(NamedTuple):
    """Somebody who lives here; `member_kind` is none of who is only registered."""

    member_id: str
    kind: str
    from_day: date
    checked_on: date | None
    grid: str | None
    member_kind: str | None
    is_stale: bool


class Coverage(NamedTuple):
    """How many live in a grid, and of how many it is too long ago that somebody looked.

    `oldest` is the day of the oldest look. `grid` is none of whose grid nobody has noted.
    """

    grid: str | None
    permanent: int
    floating: int
    stale: int
    volunteers: int
    oldest: date | None


async def register_terms(reader: Reader, day: date) -> RegisterTerms:
    """How often somebody has to look, by the version in force on a day."""
    row = await reader.row(_queries["terms"], day=day)
    return RegisterTerms(**row) if row else RegisterTerms()


async def residents(
    reader: Reader,
    today: date,
    *,
    grids: Sequence[str] | None = None,
    among: Sequence[str] | None = None,
    stale: bool | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Resident]:
    """Who lives here today: those first at whom nobody has looked for longest.

    `grids` are all names by which one grid is meant, `among` the ids of who may be told of.
    """
    asked = await _by_terms(reader, today) | _whom(grids, among, stale)
    rows = await reader.rows(_queries["residents"], **asked, after=after, limit=limit)
    return [Resident(**row) for row in rows]


class Everybody(NamedTuple):
    """The ids of all who live here; of each whether somebody has to look again, and whether they
    are there for a while.
    """

    member_ids: list[str]
    stale: list[bool]
    floating: list[bool]

    def of_kind(self, *, floating: bool) -> list[str]:
        """The ids of who is there for a while; or of who is there for good."""
        both = zip(self.member_ids, self.floating, strict=True)
        return [member_id for member_id, is_floating in both if is_floating == floating]


async def everybody_here(
    reader: Reader,
    today: date,
    *,
    grids: Sequence[str] | None = None,
    among: Sequence[str] | None = None,
    stale: bool | None = None,
) -> Everybody:
    """All who live here today, in no order: for counting them by what the vault knows."""
    asked = await _by_terms(reader, today) | _whom(grids, among, stale)
    row = await reader.row(_queries["everybody"], **asked)
    return Everybody(**row) if row else Everybody([], [], [])


async def stale_count(reader: Reader, today: date, *, among: Sequence[str] | None = None) -> int:
    """Of how many who live here it is too long ago that somebody looked."""
    asked = await _by_terms(reader, today)
    among = None if among is None else list(among)
    row = await reader.row(_queries["stale_count"], **asked, among=among)
    return int(row["people"]) if row else 0


async def only_registered(reader: Reader, grids: Sequence[str], today: date) -> list[str]:
    """The ids of who lives in these grids and is no member."""
    rows = await reader.rows(_queries["only_registered"], grids=list(grids), today=today)
    return [row["member_id"] for row in rows]


async def coverage(reader: Reader, today: date) -> list[Coverage]:
    """How many live in each grid today, and how old the looks are."""
    asked = await _by_terms(reader, today) | _whom()
    return [Coverage(**row) for row in await reader.rows(_queries["coverage"], **asked)]


async def _by_terms(reader: Reader, today: date) -> dict[str, Any]:
    terms = await register_terms(reader, today)
    return {
        "today": today,
        "floating_days": terms.floating_days,
        "permanent_days": terms.permanent_days,
    }


def _whom(
    grids: Sequence[str] | None = None,
    among: Sequence[str] | None = None,
    stale: bool | None = None,
) -> dict[str, Any]:
    return {
        "grids": None if grids is None else list(grids),
        "among": None if among is None else list(among),
        "stale": stale,
    }
