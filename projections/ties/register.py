"""Who lives here, where, and when did somebody last look?"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

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
    reader: Reader, today: date, *, grid: str | None = None, stale: bool | None = None
) -> list[Resident]:
    """Who lives here today, or in a grid: those first at whom nobody has looked for longest."""
    terms = await register_terms(reader, today)
    rows = await reader.rows(_queries["residents"], today=today, grid=grid)
    found = [
        Resident(**row, is_stale=terms.is_stale(row["kind"], row["checked_on"], today))
        for row in rows
    ]
    return [it for it in found if stale is None or it.is_stale == stale]


async def coverage(reader: Reader, today: date) -> list[Coverage]:
    """How many live in each grid today, and how old the looks are."""
    counted: dict[str | None, list[Resident]] = {}
    for it in await residents(reader, today):
        counted.setdefault(it.grid, []).append(it)
    return [_covered(grid, counted[grid]) for grid in sorted(counted, key=lambda it: it or "～")]


def _covered(grid: str | None, living: Sequence[Resident]) -> Coverage:
    floating = sum(it.kind.endswith(":floating") for it in living)
    return Coverage(
        grid=grid,
        permanent=len(living) - floating,
        floating=floating,
        stale=sum(it.is_stale for it in living),
        volunteers=sum(it.member_kind == "volunteer" for it in living),
        oldest=min((it.checked_on for it in living if it.checked_on), default=None),
    )
