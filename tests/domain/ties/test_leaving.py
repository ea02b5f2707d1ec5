"""A member leaves once, with nothing left open, and never by their own hand."""

from dataclasses import replace

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.ledger.journal import Posting
from domain.people.membership import (
    EnrolMember,
    MemberLeft,
    RoleGranted,
    RoleWithdrawn,
    UnknownMember,
)
from domain.people.saying.duplicate import DuplicatePerson
from domain.people.saying.left import Departure
from domain.rules.accounts import ISSUED, WELFARE_POOL, member_account
from domain.service.activity import SignIn
from domain.service.hours import HoursWaiting
from domain.service.pairing import StillPaired
from domain.service.places import Places, SignUpCancelled, VolunteerSignedUp
from domain.service.transfer import TransferCredit
from domain.service.unearned import ServiceRejected
from domain.shop.dispute import OfflineSaleSettled
from domain.shop.offline_sale import DisputeOpen, OfflineSaleDisputed
from domain.shop.shift import ShiftClosed, ShiftOpened, ShiftStillOpen
from domain.ties.heir import HeirNamed
from domain.ties.kin import RelatedBeneficiary
from domain.ties.leaving import (
    AlreadyLeft,
    ApproveLeaving,
    DeathPaperMissing,
    DeclineLeaving,
    LeaveCommunity,
    OwnLeaving,
    RolesHeld,
    WrongNumber,
)
from domain.ties.leaving_proposal import (
    LeavingDeclined,
    LeavingNotProposed,
    LeavingProposed,
    LeavingWaits,
)
from tests.controls import (
    AUNT,
    CLEANING,
    COMMUNITY,
    ELEVEN,
    HE,
    LI,
    NINE,
    SPRING,
    STRANGER,
    SUN,
    WANG,
    ZHOU,
    backfilled,
    confirmed,
    enrolled,
    paired,
    parted,
    published,
    served,
    signed_in,
    signed_out,
    sold,
)
from tests.relatives import tied
from tests.scenario import by, given

LEAVE = LeaveCommunity(member_id=LI, volunteer_number="V000001")
AUNT_LEAVES = LeaveCommunity(member_id=AUNT, volunteer_number="V000003")
SERVED = (*COMMUNITY, served(LI, NINE, ELEVEN), served(WANG, NINE, ELEVEN, "paper-2"))
LEFT = MemberLeft(member_id=LI, kind="volunteer", credit=120, points=20)
REJECTED = ServiceRejected(service_id="afterwards-1", member_id=LI)


def disputed() -> OfflineSaleDisputed:
    sale = sold()
    return OfflineSaleDisputed(
        redemption_id=sale.redemption_id,
        member_id=LI,
        month=sale.month,
        lines=sale.lines,
        points=sale.points,
        balance_after=20,
        reason="insufficient_points",
        allowed_points=60,
    )


def test_points_lapse_and_time_credit_goes_to_the_welfare_pool() -> None:
    fact = given(*SERVED).when(LEAVE, actor=HE).then(LEFT).fact
    li = member_account(LI)
    assert set(fact.postings()) == {
        Posting(li, "credit", -120),
        Posting(WELFARE_POOL, "credit", 120),
        Posting(li, "points", -20),
        Posting(ISSUED, "points", 20),
    }


def test_who_holds_nothing_leaves_with_nothing() -> None:
    fact = given(*COMMUNITY).when(AUNT_LEAVES, actor=HE).fact
    assert fact == MemberLeft(member_id=AUNT, kind="assisted", credit=0, points=0)
    assert fact.postings() == ()


AUNT_SERVED = (
    *COMMUNITY,
    served(AUNT, NINE, ELEVEN),
    tied(),
    HeirNamed(member_id=AUNT, heir_id=LI),
)


@pytest.mark.parametrize("because", ["own_wish", "moved", "died"])
def test_time_credit_goes_to_the_relative_who_was_named(because: Departure) -> None:
    leave = replace(AUNT_LEAVES, because=because, paper_text="paper-1")
    fact = given(*AUNT_SERVED).when(leave).fact
    assert isinstance(fact, MemberLeft)
    assert (fact.credit_to, fact.because, fact.paper_text) == (LI, because, "paper-1")
    assert fact.touches() == (f"member:{AUNT}", f"member:{LI}")
    assert fact.postings()[:2] == (
        Posting(member_account(AUNT), "credit", -120),
        Posting(member_account(LI), "credit", 120),
    )
    stays = given(*AUNT_SERVED, fact).when(TransferCredit(giver_id=LI, amount=120)).fact
    assert stays.balance_after == 0
    own, heirs = fact.why(AUNT, {}), fact.why(LI, {})
    assert own.zh == "退出社区：时间存款转给指定的亲属，积分作废"
    assert heirs.zh == "一位亲属退出社区，按其指定把时间存款留给您"


def test_who_is_the_heir_of_nothing_is_not_touched() -> None:
    left = given(*COMMUNITY, tied(), HeirNamed(member_id=AUNT, heir_id=LI)).when(AUNT_LEAVES).fact
    assert (left.credit_to, left.touches()) == (None, (f"member:{AUNT}",))


@pytest.mark.parametrize("because", ["died", "incapable"])
def test_a_paper_was_seen_of_who_cannot_say_so(because: Departure) -> None:
    leave = replace(AUNT_LEAVES, because=because)
    given(*AUNT_SERVED).when(leave).refused(DeathPaperMissing)


def test_nobody_lets_somebody_go_whose_heir_they_or_their_relatives_are() -> None:
    given(*AUNT_SERVED).when(AUNT_LEAVES, actor=LI).refused(RelatedBeneficiary)
    hes = (*AUNT_SERVED, enrolled(HE, "staff", number=9), tied(LI, HE, "spouse", kin_id="kin-9"))
    given(*hes).when(AUNT_LEAVES, actor=HE).refused(RelatedBeneficiary)


INCAPABLE = replace(AUNT_LEAVES, because="incapable", paper_text="paper-1")
PROPOSED = LeavingProposed(member_id=AUNT, because="incapable", paper_text="paper-1")
WAITS = (
    *AUNT_SERVED,
    enrolled(HE, "staff", number=9),
    enrolled(ZHOU, "staff", number=10),
    by(HE, PROPOSED),
)
APPROVE = ApproveLeaving(member_id=AUNT, actor_id=ZHOU)
DECLINE = DeclineLeaving(member_id=AUNT, actor_id=ZHOU)


def test_two_people_let_go_who_cannot_say_so_themselves() -> None:
    given(*WAITS[:-1]).when(INCAPABLE, actor=HE).then(PROPOSED)
    given(*WAITS).when(INCAPABLE, actor=HE).refused(LeavingWaits)
    by_he = ApproveLeaving(member_id=AUNT, actor_id=HE)
    given(*WAITS).when(by_he, actor=HE).refused(LeavingWaits)
    fact = given(*WAITS).when(APPROVE, actor=ZHOU).fact
    assert (fact.because, fact.credit_to, fact.credit) == ("incapable", LI, 120)
    assert fact.caused_by() == given(*WAITS).past[-1].envelope.id
    given(*WAITS, fact).when(APPROVE, actor=ZHOU).refused(LeavingNotProposed)


def test_a_leaving_that_was_proposed_is_looked_at_again() -> None:
    given(*WAITS, RoleGranted(member_id=AUNT, role="admin")).when(APPROVE).refused(RolesHeld)
    given(*WAITS).when(ApproveLeaving(member_id=AUNT, actor_id=AUNT), actor=AUNT).refused(
        OwnLeaving
    )
    given(*WAITS).when(ApproveLeaving(member_id=AUNT, actor_id=LI), actor=LI).refused(
        RelatedBeneficiary
    )
    left = given(*AUNT_SERVED).when(AUNT_LEAVES).fact
    given(*WAITS, left, by(HE, PROPOSED)).when(APPROVE, actor=ZHOU).refused(AlreadyLeft)
    given(*AUNT_SERVED).when(APPROVE).refused(LeavingNotProposed)
    for word in (ApproveLeaving, DeclineLeaving):
        stranger = word(member_id=STRANGER, actor_id=ZHOU)
        given(*COMMUNITY).when(stranger, actor=ZHOU).refused(UnknownMember)


def test_a_second_person_says_no() -> None:
    declined = given(*WAITS).when(DECLINE, actor=ZHOU).fact
    assert declined == LeavingDeclined(
        member_id=AUNT, proposal_id=given(*WAITS).past[-1].envelope.id
    )
    given(*WAITS, declined).when(APPROVE, actor=ZHOU).refused(LeavingNotProposed)
    given(*WAITS, declined).when(DECLINE, actor=ZHOU).refused(LeavingNotProposed)
    given(*WAITS, declined).when(INCAPABLE, actor=HE).then(PROPOSED)


@pytest.mark.parametrize("decision", [INCAPABLE, APPROVE, DECLINE])
def test_asking_again_proposes_and_agrees_once(decision: Decision, database: str) -> None:
    past = WAITS[:-1] if decision is INCAPABLE else WAITS
    given(*past).when(decision, actor=ZHOU).repeated(database)


def test_a_stranger_cannot_leave() -> None:
    stranger = LeaveCommunity(member_id=STRANGER, volunteer_number="V000001")
    given(*SERVED).when(stranger, actor=HE).refused(UnknownMember)


@pytest.mark.parametrize("number", ["V000002", "", "v000001"])
def test_the_number_shows_that_it_is_who_was_meant(number: str) -> None:
    somebody = LeaveCommunity(member_id=LI, volunteer_number=number)
    given(*SERVED).when(somebody, actor=HE).refused(WrongNumber)
    given(*SERVED, LEFT).when(somebody, actor=LI).refused(WrongNumber)


def test_a_member_leaves_once() -> None:
    given(*SERVED, LEFT).when(LEAVE, actor=HE).refused(AlreadyLeft)


def test_nobody_records_their_own_leaving() -> None:
    given(*SERVED).when(LEAVE, actor=LI).refused(OwnLeaving)


def test_staff_give_up_their_roles_first() -> None:
    cashier = RoleGranted(member_id=LI, role="cashier")
    own = RoleGranted(member_id=LI, role="volunteer")
    given(*SERVED, own, cashier).when(LEAVE, actor=HE).refused(RolesHeld)
    withdrawn = RoleWithdrawn(member_id=LI, role="cashier")
    given(*SERVED, own, cashier, withdrawn).when(LEAVE, actor=HE).then(LEFT)


@pytest.mark.parametrize("leave", [LEAVE, AUNT_LEAVES])
def test_neither_of_a_pairing_leaves_before_it_ends(leave: LeaveCommunity) -> None:
    given(*COMMUNITY, paired()).when(leave, actor=HE).refused(StillPaired)
    assert given(*COMMUNITY, paired(), parted()).when(leave, actor=HE).fact


@pytest.mark.parametrize(
    ("waits", "settled"),
    [
        ((signed_in(),), (signed_out(), confirmed("attended-1", "attested"))),
        ((signed_in(), signed_out()), (confirmed("attended-1", "attested"),)),
        ((backfilled(),), (REJECTED,)),
        ((backfilled(),), (confirmed("afterwards-1", "backfilled"),)),
    ],
)
def test_hours_are_decided_first(waits: tuple[Fact, ...], settled: tuple[Fact, ...]) -> None:
    given(*COMMUNITY, *waits).when(LEAVE, actor=HE).refused(HoursWaiting)
    assert given(*COMMUNITY, *waits, *settled).when(LEAVE, actor=HE).fact


def test_a_sale_without_the_network_is_settled_first() -> None:
    past = (*SERVED, by(SUN, disputed()))
    given(*past).when(LEAVE, actor=HE).refused(DisputeOpen)
    settled = OfflineSaleSettled(
        redemption_id="sale-1", member_id=LI, outcome="borne", points=60, balance_after=20
    )
    assert given(*past, settled).when(LEAVE, actor=HE).fact


def test_a_leavings_faults_are_told_in_order() -> None:
    busy = (paired(), backfilled(), RoleGranted(member_id=LI, role="cashier"))
    given(*SERVED, *busy, LEFT).when(LEAVE, actor=LI).refused(AlreadyLeft)
    given(*SERVED, *busy).when(LEAVE, actor=LI).refused(OwnLeaving)
    given(*SERVED, *busy).when(LEAVE, actor=HE).refused(RolesHeld)
    given(*SERVED, *busy[:2]).when(LEAVE, actor=HE).refused(StillPaired)
    given(*SERVED, busy[1], disputed()).when(LEAVE, actor=HE).refused(HoursWaiting)


def test_who_has_left_is_no_member_any_more() -> None:
    come = SignIn(activity_id=CLEANING, member_id=LI)
    given(*SERVED, published(), LEFT).when(come, at=NINE).refused(UnknownMember)
    given_away = TransferCredit(giver_id=WANG, to=LI, amount=10, relation="spouse")
    given(*SERVED, LEFT).when(given_away, actor=WANG).refused(UnknownMember)
    again = EnrolMember(member_id=LI, kind="volunteer")
    given(*SERVED, LEFT).when(again).refused(DuplicatePerson)


def test_asking_again_records_nothing_more(database: str) -> None:
    given(*SERVED).when(LEAVE, actor=HE).repeated(database)


def test_who_has_a_shift_open_hands_the_till_over_first() -> None:
    opened = ShiftOpened(
        shift_id="shift-1", till="S1", cashier_id=LI, day=SPRING, number=1, receipts_before=0
    )
    closed = ShiftClosed(shift_id="shift-1", till="S1", cashier_id=LI, last_receipt=0)
    others = copy_of(opened, shift_id="shift-2", till="S2", cashier_id=WANG)
    given(*SERVED, opened).when(LEAVE, actor=HE).refused(ShiftStillOpen)
    given(*SERVED, opened, others, closed).when(LEAVE, actor=HE).then(LEFT)


def test_who_leaves_gives_up_their_places_in_activities() -> None:
    up = VolunteerSignedUp(activity_id=CLEANING, member_id=LI)
    fact = given(*COMMUNITY, published(), up).when(LEAVE, actor=HE).fact
    assert fact.touches() == (f"member:{LI}", f"activity:{CLEANING}")
    taken = (
        given(*COMMUNITY, published(), up, fact)
        .view(SignIn(activity_id=CLEANING, member_id=WANG))(Places, f"activity:{CLEANING}")
        .taken
    )
    assert taken == set()


def test_a_place_that_was_given_back_or_taken_up_is_not_given_up() -> None:
    up = VolunteerSignedUp(activity_id=CLEANING, member_id=LI)
    back = SignUpCancelled(activity_id=CLEANING, member_id=LI)
    was_there = (signed_in(), signed_out(), confirmed("attended-1", "attested"))
    for past in ((up, back), (up, *was_there)):
        fact = given(*COMMUNITY, published(), *past).when(LEAVE, actor=HE).fact
        assert fact.touches() == (f"member:{LI}",)
    given(*COMMUNITY, published(), up, signed_in()).when(LEAVE, actor=HE).refused(HoursWaiting)
