"""Which records are to be made one, and wait for a second person's word?"""

from typing import NamedTuple

from domain.office.merging import MergeDeclined, MergeProposed
from domain.people.membership import MemberLeft, MembersMerged
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("merges")


class Merges(Projection):
    """The merges that somebody proposed."""

    question = "merges"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Follow each from its proposal to the word about it: they are few."""
        for recorded in batch:
            match recorded.fact:
                case MergeProposed() as fact:
                    tables.run(
                        "propose",
                        member_id=fact.member_id,
                        into_id=fact.into_id,
                        proposed_by=recorded.envelope.actor,
                        position=recorded.position,
                    )
                case MergeDeclined() as fact:
                    tables.run("decline", member_id=fact.member_id, into_id=fact.into_id)
                case MembersMerged() | MemberLeft() as fact:
                    tables.run("go", member_id=fact.member_id)


class ProposedMerge(NamedTuple):
    """Which record is to be merged into which, who proposed it, and at which position."""

    member_id: str
    into_id: str
    proposed_by: str
    position: int


async def proposed_merges(reader: Reader, *, after: int, limit: int) -> list[ProposedMerge]:
    """Merges that wait, the first proposed first, those proposed after a position."""
    rows = await reader.rows(_queries["page"], after=after, limit=limit)
    return [ProposedMerge(**row) for row in rows]
