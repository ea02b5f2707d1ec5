"""Who is whose relative, how does the office know, and whom did somebody name as heir?"""

from datetime import datetime
from typing import NamedTuple

from psycopg.rows import DictRow

from domain.people.membership import MemberLeft
from domain.ties.heir import HeirNamed
from domain.ties.kin import OTHER_WAY, SEEN, KinEnded, KinRecorded, KinRelation
from domain.ties.standing import Evidence
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("kin")


class KinOfMembers(ByMember):
    """The ties that hold, and the heirs; of who has left nothing is kept."""

    question = "kin"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Take in each in its turn: they are few."""
        for recorded in batch:
            match recorded.fact:
                case KinRecorded() as fact:
                    if fact.replaced_ids:
                        tables.run("end", kin_ids=list(fact.replaced_ids))
                    row = (
                        fact.kin_id,
                        fact.member_id,
                        fact.relative_id,
                        fact.relation,
                        fact.evidence,
                        recorded.envelope.recorded_at,
                    )
                    tables.write("record", [row])
                case KinEnded() as fact:
                    tables.run("end", kin_ids=list(fact.kin_ids))
                case HeirNamed() as fact:
                    tables.run(
                        "inherit",
                        member_id=fact.member_id,
                        heir_id=fact.heir_id,
                        position=recorded.position,
                    )
                case MemberLeft() as fact:
                    tables.run("leave", member_id=fact.member_id)


class Relative(NamedTuple):
    """Somebody who is the `relation` of a member, by a paper that was seen or not."""

    relative_id: str
    relation: KinRelation
    evidence: Evidence
    recorded_at: datetime

    @property
    def is_seen(self) -> bool:
        """Whether there was a paper."""
        return self.evidence in SEEN


async def kin_of(reader: Reader, member_id: str) -> list[Relative]:
    """A member's relatives, in the order in which they were recorded."""
    rows = await reader.rows(_queries["of_member"], member_id=member_id)
    return [_relative(row) for row in rows]


def _relative(row: DictRow) -> Relative:
    relation: KinRelation = row["relation"]
    if not row["said_of_other"]:
        relation = OTHER_WAY.get(relation, relation)
    return Relative(row["other_id"], relation, row["evidence"], row["recorded_at"])


async def heir_of(reader: Reader, member_id: str) -> str | None:
    """Whom a member named for their time credit; nobody is the welfare pool."""
    row = await reader.row(_queries["heir"], member_id=member_id)
    return row["heir_id"] if row else None
