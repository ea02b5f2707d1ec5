"""One helper takes a request on, and what pays for it is set aside at once."""

from dataclasses import replace
from datetime import date

from domain.ledger.fact import Fact
from domain.needs.claims import (
    AlreadyClaimed,
    ClaimRequest,
    ClaimsTooMany,
    HelpPromised,
    HelpUnderWay,
    OwnRequest,
    RequestClaimed,
    RequestNotOpen,
)
from domain.needs.need_terms import NeedTerms, NeedTermsAdopted
from domain.needs.requests import RequestClosed, UnknownRequest
from domain.needs.withdrawal import RequestWithdrawn
from domain.people.membership import UnknownMember
from domain.service.counting.hold import HoldMove
from domain.service.transfer import CreditTransferred
from domain.ties.leaving import LeaveCommunity
from domain.ties.standing import StandingGranted, StandingMissing
from tests.controls import AUNT, COMMUNITY, HE, LI, STRANGER, UNCLE, WANG, moment
from tests.domain.needs.asked import (
    NEED,
    SPRING_WORK,
    UP,
    claimed,
    help_given,
    made,
    published,
)
from tests.scenario import NEW, given

CLAIM = ClaimRequest(need_id=NEED, helper_id=LI, due_on=date(2026, 3, 25))
GIVEN_AWAY = CreditTransferred(
    transfer_id="t", giver_id=WANG, amount=200, to=None, balance_after=100
)


def test_a_neighbour_takes_a_request_on(database: str) -> None:
    taken_on = given(*UP).when(CLAIM, actor=LI)
    taken_on.then(claimed(claim_id=NEW, due_on=date(2026, 3, 25)))
    taken_on.repeated(database)


def test_without_a_day_it_is_due_when_the_terms_say() -> None:
    fact = given(*UP).when(replace(CLAIM, due_on=None), actor=LI).fact
    assert isinstance(fact, RequestClaimed)
    assert fact.due_on == date(2026, 4, 3)


def test_only_a_member_helps_and_not_themselves() -> None:
    given(*UP).when(replace(CLAIM, helper_id=STRANGER)).refused(UnknownMember)
    given(*UP).when(replace(CLAIM, helper_id=WANG)).refused(OwnRequest)


def test_what_is_not_up_cannot_be_taken_on() -> None:
    given(*COMMUNITY).when(CLAIM).refused(UnknownRequest)
    given(*COMMUNITY, SPRING_WORK, made()).when(CLAIM).refused(RequestNotOpen)
    given(*UP, RequestWithdrawn(need_id=NEED, asker_id=WANG)).when(CLAIM).refused(RequestClosed)
    given(*UP).when(CLAIM, at=moment(4, 1, 9)).refused(RequestNotOpen)
    given(*UP, claimed(), help_given()).when(CLAIM).refused(RequestNotOpen)


def test_whoever_claims_hears_nothing_of_the_askers_account() -> None:
    given(*UP, GIVEN_AWAY).when(CLAIM, actor=LI).refused(RequestNotOpen)


def test_one_helper_is_enough() -> None:
    taken_on = given(*UP, claimed(due_on=date(2026, 3, 25)))
    for helper_id in (LI, AUNT):
        taken_on.when(replace(CLAIM, helper_id=helper_id)).refused(AlreadyClaimed)


def test_what_is_overdue_is_taken_over_and_what_is_set_aside_stays(database: str) -> None:
    overdue = given(*UP, claimed())
    taken_over = overdue.when(replace(CLAIM, helper_id=AUNT), actor=AUNT)
    taken_over.then(
        claimed(
            AUNT,
            claim_id=NEW,
            due_on=date(2026, 3, 25),
            hold=None,
            supersedes_id="claim-1",
            former_helper_id=LI,
        )
    )
    taken_over.repeated(database)
    after = given(*UP, claimed(), taken_over.fact)
    leaves = LeaveCommunity(member_id=LI, volunteer_number="V000001")
    assert after.when(leaves, actor=HE).fact
    hers = LeaveCommunity(member_id=AUNT, volunteer_number="V000003")
    after.when(hers, actor=HE).refused(HelpPromised)


def test_nobody_takes_on_more_than_the_terms_allow() -> None:
    one = NeedTermsAdopted(
        version="1", in_force_from=date(2026, 1, 1), terms=NeedTerms(claims_open_max=1)
    )
    other: tuple[Fact, ...] = (made("need-2", UNCLE, terms="free"), published("need-2"))
    busy = given(one, *UP, *other, claimed())
    busy.when(replace(CLAIM, need_id="need-2")).refused(ClaimsTooMany, most=1)
    assert given(one, *UP, *other).when(replace(CLAIM, need_id="need-2")).fact


def test_who_helps_is_what_the_request_needs_as_somebody_has_seen() -> None:
    up = (*COMMUNITY, SPRING_WORK, made(needs=("licence:护士",)), published())
    first, last = date(2026, 1, 1), date(2026, 3, 19)
    paper = StandingGranted(
        member_id=LI, kind="licence:护士", from_day=first, evidence="seen", checked_on=first
    )
    told = StandingGranted(member_id=LI, kind="licence:护士", from_day=first, evidence="told")
    ended = StandingGranted(
        member_id=LI, kind="licence:护士", from_day=first, until_day=last, evidence="seen"
    )
    given(*up).when(CLAIM).refused(StandingMissing)
    given(*up, told).when(CLAIM).refused(StandingMissing)
    given(*up, ended).when(CLAIM).refused(StandingMissing)
    assert given(*up, paper).when(CLAIM).fact


def test_neither_side_leaves_while_the_other_waits() -> None:
    taken_on = given(*UP, claimed())
    asker = LeaveCommunity(member_id=WANG, volunteer_number="V000002")
    helper = LeaveCommunity(member_id=LI, volunteer_number="V000001")
    taken_on.when(asker, actor=HE).refused(HelpUnderWay)
    taken_on.when(helper, actor=HE).refused(HelpPromised)


def test_the_pool_pays_for_whom_it_promised_to() -> None:
    gift = CreditTransferred(transfer_id="t", giver_id=WANG, amount=180, balance_after=120)
    asked = (*COMMUNITY, SPRING_WORK, made(for_id=UNCLE, terms="pool"), published())
    fact = given(*asked, gift).when(CLAIM, actor=LI).fact
    assert isinstance(fact, RequestClaimed)
    assert fact.hold == HoldMove(need_id=NEED, asker_id=UNCLE, set_aside=180)
    assert "pool:welfare" in fact.touches()
    given(*asked).when(CLAIM, actor=LI).refused(RequestNotOpen)
    again = given(*asked, gift, fact, made("need-2", UNCLE, terms="pool"), published("need-2"))
    again.when(replace(CLAIM, need_id="need-2", helper_id=AUNT)).refused(RequestNotOpen)
