"""Where a service is taken back, the cap of its day has room: the others of that day earn by it."""

from dataclasses import dataclass

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.journal import Posting
from domain.people.membership import Holdings, MemberLeft, UnknownMember
from domain.people.tags import member_tag
from domain.rules.accounts import BORNE, CREDIT, ISSUED, MINUTES, POINTS, member_account
from domain.service.counting.refill import Refill
from domain.service.hours import SelfConfirmed, ServiceRevoked
from domain.service.refilling import HoursRefilled, NothingToRefill, RefillDay
from domain.service.service import UnknownService
from domain.service.service_audit import ReleaseBackfill, RevokeService
from domain.shop.items import LotChange
from domain.shop.sale import SaleLine
from tests.controls import (
    COMMUNITY,
    HAN,
    LI,
    OIL,
    RICE,
    SPRING,
    WANG,
    ZHOU,
    adopted,
    backfilled,
    confirmed,
    donated,
    moment,
    released,
    served,
    sold,
)
from tests.scenario import Done, by, given

MORNING = by(ZHOU, served(LI, moment(3, 5, 0), moment(3, 5, 8), service_id="paper-1"))
"""Eight hours, the whole cap of the day: 80 points."""
DAY = by(
    ZHOU, served(LI, moment(3, 5, 8), moment(3, 5, 16), credited_minutes=0, service_id="paper-2")
)
"""Eight hours more, for which the cap left nothing."""
FULL = (*COMMUNITY, MORNING, DAY)


def revoke(service_id: str = "paper-1") -> RevokeService:
    return RevokeService(service_id=service_id, reason_text="reason-1")


def revocation(*past: Fact | Done) -> ServiceRevoked:
    fact = given(*past).when(revoke()).fact
    assert isinstance(fact, ServiceRevoked)
    return fact


def held(*past: Fact | Done) -> dict[str, int]:
    return given(*past).view(revoke())(Holdings, member_tag(LI)).amounts


def spent(points: int) -> Fact:
    one = LotChange(RICE, "gift-1-1", -1)
    return copy_of(sold(lots=(one,)), points=points, lines=(SaleLine(RICE, 1, points, (one,)),))


def test_the_other_service_of_the_day_earns_what_the_first_one_did() -> None:
    fact = revocation(*FULL)
    assert fact.refills == (Refill("paper-2", 480, 480, 80),)
    assert (fact.points_borne, fact.points_repaid) == (0, 0)
    assert held(*FULL, fact) == {MINUTES: 480, CREDIT: 480, POINTS: 80}


def test_the_revocation_is_about_the_services_that_it_refills_too() -> None:
    assert "service:paper-2" in revocation(*FULL).touches()
    assert b"refills" not in revocation(*COMMUNITY, MORNING).touches()[0].encode()


def test_the_services_that_were_recognised_first_are_filled_first_and_none_above_the_cap() -> None:
    evening = served(
        LI, moment(3, 5, 16), moment(3, 5, 18), credited_minutes=0, service_id="paper-3"
    )
    shorter = served(
        LI, moment(3, 5, 8), moment(3, 5, 14), credited_minutes=0, service_id="paper-2"
    )
    fact = revocation(*COMMUNITY, MORNING, by(ZHOU, shorter), by(ZHOU, evening))
    assert fact.refills == (Refill("paper-2", 360, 360, 60), Refill("paper-3", 120, 120, 20))
    longer = copy_of(evening, ends_at=moment(3, 5, 22), minutes=360)
    fact = revocation(*COMMUNITY, MORNING, by(ZHOU, shorter), by(ZHOU, longer))
    assert [it.credited_minutes for it in fact.refills] == [360, 120]


def test_whole_points_are_those_of_all_its_minutes() -> None:
    forty = by(ZHOU, served(LI, moment(3, 5, 8), moment(3, 5, 8, 40), credited_minutes=5))
    first = copy_of(MORNING.fact, credited_minutes=475, credit=475, points=79)
    past = (*COMMUNITY, by(ZHOU, first), by(ZHOU, copy_of(forty.fact, service_id="paper-2")))
    assert revocation(*past).refills == (Refill("paper-2", 35, 35, 6),)


def test_hours_of_another_day_or_another_person_earn_nothing_by_it() -> None:
    next_day = served(
        LI, moment(3, 6, 8), moment(3, 6, 16), credited_minutes=0, service_id="paper-2"
    )
    wangs = served(
        WANG, moment(3, 5, 8), moment(3, 5, 16), credited_minutes=0, service_id="paper-3"
    )
    assert revocation(*COMMUNITY, MORNING, by(ZHOU, next_day), by(ZHOU, wangs)).refills == ()


def test_hours_that_no_audit_released_earn_nothing_by_it() -> None:
    typed_in = by(ZHOU, backfilled(LI, moment(3, 5, 9), moment(3, 5, 11)))
    recognised = by(HAN, confirmed("afterwards-1", "backfilled"))
    assert revocation(*COMMUNITY, MORNING, typed_in, recognised).refills == ()


def test_hours_that_were_released_on_a_full_day_follow_when_it_has_room() -> None:
    typed_in = by(ZHOU, backfilled(LI, moment(3, 5, 9), moment(3, 5, 11)))
    recognised = by(HAN, confirmed("afterwards-1", "backfilled"))
    past = (*COMMUNITY, MORNING, typed_in, recognised)
    nothing = given(*past).when(ReleaseBackfill(service_id="afterwards-1")).fact
    assert nothing == released(credited_minutes=0)
    fact = revocation(*past, nothing)
    assert fact.refills == (Refill("afterwards-1", 120, 120, 20),)


def test_what_was_spent_is_paid_from_what_the_others_earn_before_the_community_bears_it() -> None:
    fact = revocation(*FULL, donated(RICE, 9), spent(50))
    assert (fact.points_borne, fact.points_repaid) == (0, 0)
    assert held(*FULL, donated(RICE, 9), spent(50), fact)[POINTS] == 30


def test_what_the_community_bore_before_is_repaid_first() -> None:
    earlier = by(ZHOU, served(LI, moment(3, 4, 8), moment(3, 4, 16), service_id="paper-0"))
    past = [*COMMUNITY, earlier, MORNING, DAY, donated(RICE, 9), spent(120)]
    past.append(given(*past).when(revoke("paper-0")).fact)
    assert held(*past)[POINTS] == 0
    fact = revocation(*past)
    assert (fact.points_borne, fact.points_repaid) == (0, 0)
    past.append(fact)
    assert held(*past)[POINTS] == 0
    assert given(*past).view(revoke())(Holdings, member_tag(LI)).borne[POINTS] == 40


def test_a_refilled_service_is_taken_back_with_all_that_it_earned() -> None:
    first = revocation(*FULL)
    fact = given(*FULL, first).when(revoke("paper-2")).fact
    assert isinstance(fact, ServiceRevoked)
    assert (fact.points, fact.credit, fact.credited_minutes) == (80, 480, 480)
    assert fact.refills == ()
    assert held(*FULL, first, fact) == {MINUTES: 0, CREDIT: 0, POINTS: 0}


def test_the_day_fills_again_only_up_to_its_cap() -> None:
    first = revocation(*FULL)
    third = served(LI, moment(3, 5, 16), moment(3, 5, 22), credited_minutes=0, service_id="paper-3")
    fact = given(*FULL, first, by(ZHOU, third)).when(revoke("paper-2")).fact
    assert isinstance(fact, ServiceRevoked)
    assert fact.refills == (Refill("paper-3", 360, 360, 60),)


@dataclass(frozen=True, kw_only=True)
class RevokedOnce(RevokeService):
    """A revocation as it was before it gave the room that it makes to other services."""

    def decide(self, view: View, stamp: Stamp) -> ServiceRevoked:
        """The revocation alone."""
        return copy_of(super().decide(view, stamp), refills=(), credit_repaid=0, points_repaid=0)


def revoked_once(*past: Fact | Done) -> Fact:
    return given(*past).when(RevokedOnce(service_id="paper-1", reason_text="reason-1")).fact


REFILL = RefillDay(service_id="paper-1")


def test_what_an_earlier_revocation_left_is_credited_by_a_fact_that_mends_it() -> None:
    past = (*FULL, revoked_once(*FULL))
    fact = (
        given(*past)
        .when(REFILL)
        .then(
            HoursRefilled(
                service_id="paper-1",
                member_id=LI,
                day=SPRING,
                refills=(Refill("paper-2", 480, 480, 80),),
                revocation_id=f"fact-{len(past)}",
            )
        )
        .fact
    )
    assert fact.mends() == f"fact-{len(past)}"
    assert held(*past, fact) == {MINUTES: 480, CREDIT: 480, POINTS: 80}
    given(*past, fact).when(REFILL).refused(NothingToRefill)


def test_what_an_earlier_revocation_left_repays_the_community_first() -> None:
    first = copy_of(revoked_once(*FULL), credit_borne=0, points_borne=50)
    past = (*FULL, donated(OIL, 1), spent(50), first)
    fact = given(*past).when(REFILL).fact
    li = member_account(LI)
    assert set(fact.postings()) == {
        Posting(ISSUED, CREDIT, -480),
        Posting(li, CREDIT, 480),
        Posting(ISSUED, POINTS, -80),
        Posting(li, POINTS, 80),
        Posting(li, POINTS, -50),
        Posting(BORNE, POINTS, 50),
    }
    assert held(*past, fact)[POINTS] == 30


@pytest.mark.parametrize("past", [(MORNING, DAY), (MORNING, DAY, revoked_once(*FULL))])
def test_nothing_is_credited_where_nothing_was_left(past: tuple[Done, ...]) -> None:
    low = adopted(version="2026-02", credited_minutes_per_day_max=0)
    given(*COMMUNITY, *past[:2]).when(REFILL).refused(NothingToRefill)
    given(*COMMUNITY, low, *past[:2], *past[2:]).when(REFILL).refused(NothingToRefill)


def test_nobody_credits_their_own_hours_or_those_of_who_has_left() -> None:
    past = (*FULL, revoked_once(*FULL))
    given(*past).when(REFILL, actor=LI).refused(SelfConfirmed)
    left = MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0)
    given(*past, left).when(REFILL).refused(UnknownMember)
    given(*past).when(RefillDay(service_id="no-such")).refused(UnknownService)


def test_asking_again_credits_nothing_more(database: str) -> None:
    given(*FULL, revoked_once(*FULL)).when(REFILL).repeated(database)


def test_asking_again_revokes_nothing_more(database: str) -> None:
    given(*FULL).when(revoke()).repeated(database)
