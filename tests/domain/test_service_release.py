"""An audit may let hours earn that were entered afterwards, once and not on one's own word."""

import pytest

from domain.hours import (
    SelfConfirmed,
)
from domain.rules import NoRulesInForce
from domain.service import (
    BackfillReleased,
    NotReleasable,
    ReleaseBackfill,
    SamePerson,
    ServiceRejected,
    UnknownService,
)
from tests.controls import (
    CHEN,
    COMMUNITY,
    ELEVEN,
    HAN,
    LI,
    LI_JOINED,
    NINE,
    SPRING,
    WANG,
    ZHOU,
    adopted,
    backfilled,
    confirmed,
    moment,
    served,
    signed_out,
)
from tests.scenario import by, given

REJECTED = ServiceRejected(service_id="afterwards-1", member_id=LI)
CONFIRMED = (*COMMUNITY, by(ZHOU, backfilled()), by(HAN, confirmed("afterwards-1", "backfilled")))
RELEASED = BackfillReleased(
    service_id="afterwards-1",
    member_id=LI,
    day=SPRING,
    credited_minutes=120,
    credit=120,
    points=20,
    rule_version="2026-01",
)


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


@pytest.mark.parametrize("past", [(), (REJECTED,), (*CONFIRMED[-1:], RELEASED)])
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


def test_a_releases_faults_are_told_in_order() -> None:
    given(*COMMUNITY).when(release(), actor=LI).refused(UnknownService)
    given(*COMMUNITY, by(LI, backfilled())).when(release(), actor=LI).refused(SelfConfirmed)
    given(*COMMUNITY, by(CHEN, backfilled())).when(release()).refused(SamePerson)
    given(LI_JOINED, by(ZHOU, backfilled())).when(release()).refused(NotReleasable)


def test_asking_again_releases_nothing_more(database: str) -> None:
    given(*CONFIRMED).when(release()).repeated(database)
