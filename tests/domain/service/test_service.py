"""Hours are recognised on somebody else's word, once, and earn by the rules of their day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.decision import Decision
from domain.people.membership import UnknownMember
from domain.people.sign_in import PasswordChosen, SignInGiven
from domain.rules.rules import NoRulesInForce
from domain.service.counting.times import EndsBeforeStart, InTheFuture, TooLong, TooShort
from domain.service.deciding.rejecting import RejectService
from domain.service.hours import Overlaps, SelfConfirmed
from domain.service.service import (
    AlreadyDecided,
    BackfillService,
    ConfirmService,
    SamePerson,
    ServiceBackfilled,
    UnknownService,
)
from domain.service.unearned import ServiceRejected
from tests.controls import (
    AUNT,
    CARE,
    CHEN,
    COMMUNITY,
    ELEVEN,
    GREEN,
    HAN,
    LI,
    LI_JOINED,
    NINE,
    SPRING,
    STRANGER,
    WANG,
    ZHOU,
    adopted,
    backfilled,
    confirmed,
    moment,
    published,
    served,
    signed_in,
    signed_out,
    visited,
)
from tests.scenario import NEW, by, given

MINUTE = timedelta(minutes=1)
ENTRY = BackfillService(
    member_id=LI,
    programme=CARE,
    starts_at=NINE,
    ends_at=ELEVEN,
    place_text="place-1",
    evidence_text="photo-1",
)
REJECTED = ServiceRejected(service_id="afterwards-1", member_id=LI)
WANGS = backfilled(WANG, service_id="afterwards-2")


def confirm(service_id: str = "afterwards-1") -> ConfirmService:
    return ConfirmService(service_id=service_id)


REJECT = RejectService(service_id="afterwards-1", reason_text="reason-1")


def test_the_office_enters_a_service_afterwards() -> None:
    given(*COMMUNITY, served(WANG, NINE, ELEVEN)).when(ENTRY).then(
        ServiceBackfilled(
            service_id=NEW,
            member_id=LI,
            programme=CARE,
            service_class="backfilled",
            starts_at=NINE,
            ends_at=ELEVEN,
            typed_in=True,
            place_text="place-1",
            evidence_text="photo-1",
        )
    )


def test_nothing_is_entered_for_a_stranger() -> None:
    given(*COMMUNITY).when(replace(ENTRY, member_id=STRANGER)).refused(UnknownMember)


def test_nothing_is_entered_for_a_day_without_rules() -> None:
    given(adopted(in_force_from=date(2026, 3, 6)), LI_JOINED).when(ENTRY).refused(
        NoRulesInForce, day=SPRING
    )


def test_an_entry_ends_after_it_starts() -> None:
    given(*COMMUNITY).when(replace(ENTRY, ends_at=NINE)).refused(EndsBeforeStart)


def test_an_entry_is_not_too_short() -> None:
    short = replace(ENTRY, ends_at=NINE + 14 * MINUTE)
    given(*COMMUNITY).when(short).refused(TooShort, least=15)


def test_an_entry_is_not_too_long() -> None:
    long = replace(ENTRY, ends_at=NINE + 721 * MINUTE)
    given(*COMMUNITY).when(long).refused(TooLong, most=720)


def test_an_entry_is_not_in_the_future() -> None:
    given(*COMMUNITY).when(ENTRY, at=ELEVEN - MINUTE).refused(InTheFuture)


def test_an_entry_does_not_overlap_recognised_hours() -> None:
    given(*COMMUNITY, served(LI, moment(3, 5, 10), moment(3, 5, 12))).when(ENTRY).refused(Overlaps)


def test_an_entrys_faults_are_told_in_order() -> None:
    day_of_no_rules = (adopted(in_force_from=date(2026, 3, 6)), LI_JOINED)
    backwards = replace(ENTRY, ends_at=NINE)
    given(*day_of_no_rules).when(replace(backwards, member_id=STRANGER)).refused(UnknownMember)
    given(*day_of_no_rules).when(backwards).refused(NoRulesInForce)
    taken = (*COMMUNITY, served(LI, NINE, ELEVEN))
    given(*taken).when(backwards, at=NINE).refused(EndsBeforeStart)
    given(*taken).when(ENTRY, at=NINE).refused(InTheFuture)
    given(*taken).when(ENTRY).refused(Overlaps)


def test_a_coordinator_confirms_what_was_signed_for_and_it_earns() -> None:
    attended = (
        published(),
        signed_in(),
        by(LI, signed_out()),
        by(WANG, signed_out(WANG, service_id="attended-2")),
    )
    given(*COMMUNITY, *attended).when(confirm("attended-1")).then(
        copy_of(confirmed("attended-1", "attested", credited_minutes=120), programme=GREEN)
    )


def test_what_was_entered_afterwards_earns_honour_only() -> None:
    given(*COMMUNITY, by(ZHOU, backfilled()), WANGS).when(confirm()).then(
        confirmed("afterwards-1", "backfilled")
    )


def test_it_earns_at_once_where_the_rules_say_so() -> None:
    rules = adopted(earning_classes=("backfilled",))
    given(rules, LI_JOINED, by(ZHOU, backfilled())).when(confirm()).then(
        confirmed("afterwards-1", "backfilled", credited_minutes=120)
    )
    given(rules, LI_JOINED, by(LI, signed_out())).when(confirm("attended-1")).then(
        copy_of(confirmed("attended-1", "attested"), programme=GREEN)
    )


def test_a_confirmed_service_earns_what_the_days_cap_leaves() -> None:
    morning = served(LI, moment(3, 5, 1), moment(3, 5, 8), credited_minutes=420)
    fact = given(*COMMUNITY, morning, by(LI, signed_out())).when(confirm("attended-1")).fact
    assert (fact.minutes, fact.credited_minutes, fact.points) == (120, 60, 10)


def test_a_confirmed_service_earns_by_the_rules_of_its_own_day() -> None:
    later = adopted("2026-03", date(2026, 3, 6), points_per_hour=100)
    fact = given(*COMMUNITY, later, by(LI, signed_out())).when(confirm("attended-1")).fact
    assert (fact.rule_version, fact.points) == ("2026-01", 20)


def test_a_confirmation_names_the_fact_that_it_answers() -> None:
    assert given(*COMMUNITY, by(LI, signed_out())).when(confirm("attended-1")).fact.caused_by() == (
        "attended-1"
    )


@pytest.mark.parametrize("decision", [confirm("no-such"), RejectService(service_id="no-such")])
def test_a_service_that_nobody_gave_is_unknown(decision: Decision) -> None:
    given(*COMMUNITY, backfilled()).when(decision).refused(UnknownService)


@pytest.mark.parametrize("answer", [confirmed("afterwards-1", "backfilled"), REJECTED])
@pytest.mark.parametrize("decision", [confirm(), REJECT], ids=["confirm", "reject"])
def test_a_service_is_decided_once(answer: object, decision: Decision) -> None:
    given(*COMMUNITY, by(ZHOU, backfilled()), answer, WANGS).when(decision).refused(AlreadyDecided)


@pytest.mark.parametrize("decision", [confirm("paper-1"), RejectService(service_id="paper-1")])
def test_what_was_recognised_on_paper_is_decided_already(decision: Decision) -> None:
    given(*COMMUNITY, served(LI, NINE, ELEVEN)).when(decision).refused(AlreadyDecided)


@pytest.mark.parametrize("decision", [confirm(), REJECT], ids=["confirm", "reject"])
def test_a_volunteer_cannot_confirm_their_own_hours(decision: Decision) -> None:
    given(*COMMUNITY, by(ZHOU, backfilled())).when(decision, actor=LI).refused(SelfConfirmed)


@pytest.mark.parametrize("decision", [confirm(), REJECT], ids=["confirm", "reject"])
def test_who_entered_the_hours_cannot_decide_them(decision: Decision) -> None:
    given(*COMMUNITY, by(CHEN, backfilled())).when(decision, actor=CHEN).refused(SamePerson)
    assert given(*COMMUNITY, by(CHEN, backfilled())).when(decision, actor=ZHOU).fact


def test_who_typed_in_a_visit_cannot_confirm_it() -> None:
    told = (*COMMUNITY, by(CHEN, visited()))
    given(*told).when(confirm("visit-1"), actor=CHEN).refused(SamePerson)
    assert given(*told).when(confirm("visit-1"), actor=ZHOU).fact


@pytest.mark.parametrize("typed_in", [False, True])
def test_who_signed_a_volunteer_out_cannot_confirm_it(typed_in: bool) -> None:
    past = (*COMMUNITY, by(CHEN, signed_out(typed_in=typed_in)))
    given(*past).when(confirm("attended-1"), actor=CHEN).refused(SamePerson)
    assert given(*past).when(confirm("attended-1"), actor=ZHOU).fact


def test_who_signed_a_volunteer_in_cannot_confirm_it_whoever_ended_it() -> None:
    for ended_by in (LI, ZHOU):
        past = (*COMMUNITY, by(ended_by, copy_of(signed_out(), signed_in_by_id=CHEN)))
        given(*past).when(confirm("attended-1"), actor=CHEN).refused(SamePerson)
        assert given(*past).when(confirm("attended-1"), actor=HAN).fact


def test_who_gave_a_sign_in_confirms_no_hours_until_its_owner_chose_a_password() -> None:
    gave = by(CHEN, SignInGiven(member_id=LI, owner_chooses=True))
    past = (*COMMUNITY, gave, by(LI, signed_out()))
    given(*past).when(confirm("attended-1"), actor=CHEN).refused(SamePerson)
    assert given(*past).when(confirm("attended-1"), actor=ZHOU).fact
    chosen = by(LI, PasswordChosen(member_id=LI))
    assert given(*past, chosen).when(confirm("attended-1"), actor=CHEN).fact


def test_who_was_visited_cannot_confirm_it() -> None:
    told = (*COMMUNITY, by(LI, copy_of(visited(), assisted_id=AUNT)))
    given(*told).when(confirm("visit-1"), actor=AUNT).refused(SamePerson)
    assert given(*told).when(confirm("visit-1"), actor=CHEN).fact


def test_nothing_is_confirmed_for_a_day_without_rules() -> None:
    given(LI_JOINED, by(ZHOU, backfilled())).when(confirm()).refused(NoRulesInForce, day=SPRING)


@pytest.mark.parametrize(
    ("ends_at", "refusal"),
    [
        (NINE, EndsBeforeStart),
        (NINE + 14 * MINUTE, TooShort),
        (NINE + 721 * MINUTE, TooLong),
    ],
)
def test_hours_that_no_service_can_have_are_not_confirmed(ends_at: object, refusal: type) -> None:
    waiting = by(ZHOU, backfilled(ends_at=ends_at))
    given(*COMMUNITY, waiting).when(confirm()).refused(refusal)


def test_hours_in_the_future_are_not_confirmed() -> None:
    given(*COMMUNITY, by(ZHOU, backfilled())).when(confirm(), at=NINE).refused(InTheFuture)


def test_of_two_entries_for_the_same_time_one_is_confirmed() -> None:
    twice = (*COMMUNITY, by(ZHOU, backfilled()), by(ZHOU, backfilled(service_id="afterwards-2")))
    given(*twice, confirmed("afterwards-2", "backfilled")).when(confirm()).refused(Overlaps)
    given(*twice, REJECTED).when(confirm("afterwards-2")).then(
        confirmed("afterwards-2", "backfilled")
    )


def test_a_confirmations_faults_are_told_in_order() -> None:
    own = by(LI, backfilled(ends_at=NINE))
    decided = confirmed("afterwards-1", "backfilled")
    given(decided).when(confirm("no-such"), actor=LI).refused(UnknownService)
    given(own, decided).when(confirm(), actor=LI).refused(AlreadyDecided)
    given(own).when(confirm(), actor=LI).refused(SelfConfirmed)
    by_chen = by(CHEN, backfilled(ends_at=NINE))
    given(by_chen).when(confirm(), actor=CHEN).refused(SamePerson)
    given(by_chen).when(confirm(), actor=ZHOU).refused(NoRulesInForce)
    given(*COMMUNITY, by_chen).when(confirm(), actor=ZHOU, at=NINE).refused(EndsBeforeStart)
    taken = (*COMMUNITY, by_chen, by(CHEN, backfilled()), served(LI, NINE, ELEVEN))
    given(*taken).when(confirm(), actor=ZHOU, at=NINE).refused(InTheFuture)
    given(*taken).when(confirm(), actor=ZHOU).refused(Overlaps)


@pytest.mark.parametrize(
    ("decision", "past"),
    [
        (ENTRY, ()),
        (confirm(), (by(ZHOU, backfilled()), WANGS)),
        (REJECT, (by(ZHOU, backfilled()), WANGS)),
    ],
    ids=lambda it: type(it).__name__,
)
def test_asking_again_changes_nothing_more(
    decision: Decision, past: tuple[object, ...], database: str
) -> None:
    given(*COMMUNITY, *past).when(decision).repeated(database)
