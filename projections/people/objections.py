"""Which objections to lines of passbooks are there, and what was answered?"""

from datetime import datetime
from typing import Final, NamedTuple

from domain.ties.objection import ObjectionAnswered, ObjectionRaised, Outcome
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("objections")
LAST: Final = 2**62


class Objections(ByMember):
    """Every objection, with its answer once there is one."""

    question = "objections"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add the batch's objections, then its answers."""
        raised, answered = [], []
        for recorded in batch:
            envelope = recorded.envelope
            match recorded.fact:
                case ObjectionRaised() as fact:
                    raised.append(
                        (
                            fact.objection_id,
                            recorded.position,
                            fact.member_id,
                            fact.line_id,
                            fact.wording_text,
                            envelope.recorded_at,
                        )
                    )
                case ObjectionAnswered() as fact:
                    answered.append(
                        (
                            fact.objection_id,
                            fact.outcome,
                            fact.answer_text,
                            envelope.actor,
                            envelope.recorded_at,
                        )
                    )
        tables.write("raise", raised)
        tables.write("answer", answered)


class ListedObjection(NamedTuple):
    """An objection; wording and answer are ids of text in the vault, `line_id` of a fact."""

    objection_id: str
    position: int
    member_id: str
    line_id: str
    wording_text: str
    raised_at: datetime
    outcome: Outcome | None
    answer_text: str | None
    answered_by: str | None
    answered_at: datetime | None


async def open_objections(
    reader: Reader, *, among: list[str] | None = None, after: int = 0, limit: int = 50
) -> list[ListedObjection]:
    """Objections that wait for an answer, the one that waits longest first; of these people."""
    rows = await reader.rows(_queries["open"], among=among, after=after, limit=limit)
    return [ListedObjection(**row) for row in rows]


async def objections_of(
    reader: Reader, member_id: str, *, before: int = LAST, limit: int = 50
) -> list[ListedObjection]:
    """A member's objections, the last one first."""
    rows = await reader.rows(_queries["of_member"], member_id=member_id, before=before, limit=limit)
    return [ListedObjection(**row) for row in rows]


async def one_objection(reader: Reader, objection_id: str) -> ListedObjection | None:
    """An objection, if there is one of this id."""
    row = await reader.row(_queries["one"], objection_id=objection_id)
    return ListedObjection(**row) if row else None
