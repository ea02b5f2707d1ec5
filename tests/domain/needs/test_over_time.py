"""Holds, claims and words live on when records are merged, people leave, and hours are revoked."""

from msgspec.structs import replace as copy_of

from domain.needs.claims import ClaimRequest, OwnRequest, RequestNotOpen
from domain.needs.fulfilment import ServeRequest
from domain.needs.giving_back import GiveBackRequest, RequestGivenBack
from domain.needs.requests import RequestClosed
from domain.needs.word import ConfirmHelp, NotTheAsker, RequestConfirmed
from domain.office.merging import MergeMembers, NotTheSamePerson
from domain.people.membership import MemberLeft, MembersMerged, RoleGranted
from domain.service.counting.hold import HoldMove
from domain.service.deciding.rejecting import RejectService
from domain.service.hours import ServiceRevoked
from domain.service.service import ConfirmService, ServiceConfirmed
from domain.service.service_audit import RevokeService
from domain.ties.leaving import LeaveCommunity
from domain.ties.proxy import ProxyAccepted
from tests.controls import (
    AUNT,
    COMMUNITY,
    ELEVEN,
    HE,
    LI,
    NINE,
    UNCLE,
    WANG,
    ZHOU,
    confirmed,
    enrolled,
)
from tests.domain.needs.asked import (
    DAYS,
    NEED,
    SPRING_WORK,
    UP,
    claimed,
    help_given,
    made,
    published,
)
from tests.scenario import by, given

PAID = HoldMove(need_id=NEED, payer_id=WANG, retired=120, returned=60)
WORD = RequestConfirmed(
    need_id=NEED,
    helper_id=LI,
    asker_id=WANG,
    service_id="help-1",
    how="self",
    minutes_accepted=120,
    hold=PAID,
)
HELPED = (*UP, claimed(), by(LI, help_given()), confirmed("help-1", "attested"), WORD)
REVOKE = RevokeService(service_id="help-1")


def merged(gone: str, stays: str, **more: int) -> MembersMerged:
    nothing = {"minutes": 0, "credit": 0, "points": 0}
    return MembersMerged(member_id=gone, into_id=stays, kind="volunteer", **nothing | more)


def left(member_id: str, credit: int = 0, to: str | None = None) -> MemberLeft:
    return MemberLeft(member_id=member_id, kind="volunteer", credit=credit, points=0, credit_to=to)


def test_what_a_merged_record_set_aside_comes_back_to_the_one_that_stays() -> None:
    one = given(*UP, claimed(), merged(WANG, AUNT, credit=120))
    fact = one.when(GiveBackRequest(need_id=NEED), actor=LI).fact
    assert isinstance(fact, RequestGivenBack)
    assert fact.hold == HoldMove(need_id=NEED, payer_id=AUNT, asker_id=AUNT, returned=180)
    claim = ClaimRequest(need_id=NEED, helper_id=AUNT)
    given(*UP, merged(WANG, AUNT)).when(claim, actor=AUNT).refused(OwnRequest)


def test_a_revocation_refunds_the_record_that_stays_and_takes_no_hours_of_it() -> None:
    one = given(*HELPED, merged(WANG, AUNT, credit=180))
    fact = one.when(REVOKE, actor=ZHOU).fact
    assert isinstance(fact, ServiceRevoked)
    assert fact.hold == HoldMove(need_id=NEED, payer_id=AUNT, asker_id=AUNT, refunded=120)
    after = given(*HELPED, merged(WANG, AUNT, credit=180), fact)
    claim = ClaimRequest(need_id=NEED, helper_id=UNCLE)
    assert after.when(claim, actor=UNCLE).fact


def test_the_helper_of_a_merged_record_is_the_one_that_stays() -> None:
    one = given(*UP, claimed(), by(LI, help_given()), merged(LI, AUNT))
    word = one.when(ConfirmHelp(need_id=NEED, how="self"), actor=WANG).fact
    assert isinstance(word, RequestConfirmed)
    assert word.helper_id == AUNT
    recognised = given(*UP, claimed(), by(LI, help_given()), merged(LI, AUNT), word)
    fact = recognised.when(ConfirmService(service_id="help-1"), actor=ZHOU).fact
    assert isinstance(fact, ServiceConfirmed)
    assert (fact.member_id, fact.hold) == (AUNT, copy_of(PAID))


def test_who_helped_and_who_was_helped_are_never_one_person() -> None:
    staff = (enrolled(HE, "staff", number=5), RoleGranted(member_id=HE, role="admin"))
    merge = MergeMembers(member_id=WANG, into_id=LI, actor_id=HE, others=(HE,))
    for past in ((*UP, claimed()), HELPED):
        given(*past, *staff).when(merge, actor=HE).refused(NotTheSamePerson)


def test_whoever_paid_and_has_left_is_refunded_through_heir_or_pool() -> None:
    fact = given(*HELPED, left(WANG, 180)).when(REVOKE, actor=ZHOU).fact
    assert isinstance(fact, ServiceRevoked)
    assert fact.hold == HoldMove(need_id=NEED, refunded=120)
    assert "pool:welfare" in fact.touches()
    heir = given(*HELPED, left(WANG, 180, AUNT)).when(REVOKE, actor=ZHOU).fact
    assert isinstance(heir, ServiceRevoked)
    assert heir.hold == HoldMove(need_id=NEED, payer_id=AUNT, refunded=120)
    gone = given(*HELPED, left(WANG, 180, AUNT), left(AUNT, 180, UNCLE))
    last = gone.when(REVOKE, actor=ZHOU).fact
    assert isinstance(last, ServiceRevoked)
    assert last.hold == HoldMove(need_id=NEED, payer_id=UNCLE, refunded=120)


def test_who_was_helped_leaves_after_the_word_and_the_hours_still_let_the_rest_go() -> None:
    word = copy_of(WORD, hold=None)
    waiting = given(*UP, claimed(), by(LI, help_given()), word)
    leave = LeaveCommunity(member_id=WANG, volunteer_number="V000002")
    gone = waiting.when(leave, actor=HE).fact
    assert isinstance(gone, MemberLeft)
    after = given(*UP, claimed(), by(LI, help_given()), word, gone)
    fact = after.when(ConfirmService(service_id="help-1"), actor=ZHOU).fact
    assert isinstance(fact, ServiceConfirmed)
    assert fact.hold == HoldMove(need_id=NEED, retired=120, returned=60)


def test_nobody_helps_who_has_left_where_their_request_is_open_again() -> None:
    up = (*COMMUNITY, SPRING_WORK, by(WANG, made(terms="free")), published())
    free = (*up, claimed(hold=None), by(LI, help_given()), confirmed("help-1", "attested"))
    said = copy_of(WORD, hold=None)
    gone = left(WANG, 300)
    revoked = given(*free, said, gone).when(REVOKE, actor=ZHOU).fact
    claim = ClaimRequest(need_id=NEED, helper_id=UNCLE)
    given(*free, said, gone, revoked).when(claim, actor=UNCLE).refused(RequestNotOpen)
    assert given(*free, said, revoked).when(claim, actor=UNCLE).fact


def test_who_was_helped_may_leave_when_the_hours_were_rejected_and_nobody_serves_them_then() -> (
    None
):
    word = copy_of(WORD, hold=None)
    past = (*UP, claimed(), by(LI, help_given()), word)
    rejected = given(*past).when(RejectService(service_id="help-1"), actor=ZHOU).fact
    leave = LeaveCommunity(member_id=WANG, volunteer_number="V000002")
    gone = given(*past, rejected).when(leave, actor=HE).fact
    assert isinstance(gone, MemberLeft)
    assert f"need:{NEED}" in gone.given_up
    serve = ServeRequest(need_id=NEED, starts_at=NINE, ends_at=ELEVEN)
    assert given(*past, rejected).when(serve, actor=LI).fact
    given(*past, rejected, gone).when(serve, actor=LI).refused(RequestClosed)


def test_a_proxy_gives_the_word_where_the_person_said_so() -> None:
    def agreed(scope: str) -> ProxyAccepted:
        return ProxyAccepted(
            proxy_id="proxy-1",
            member_id=WANG,
            helper_id=AUNT,
            scope=(scope,),
            until_day=DAYS,
            consent="own",
        )

    helped = (*UP, claimed(), by(LI, help_given()))
    word = ConfirmHelp(need_id=NEED, how="kin")
    assert given(*helped, agreed("confirm")).when(word, actor=AUNT).fact
    given(*helped, agreed("see")).when(word, actor=AUNT).refused(NotTheAsker)
