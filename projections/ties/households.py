"""Who keeps house with whom?"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.people.membership import MemberLeft
from domain.ties.household import HouseholdChanged, HouseholdFormed
from domain.ties.standing import StandingEnded
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("households")


class Households(ByMember):
    """The households with those who live in them now."""

    question = "households"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Write each household anew when it changes; who leaves or is forgotten leaves theirs."""
        for recorded in batch:
            match recorded.fact:
                case HouseholdFormed() | HouseholdChanged() as fact:
                    tables.run("empty", household_id=fact.household_id)
                    tables.write(
                        "live",
                        [
                            (fact.household_id, place, member_id, member_id == fact.head_id)
                            for place, member_id in enumerate(fact.member_ids)
                        ],
                    )
                case MemberLeft() | StandingEnded(forgotten=True) as fact:
                    tables.run("leave", member_id=fact.member_id)


class Housemate(NamedTuple):
    """One of a household."""

    household_id: str
    member_id: str
    is_head: bool


async def households_of(reader: Reader, member_ids: Iterable[str]) -> list[Housemate]:
    """All who live in a household with one of these, by household, as they were named."""
    rows = await reader.rows(_queries["of_members"], member_ids=sorted(set(member_ids)))
    return [Housemate(**row) for row in rows]


async def household(reader: Reader, household_id: str) -> list[Housemate]:
    """Who lives in one."""
    rows = await reader.rows(_queries["one"], household_id=household_id)
    return [Housemate(**row) for row in rows]


async def households(
    reader: Reader, *, among: Sequence[str] | None = None, after: int = 0, limit: int = 50
) -> list[Housemate]:
    """All who live in so many households, but for the first `after`.

    With `among` only those of which everybody is one of these.
    """
    asked = None if among is None else list(among)
    rows = await reader.rows(_queries["page"], among=asked, after=after, limit=limit)
    return [Housemate(**row) for row in rows]
