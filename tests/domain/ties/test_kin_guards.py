"""Nobody confirms, rejects, releases, revokes, settles or answers what is a relative's."""

from typing import Final

import pytest

from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.office.merging import (
    ApproveMerge,
    DeclineMerge,
    MergeMembers,
    MergeProposed,
    NotTheSamePerson,
)
from domain.people.membership import RoleGranted
from domain.service.deciding.rejecting import RejectService
from domain.service.refilling import RefillDay
from domain.service.service import ConfirmService
from domain.service.service_audit import ReleaseBackfill, RevokeService
from domain.shop.dispute import SettleOfflineSale
from domain.ties.heir import HeirNamed
from domain.ties.kin import KinEnded, RelatedBeneficiary
from domain.ties.objection import AnswerObjection, AnswersOwn, ObjectionRaised
from tests.controls import (
    AUNT,
    CHEN,
    COMMUNITY,
    ELEVEN,
    HE,
    LI,
    NINE,
    SUN,
    WANG,
    ZHOU,
    backfilled,
    confirmed,
    enrolled,
    revoked,
    served,
)
from tests.examples import EXAMPLES
from tests.relatives import ACCEPTED, tied
from tests.scenario import Done, by, given

STAFF: Final = (
    *COMMUNITY,
    enrolled(ZHOU, "staff", number=6),
    enrolled(HE, "staff", number=7),
    RoleGranted(member_id=ZHOU, role="supervisor"),
)
RELATED: Final = tied(LI, ZHOU, "sibling", evidence="told")
ENDED: Final = KinEnded(member_id=LI, relative_id=ZHOU, kin_ids=("kin-1",))

CONFIRMED: Final = confirmed("afterwards-1", "backfilled", credited_minutes=0)
OBJECTION: Final = ObjectionRaised(
    objection_id="objection-1",
    member_id=LI,
    line_id="fact-1",
    recorded_by_ids=(CHEN,),
    wording_text="wording-1",
)
PROPOSED: Final = MergeProposed(member_id=WANG, into_id=LI)
SETTLE: Final = SettleOfflineSale(redemption_id="sale-2", outcome="borne", reason_text="reason-1")

GUARDED: Final[list[tuple[Decision, tuple[Fact | Done, ...]]]] = [
    (ConfirmService(service_id="afterwards-1"), (backfilled(),)),
    (RejectService(service_id="afterwards-1"), (backfilled(),)),
    (ReleaseBackfill(service_id="afterwards-1"), (backfilled(), by(SUN, CONFIRMED))),
    (RevokeService(service_id="paper-1"), (served(LI, NINE, ELEVEN),)),
    (RefillDay(service_id="paper-1"), (served(LI, NINE, ELEVEN), revoked("paper-1"))),
    (SETTLE, (by(SUN, EXAMPLES["offline_sale.disputed"]),)),
    (MergeMembers(member_id=WANG, into_id=LI, alike=True), ()),
    (MergeMembers(member_id=LI, into_id=WANG, alike=True), ()),
    (ApproveMerge(member_id=WANG, into_id=LI, actor_id=ZHOU), (by(HE, PROPOSED),)),
    (DeclineMerge(member_id=WANG, into_id=LI), (by(HE, PROPOSED),)),
]


@pytest.mark.parametrize(("decision", "past"), GUARDED, ids=lambda it: type(it).__name__)
def test_nobody_decides_what_is_a_relatives(
    decision: Decision, past: tuple[Fact | Done, ...]
) -> None:
    given(*STAFF, *past, RELATED).when(decision, actor=ZHOU).refused(RelatedBeneficiary)
    for stranger in ((), (RELATED, ENDED)):
        answer = given(*STAFF, *past, *stranger).when(decision, actor=ZHOU).answer
        assert not isinstance(answer, RelatedBeneficiary)


def test_an_objection_of_a_relative_is_answered_by_somebody_else() -> None:
    answer = AnswerObjection(objection_id="objection-1", outcome="upheld", answer_text="answer-1")
    past = (*STAFF, by(LI, OBJECTION))
    given(*past, RELATED).when(answer, actor=ZHOU).refused(AnswersOwn)
    assert given(*past, RELATED, ENDED).when(answer, actor=ZHOU).fact


def test_two_relatives_are_two_people() -> None:
    merge = MergeMembers(member_id=AUNT, into_id=LI, alike=True)
    for tie in (tied(), ACCEPTED, HeirNamed(member_id=AUNT, heir_id=LI)):
        given(*STAFF, tie).when(merge, actor=HE).refused(NotTheSamePerson)
    assert given(*STAFF).when(merge, actor=HE).fact
