"""Relatives, as the tests speak of them, and one fact of each type that says who is whose."""

from collections.abc import Iterable

from domain.ledger.fact import Fact
from domain.ties.kin import KinEnded, KinRecorded, KinRelation
from domain.ties.standing import Evidence
from tests.controls import AUNT, LI


def tied(
    member_id: str = AUNT,
    relative_id: str = LI,
    relation: KinRelation = "child",
    *,
    evidence: Evidence = "seen",
    kin_id: str = "kin-1",
    replaced_ids: tuple[str, ...] = (),
) -> KinRecorded:
    """The desk recorded that the second is the child … of the first."""
    return KinRecorded(
        kin_id=kin_id,
        member_id=member_id,
        relative_id=relative_id,
        relation=relation,
        evidence=evidence,
        replaced_ids=replaced_ids,
    )


def facts() -> Iterable[Fact]:
    """One of each type."""
    yield tied(kin_id="kin-2", replaced_ids=("kin-1",))
    yield KinEnded(member_id=AUNT, relative_id=LI, kin_ids=("kin-2",), reason_text="reason-1")
