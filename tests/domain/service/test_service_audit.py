"""An audit lets typed-in hours earn, or takes back what was recognised by mistake.

Each once, and nobody on their own word.
"""

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.journal import Posting
from domain.people.membership import Holdings, MemberLeft, UnknownMember
from domain.rules.accounts import BORNE, ISSUED, member_account
from domain.rules.rules import NoRulesInForce
from domain.service.hours import SelfConfirmed
from domain.service.service import ConfirmService, SamePerson, UnknownService
from domain.service.service_audit import NotReleasable, NotRevocable, ReleaseBackfill, RevokeService
from domain.service.transfer import CreditTransferred
from domain.service.unearned import ServiceRejected
from domain.shop.items import LotChange
from domain.shop.sale import SaleLine
from tests.controls import (
    CHEN,
    COMMUNITY,
    ELEVEN,
    HAN,
    HE,
    LI,
    LI_JOINED,
    NINE,
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
    revoked,
    served,
    signed_out,
    sold,
)
from tests.scenario import by, given

REJECTED = ServiceRejected(service_id="afterwards-1", member_id=LI)
CONFIRMED = (*COMMUNITY, by(ZHOU, backfilled()), by(HAN, confirmed("afterwards-1", "backfilled")))
RELEASED = released()


def release(service_id: str = "afterwards-1") -> ReleaseBackfill:
    return ReleaseBackfill(service_id=service_id)


def test_a_service_that_nobody_gave_is_unknown() -> None:
    given(*CONFIRMED).when(release("no-such")).refused(UnknownService)


def test_an_audit_lets_backfilled_hours_earn() -> None:
    given(*CONFIRMED, backfilled(WANG, service_id="afterwards-2")).when(release()).then(RELEASED)


def test_what_an_audit_releases_stays_under_the_days_cap() -> None:
    evening = served(LI, moment(3, 5, 12), moment(3, 5, 19), credited_minutes=420)
    fact = given(*CONFIRMED, evening).when(release()).fact
    assert (fact.credited_minutes, fact.points) == (60, 10)


def test_a_volunteer_cannot_release_their_own_hours() -> None:
    given(*CONFIRMED).when(release(), actor=LI).refused(SelfConfirmed)


def test_who_entered_the_hours_cannot_release_them() -> None:
    given(*CONFIRMED).when(release(), actor=ZHOU).refused(SamePerson)


def test_who_confirmed_the_hours_cannot_release_them() -> None:
    given(*CONFIRMED, by(CHEN, backfilled(WANG, service_id="afterwards-2"))).when(
        release(), actor=HAN
    ).refused(SamePerson)


@pytest.mark.parametrize(
    "past",
    [
        (),
        (REJECTED,),
        (*CONFIRMED[-1:], RELEASED),
        (*CONFIRMED[-1:], revoked("afterwards-1", credited_minutes=0)),
    ],
)
def test_only_confirmed_hours_are_released_and_once(past: tuple[object, ...]) -> None:
    entered = (*COMMUNITY, by(ZHOU, backfilled()))
    given(*entered, *past).when(release()).refused(NotReleasable)


def test_hours_that_were_signed_for_need_no_release() -> None:
    attended = by(HAN, confirmed("attended-1", "attested", credited_minutes=120))
    given(*COMMUNITY, by(LI, signed_out()), attended).when(release("attended-1")).refused(
        NotReleasable
    )
    given(*COMMUNITY, served(LI, NINE, ELEVEN)).when(release("paper-1")).refused(NotReleasable)


def test_hours_that_earned_at_once_do_not_earn_again() -> None:
    earned = by(HAN, confirmed("afterwards-1", "backfilled", credited_minutes=120))
    rules = adopted(earning_classes=("backfilled",))
    given(rules, LI_JOINED, by(ZHOU, backfilled()), earned).when(release()).refused(NotReleasable)


def test_nothing_is_released_for_a_day_without_rules() -> None:
    given(LI_JOINED, *CONFIRMED[-2:]).when(release()).refused(NoRulesInForce, day=SPRING)


def test_nothing_is_released_to_who_has_left() -> None:
    left = MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0)
    given(*CONFIRMED, left).when(release()).refused(UnknownMember)


def test_a_releases_faults_are_told_in_order() -> None:
    given(*COMMUNITY).when(release(), actor=LI).refused(UnknownService)
    given(*COMMUNITY, by(LI, backfilled())).when(release(), actor=LI).refused(SelfConfirmed)
    given(*COMMUNITY, by(CHEN, backfilled())).when(release()).refused(SamePerson)
    given(LI_JOINED, by(ZHOU, backfilled())).when(release()).refused(NotReleasable)


def test_asking_again_releases_nothing_more(database: str) -> None:
    given(*CONFIRMED).when(release()).repeated(database)


ATTENDED = (
    *COMMUNITY,
    by(LI, signed_out()),
    by(HAN, confirmed("attended-1", "attested", credited_minutes=120)),
)
"""The last fact of these recognises two hours, 20 points."""


def revoke(service_id: str = "attended-1") -> RevokeService:
    return RevokeService(service_id=service_id, reason_text="reason-1")


def test_hours_recognised_by_mistake_are_taken_back_with_what_they_brought() -> None:
    confirmation_id = f"fact-{len(ATTENDED)}"
    outcome = given(*ATTENDED).when(revoke()).then(revoked(confirmation_id=confirmation_id))
    assert outcome.fact.mends() == confirmation_id
    assert given(*ATTENDED, outcome.fact).view(revoke())(Holdings, f"member:{LI}").amounts == {
        "minutes": 0,
        "credit": 0,
        "points": 0,
    }


def test_what_was_spent_of_them_is_borne_by_the_community() -> None:
    one = LotChange(RICE, "gift-1-1", -1)
    fifteen = copy_of(sold(lots=(one,)), points=15, lines=(SaleLine(RICE, 1, 15, (one,)),))
    given_away = CreditTransferred(transfer_id="t", giver_id=LI, amount=90, balance_after=30)
    fact = given(*ATTENDED, donated(RICE, 9), fifteen, given_away).when(revoke()).fact
    li = member_account(LI)
    assert set(fact.postings()) == {
        Posting(li, "minutes", -120),
        Posting(ISSUED, "minutes", 120),
        Posting(li, "credit", -30),
        Posting(ISSUED, "credit", 30),
        Posting(BORNE, "credit", -90),
        Posting(ISSUED, "credit", 90),
        Posting(li, "points", -5),
        Posting(ISSUED, "points", 5),
        Posting(BORNE, "points", -15),
        Posting(ISSUED, "points", 15),
    }


def test_what_an_audit_released_is_taken_back_too() -> None:
    expected = revoked("afterwards-1", confirmation_id=f"fact-{len(CONFIRMED)}", points_released=20)
    past = (*CONFIRMED, by(HE, RELEASED))
    given(*past).when(revoke("afterwards-1")).then(expected)
    given(*past).when(revoke("afterwards-1"), actor=HE).refused(SamePerson)


def test_hours_from_paper_are_taken_back() -> None:
    fact = given(*COMMUNITY, by(ZHOU, served(LI, NINE, ELEVEN))).when(revoke("paper-1")).fact
    assert fact.mends() == f"fact-{len(COMMUNITY) + 1}"


def test_the_time_is_free_for_the_service_as_it_was() -> None:
    taken_back = (*ATTENDED, revoked(confirmation_id=f"fact-{len(ATTENDED)}"))
    again = by(ZHOU, copy_of(backfilled(), starts_at=moment(3, 5, 10)))
    fact = given(*taken_back, again).when(ConfirmService(service_id="afterwards-1")).fact
    assert fact == copy_of(
        confirmed("afterwards-1", "backfilled"), starts_at=moment(3, 5, 10), minutes=60
    )


def test_a_service_that_nobody_gave_is_not_taken_back() -> None:
    given(*ATTENDED).when(revoke("no-such")).refused(UnknownService)


@pytest.mark.parametrize("past", [(), (REJECTED,), (CONFIRMED[-1], revoked("afterwards-1"))])
def test_only_recognised_hours_are_taken_back_and_once(past: tuple[object, ...]) -> None:
    entered = (*COMMUNITY, by(ZHOU, backfilled()))
    given(*entered, *past).when(revoke("afterwards-1")).refused(NotRevocable)


def test_nobody_takes_back_their_own_hours() -> None:
    given(*ATTENDED).when(revoke(), actor=LI).refused(SelfConfirmed)


def test_nobody_takes_back_their_own_word() -> None:
    given(*ATTENDED).when(revoke(), actor=HAN).refused(SamePerson)


def test_the_hours_of_who_left_stay_as_they_are() -> None:
    left = MemberLeft(member_id=LI, kind="volunteer", credit=120, points=20)
    given(*ATTENDED, left).when(revoke()).refused(UnknownMember)


def test_asking_again_takes_nothing_more_back(database: str) -> None:
    given(*ATTENDED).when(revoke()).repeated(database)
