"""Two records of one person are made one, and not a minute is lost; two people are never one."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.ledger.decision import Receipt
from domain.ledger.fact import Fact
from domain.ledger.joining import JoinedAway
from domain.office.merging import (
    AlreadyMerged,
    ApproveMerge,
    DeclineMerge,
    MergeAlreadyProposed,
    MergeDeclined,
    MergeMembers,
    MergeNotProposed,
    MergeProposed,
    NotTheSamePerson,
    OwnMerge,
    OwnMergeProposal,
    SameRecord,
    StaffRecord,
)
from domain.people.entering.role_refusals import RoleLost
from domain.people.membership import MembersMerged, RoleGranted, RoleWithdrawn, UnknownMember
from domain.people.roles import DeclineRole, RoleDeclined, RoleProposed, WithdrawRole
from domain.people.second_factor import (
    NoSecondFactor,
    SecondFactorSetUp,
    SecondFactorTakenAway,
    TakeSecondFactorAway,
)
from domain.people.sign_in import PasswordChosen, SignInGiven
from domain.service.activity import SignIn, SignOut, VolunteerSignedIn
from domain.service.certificate import IssueCertificate
from domain.service.deciding.rejecting import RejectService
from domain.service.hours import HoursWaiting, SelfConfirmed
from domain.service.pairing import AlreadyPaired, EndPairing, FormPairing
from domain.service.places import CancelSignUp, SignUpCancelled, VolunteerSignedUp
from domain.service.service import BackfillService, ConfirmService, Overlaps
from domain.service.service_audit import RevokeService
from domain.service.transfer import CreditTransferred
from domain.service.visit import RecordVisit
from domain.shop.goods_return import ReturnGoods
from domain.shop.sale import Pieces
from domain.ties.leaving import LeaveCommunity
from tests.controls import (
    AUNT,
    CHEN,
    CLEANING,
    COMMUNITY,
    ELEVEN,
    HE,
    LI,
    NINE,
    OIL,
    STRANGER,
    UNCLE,
    WANG,
    ZHOU,
    backfilled,
    enrolled,
    moment,
    paired,
    published,
    served,
)
from tests.scenario import by, given
from tests.shop import ask, ledger_of, oil, one, open_shop, taken

STAFF = (
    *COMMUNITY,
    enrolled(HE, "staff", number=5),
    enrolled(ZHOU, "staff", number=6),
    RoleGranted(member_id=HE, role="admin"),
    RoleGranted(member_id=ZHOU, role="supervisor"),
)
BOTH = (HE, ZHOU)
PAPER = by(CHEN, served(WANG, NINE, ELEVEN))
"""Wang, the same person as Li, has two hours: 20 points."""


def merge(gone: str = WANG, stays: str = LI, **more: object) -> MergeMembers:
    return MergeMembers(member_id=gone, into_id=stays, actor_id=HE, others=BOTH, **more)


def merged(gone: str = WANG, stays: str = LI, **more: object) -> MembersMerged:
    nothing: dict[str, object] = {"kind": "volunteer", "minutes": 0, "credit": 0, "points": 0}
    return MembersMerged(member_id=gone, into_id=stays, **nothing | more)


HOURS_MERGED = merged(minutes=120, credit=120, points=20)


def test_all_that_the_duplicate_holds_goes_over() -> None:
    given(*STAFF, PAPER).when(merge(alike=True), actor=HE).then(HOURS_MERGED)


def test_while_nobody_else_could_approve_it_the_founder_merges_alone() -> None:
    founder = given(*STAFF[:-1], PAPER)
    founder.when(
        MergeMembers(member_id=WANG, into_id=LI, actor_id=HE, others=(HE,)), actor=HE
    ).then(HOURS_MERGED)


def test_the_record_of_the_only_other_approver_takes_nothing_by_one_persons_word() -> None:
    into_zhou = MergeMembers(member_id=WANG, into_id=ZHOU, actor_id=HE, others=BOTH)
    given(*STAFF, PAPER).when(into_zhou, actor=HE).then(MergeProposed(member_id=WANG, into_id=ZHOU))


def test_records_that_do_not_look_alike_wait_for_a_second_person() -> None:
    proposed = MergeProposed(member_id=WANG, into_id=LI)
    given(*STAFF, PAPER).when(merge(), actor=HE).then(proposed)
    waiting = given(*STAFF, PAPER, by(HE, proposed))
    waiting.when(merge(), actor=HE).refused(MergeAlreadyProposed)
    approval = ApproveMerge(member_id=WANG, into_id=LI, actor_id=HE)
    waiting.when(approval, actor=HE).refused(OwnMergeProposal)
    by_zhou = ApproveMerge(member_id=WANG, into_id=LI, actor_id=ZHOU)
    agreed = waiting.when(by_zhou, actor=ZHOU).fact
    assert isinstance(agreed, MembersMerged)
    assert (agreed.points, agreed.proposal_id) == (20, waiting.past[-1].envelope.id)


LET_IN = SignInGiven(member_id=STRANGER, owner_chooses=True)


@pytest.mark.parametrize(
    "made",
    [
        (by(HE, enrolled(STRANGER)),),
        (enrolled(STRANGER), by(HE, LET_IN)),
        (enrolled(STRANGER), replace(LET_IN, behind_ids=(HE,))),
    ],
)
def test_who_made_the_record_that_stays_gets_at_nobodys_points_alone(
    made: tuple[Fact, ...],
) -> None:
    proposed = MergeProposed(member_id=WANG, into_id=STRANGER)
    given(*STAFF, PAPER, *made).when(merge(stays=STRANGER, alike=True), actor=HE).then(proposed)


def test_a_record_that_others_made_takes_what_looks_alike() -> None:
    merging = merge(stays=STRANGER, alike=True)
    fact = given(*STAFF, PAPER, enrolled(STRANGER), LET_IN).when(merging, actor=HE).fact
    assert isinstance(fact, MembersMerged)


def test_who_let_the_proposer_in_a_moment_ago_does_not_approve() -> None:
    let_in = (by(ZHOU, SignInGiven(member_id=HE, owner_chooses=True)), PasswordChosen(member_id=HE))
    proposed = by(HE, MergeProposed(member_id=WANG, into_id=LI))
    given(*STAFF, *let_in, proposed).when(
        ApproveMerge(member_id=WANG, into_id=LI, actor_id=ZHOU), actor=ZHOU
    ).refused(OwnMergeProposal)


def test_a_second_person_may_say_no() -> None:
    waiting = given(*STAFF, by(HE, MergeProposed(member_id=WANG, into_id=LI)))
    no = DeclineMerge(member_id=WANG, into_id=LI, actor_id=ZHOU)
    said = waiting.when(no, actor=ZHOU).fact
    assert isinstance(said, MergeDeclined)
    after = given(*STAFF, by(HE, MergeProposed(member_id=WANG, into_id=LI)), by(ZHOU, said))
    for late in (no, ApproveMerge(member_id=WANG, into_id=LI, actor_id=ZHOU)):
        after.when(late, actor=ZHOU).refused(MergeNotProposed)


@pytest.mark.parametrize(
    "apart",
    [
        by(LI, served(WANG, NINE, ELEVEN)),
        by(WANG, served(LI, NINE, ELEVEN)),
        CreditTransferred(transfer_id="gift", giver_id=LI, to=WANG, amount=1, balance_after=0),
        CreditTransferred(transfer_id="gift", giver_id=WANG, to=LI, amount=1, balance_after=0),
    ],
)
def test_who_had_to_do_with_each_other_are_two_people(apart: Fact) -> None:
    given(*STAFF, apart).when(merge(alike=True), actor=HE).refused(NotTheSamePerson)


def test_who_helps_and_who_is_helped_are_two_people() -> None:
    for gone, stays in ((LI, AUNT), (AUNT, LI)):
        given(*STAFF, paired(volunteer_id=LI, assisted_id=AUNT)).when(
            merge(gone, stays, alike=True), actor=HE
        ).refused(NotTheSamePerson)


def test_two_id_numbers_are_two_people() -> None:
    given(*STAFF).when(merge(alike=True, differ=True), actor=HE).refused(NotTheSamePerson)


def test_what_cannot_be_merged_is_refused() -> None:
    staff = given(*STAFF)
    staff.when(merge(STRANGER), actor=HE).refused(UnknownMember)
    staff.when(merge(WANG, STRANGER), actor=HE).refused(UnknownMember)
    staff.when(merge(LI, LI), actor=HE).refused(SameRecord)
    staff.when(merge(HE, LI), actor=HE).refused(OwnMerge)
    staff.when(merge(WANG, HE), actor=HE).refused(OwnMerge)
    staff.when(merge(ZHOU, LI), actor=HE).refused(StaffRecord)
    given(*STAFF, merged()).when(merge(), actor=HE).refused(AlreadyMerged)


AFTER = (*STAFF, PAPER, by(HE, HOURS_MERGED))


def test_hours_of_the_duplicate_that_are_revoked_are_taken_from_the_one_that_stays() -> None:
    fact = given(*AFTER).when(RevokeService(service_id="paper-1"), actor=ZHOU).fact
    assert (fact.member_id, fact.points, fact.points_borne) == (LI, 20, 0)
    given(*AFTER).when(RevokeService(service_id="paper-1"), actor=LI).refused(SelfConfirmed)


def test_hours_that_waited_are_confirmed_for_the_one_that_stays() -> None:
    waiting = (*STAFF, backfilled(WANG), merged())
    fact = given(*waiting).when(ConfirmService(service_id="afterwards-1"), actor=ZHOU).fact
    assert fact.member_id == LI
    for decision in (ConfirmService, RejectService):
        given(*waiting).when(decision(service_id="afterwards-1"), actor=LI).refused(SelfConfirmed)


def test_hours_of_both_are_looked_at_together() -> None:
    overlapping = BackfillService(
        member_id=LI, programme="x", starts_at=NINE + timedelta(hours=1), ends_at=ELEVEN
    )
    given(*AFTER).when(overlapping, actor=CHEN).refused(Overlaps)
    certificate = IssueCertificate(member_id=LI, first_day=NINE.date(), last_day=NINE.date())
    assert given(*AFTER).when(certificate, actor=CHEN).fact.minutes == 120


def test_the_duplicate_is_named_no_more() -> None:
    late = BackfillService(
        member_id=WANG, programme="x", starts_at=moment(3, 6, 9), ends_at=moment(3, 6, 10)
    )
    given(*AFTER).when(late, actor=CHEN).refused(JoinedAway)


def test_pairings_go_over() -> None:
    past = (*STAFF, paired(volunteer_id=WANG, assisted_id=UNCLE), merged())
    visit = RecordVisit(pairing_id="pairing-1", starts_at=NINE, ends_at=ELEVEN)
    assert given(*past).when(visit, actor=LI).fact.member_id == LI
    ended = given(*past).when(EndPairing(pairing_id="pairing-1"), actor=CHEN).fact
    assert (ended.volunteer_id, ended.assisted_id) == (LI, UNCLE)


def test_who_is_helped_under_two_names_is_helped_by_one_volunteer() -> None:
    past = (*STAFF, paired(volunteer_id=LI, assisted_id=AUNT), merged(AUNT, UNCLE, kind="assisted"))
    another = FormPairing(
        volunteer_id=WANG,
        assisted_id=UNCLE,
        cause_id="cause-1",
        visit_every_days=7,
        starts_on=NINE.date(),
    )
    given(*past).when(another, actor=CHEN).refused(AlreadyPaired)


def test_who_is_signed_in_goes_on_under_the_other_name() -> None:
    signed_in = by(WANG, VolunteerSignedIn(activity_id=CLEANING, member_id=WANG, at=NINE))
    past = (*STAFF, published(), signed_in)
    fact = given(*past).when(merge(alike=True), actor=HE).fact
    assert fact.going_on == (f"activity:{CLEANING}",)
    out = given(*past, fact).when(SignOut(activity_id=CLEANING, member_id=LI), actor=CHEN).fact
    assert (out.member_id, out.starts_at) == (LI, NINE)


def test_nobody_is_in_one_activity_under_both_names() -> None:
    both = [
        by(it, VolunteerSignedIn(activity_id=CLEANING, member_id=it, at=NINE)) for it in (WANG, LI)
    ]
    given(*STAFF, published(), *both).when(merge(alike=True), actor=HE).refused(HoursWaiting)


def test_a_place_is_kept() -> None:
    signed_up = VolunteerSignedUp(activity_id=CLEANING, member_id=WANG)
    past = (*STAFF, published(), signed_up)
    fact = given(*past).when(merge(alike=True), actor=HE).fact
    assert fact.going_on == (f"activity:{CLEANING}",)
    given(*past, fact).when(SignIn(activity_id=CLEANING, member_id=LI, at=NINE), actor=CHEN)


def test_on_a_real_log_both_are_one_for_every_process(database: str) -> None:
    log = open_shop(database)
    try:
        here, there, late = ledger_of(log), ledger_of(log), ledger_of(log, memory_bytes=0)
        sold = taken(one(there, oil(WANG, 1), "1"))
        joined = taken(one(here, MergeMembers(member_id=WANG, into_id=LI), "2")).fact
        assert isinstance(joined, MembersMerged)
        held = taken(one(there, oil(LI, 1), "3")).fact.balance_after
        back = ReturnGoods(redemption_id=sold.fact.redemption_id, lines=(Pieces(OIL, 1),))
        returned = taken(one(late, back, "4")).fact
        assert (returned.member_id, returned.balance_after) == (LI, held + returned.points)
        for ledger in (here, there, late, ledger_of(log)):
            assert isinstance(one(ledger, oil(WANG, 1), f"5 {id(ledger)}"), JoinedAway)
    finally:
        log.close()


def test_requests_after_a_merge_in_the_same_batch_know_of_it(database: str) -> None:
    log = open_shop(database)
    try:
        ledger = ledger_of(log)
        before = taken(one(ledger, oil(WANG, 1), "0"))
        back = ReturnGoods(redemption_id=before.fact.redemption_id, lines=(Pieces(OIL, 1),))
        outcomes = ledger.record(
            [
                ask(MergeMembers(member_id=WANG, into_id=LI), "1"),
                ask(oil(WANG, 1), "2"),
                ask(back, "3"),
            ]
        )
        assert isinstance(outcomes[0], Receipt)
        assert isinstance(outcomes[1], JoinedAway)
        assert isinstance(outcomes[2], Receipt)
        assert outcomes[2].fact.member_id == LI
    finally:
        log.close()


def test_who_has_lost_the_role_a_moment_ago_merges_nothing() -> None:
    past = (*STAFF, by(ZHOU, MergeProposed(member_id=WANG, into_id=LI)))
    gone = (*past, RoleWithdrawn(member_id=HE, role="admin"))
    approval = ApproveMerge(member_id=WANG, into_id=LI, actor_id=HE)
    refusal = DeclineMerge(member_id=WANG, into_id=LI, actor_id=HE)
    for decision in (merge(), approval, refusal):
        given(*gone).when(decision, actor=HE).refused(RoleLost)


def test_asking_again_changes_nothing_more(database: str) -> None:
    waiting = (*STAFF, by(ZHOU, MergeProposed(member_id=WANG, into_id=LI)))
    approval = ApproveMerge(member_id=WANG, into_id=LI, actor_id=HE)
    refusal = DeclineMerge(member_id=WANG, into_id=LI, actor_id=HE)
    for past, decision in ((STAFF, merge()), (waiting, approval), (waiting, refusal)):
        given(*past).when(decision, actor=HE).repeated(database)


def test_two_people_stay_two_through_other_records_of_theirs() -> None:
    past = (
        *STAFF,
        paired(volunteer_id=WANG, assisted_id=AUNT),
        merged(WANG, LI),
        merged(AUNT, UNCLE, kind="assisted"),
    )
    for gone, stays in ((UNCLE, LI), (LI, UNCLE)):
        given(*past).when(merge(gone, stays, alike=True), actor=HE).refused(NotTheSamePerson)


def test_places_in_one_activity_under_both_names_keep_nobody_two() -> None:
    both = [VolunteerSignedUp(activity_id=CLEANING, member_id=it) for it in (WANG, LI)]
    past = (*STAFF, published(), *both)
    fact = given(*past).when(merge(alike=True), actor=HE).fact
    cancel = CancelSignUp(activity_id=CLEANING, member_id=LI)
    assert given(*past, fact).when(cancel, actor=LI, at=moment(3, 4, 9)).fact


def test_a_place_that_the_other_record_gave_back_is_still_kept_by_this_one() -> None:
    past = (
        *STAFF,
        published(),
        VolunteerSignedUp(activity_id=CLEANING, member_id=LI),
        VolunteerSignedUp(activity_id=CLEANING, member_id=WANG),
        SignUpCancelled(activity_id=CLEANING, member_id=WANG),
        merged(),
    )
    leaving = LeaveCommunity(member_id=LI, volunteer_number="V000001")
    assert given(*past).when(leaving, actor=HE).fact.given_up == (f"activity:{CLEANING}",)


def test_what_became_of_the_roles_of_one_record_says_nothing_of_the_other() -> None:
    past = (
        *STAFF,
        RoleProposed(member_id=LI, role="cashier"),
        RoleProposed(member_id=WANG, role="cashier"),
        RoleDeclined(member_id=WANG, role="cashier", proposal_id="any"),
        RoleGranted(member_id=LI, role="volunteer"),
        RoleGranted(member_id=WANG, role="volunteer"),
        RoleWithdrawn(member_id=WANG, role="volunteer"),
        merged(),
    )
    decline = DeclineRole(member_id=LI, role="cashier")
    withdraw = WithdrawRole(member_id=LI, role="volunteer")
    for decision in (decline, withdraw):
        assert given(*past).when(decision, actor=HE).fact


def test_a_second_factor_is_that_of_the_record_which_stays() -> None:
    on = SecondFactorSetUp(member_id=LI)
    others = (SecondFactorSetUp(member_id=WANG), SecondFactorTakenAway(member_id=WANG))
    take = TakeSecondFactorAway(member_id=LI)
    assert given(*STAFF, on, *others, merged()).when(take, actor=HE).fact
    given(*STAFF, others[0], merged()).when(take, actor=HE).refused(NoSecondFactor)


def test_credit_that_came_to_the_duplicate_is_not_told_as_given_away() -> None:
    gift = CreditTransferred(
        transfer_id="gift", giver_id=UNCLE, to=WANG, amount=60, relation="spouse", balance_after=0
    )
    assert "亲属之间转赠" in gift.why(LI, {}).zh
    assert "收到" in gift.why(WANG, {}).zh
