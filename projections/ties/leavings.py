"""Who is to leave and cannot say so themselves, and waits for a second person's word?"""

from typing import NamedTuple

from domain.people.membership import MemberLeft
from domain.people.saying.left import Departure
from domain.ties.leaving_proposal import LeavingDeclined, LeavingProposed
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("leavings")


class Leavings(ByMember):
    """The leavings that somebody proposed, until the word about them."""

    question = "leavings"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Take in each in its turn: they are few."""
        for recorded in batch:
            match recorded.fact:
                case LeavingProposed() as fact:
                    tables.run(
                        "propose",
                        member_id=fact.member_id,
                        because=fact.because,
                        paper_text=fact.paper_text,
                        proposed_by=recorded.envelope.actor,
                        position=recorded.position,
                    )
                case LeavingDeclined() | MemberLeft() as fact:
                    tables.run("decide", member_id=fact.member_id)


class ProposedLeaving(NamedTuple):
    """Who is to leave, why and by which paper, and who proposed it."""

    member_id: str
    because: Departure
    paper_text: str | None
    proposed_by: str
    position: int


async def proposed_leavings(reader: Reader, *, after: int, limit: int) -> list[ProposedLeaving]:
    """Leavings that wait, the first proposed first, those proposed after a position."""
    rows = await reader.rows(_queries["page"], after=after, limit=limit)
    return [ProposedLeaving(**row) for row in rows]
