"""A member says who has their time credit when they leave: a relative whose tie was seen."""

from dataclasses import replace

import pytest

from domain.ledger.decision import Decision
from domain.people.membership import MembersMerged, UnknownMember
from domain.ties.heir import HeirNamed, HeirNotKin, NameHeir
from domain.ties.kin import KinEnded, RelatedBeneficiary
from domain.ties.leaving import LeaveCommunity
from tests.controls import (
    AUNT,
    CHEN,
    COMMUNITY,
    ELEVEN,
    LI,
    NINE,
    NOW,
    STRANGER,
    UNCLE,
    WANG,
    ZHOU,
    enrolled,
    served,
)
from tests.relatives import tied
from tests.scenario import given

NAME = NameHeir(member_id=AUNT, heir_id=LI)
POOL = NameHeir(member_id=AUNT)
TIED = (*COMMUNITY, tied(), tied(AUNT, WANG, "sibling", kin_id="kin-2"))
NAMED = HeirNamed(member_id=AUNT, heir_id=LI)
HOURS = served(AUNT, NINE, ELEVEN)
LEAVE = LeaveCommunity(member_id=AUNT, volunteer_number="V000003")


def taker(*past: object) -> str | None:
    return given(*TIED, HOURS, *past).when(LEAVE).fact.credit_to


def test_a_relative_whose_tie_was_seen_is_named_by_the_member_or_at_the_desk() -> None:
    for actor in (AUNT, CHEN):
        given(*TIED).when(NAME, actor=actor).then(NAMED)
    assert NAMED.touches() == (f"member:{AUNT}", f"member:{LI}")


def test_the_pool_may_be_named_again() -> None:
    given(*TIED, NAMED).when(POOL, actor=AUNT).then(HeirNamed(member_id=AUNT))
    assert taker(NAMED) == LI
    assert taker(NAMED, HeirNamed(member_id=AUNT)) is None
    assert taker(HeirNamed(member_id=AUNT), NAMED) == LI
    assert taker(NAMED, HeirNamed(member_id=AUNT, heir_id=WANG)) == WANG
    assert taker(HeirNamed(member_id=WANG, heir_id=AUNT)) is None


def test_whose_tie_was_only_told_is_no_heir() -> None:
    told = (*COMMUNITY, tied(evidence="told"))
    given(*told).when(NAME, actor=AUNT).refused(HeirNotKin)
    given(*TIED).when(replace(NAME, heir_id=UNCLE), actor=AUNT).refused(HeirNotKin)
    for who in ("member_id", "heir_id"):
        given(*TIED).when(replace(NAME, **{who: STRANGER})).refused(UnknownMember)


def test_nobody_at_the_desk_names_themselves_or_their_relatives() -> None:
    given(*TIED).when(NAME, actor=LI).refused(RelatedBeneficiary)
    zhous = (*TIED, enrolled(ZHOU, "staff", number=9), tied(LI, ZHOU, "spouse", kin_id="kin-9"))
    given(*zhous).when(NAME, actor=ZHOU).refused(RelatedBeneficiary)


def test_an_heir_is_looked_at_again_when_somebody_leaves() -> None:
    ended = KinEnded(member_id=AUNT, relative_id=LI, kin_ids=("kin-1",))
    assert taker(NAMED, ended) is None
    left = given(*TIED).when(LeaveCommunity(member_id=LI, volunteer_number="V000001")).fact
    assert taker(NAMED, left) is None


def test_an_heir_whose_record_was_merged_stays_the_heir() -> None:
    nothing = {"kind": "volunteer", "minutes": 0, "credit": 0, "points": 0}
    heirs = MembersMerged(member_id=LI, into_id=WANG, **nothing)
    assert taker(NAMED, heirs) == WANG
    own = MembersMerged(member_id=AUNT, into_id=UNCLE, **nothing | {"credit": 120, "minutes": 120})
    leave = LeaveCommunity(member_id=UNCLE, volunteer_number="V000004")
    assert given(*TIED, HOURS, NAMED, own).when(leave).fact.credit_to == LI


@pytest.mark.parametrize("decision", [NAME, POOL])
def test_asking_again_changes_nothing_more(decision: Decision, database: str) -> None:
    given(*TIED).when(decision, actor=AUNT, at=NOW).repeated(database)
