"""Hours that were recognised without a word earn by the word of who asked, whenever it comes."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace as copy_of

from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.needs.contest import RequestContested, RequestSettled, SettleHelp
from domain.needs.word import ConfirmHelp, RequestConfirmed
from domain.people.membership import MemberLeft
from domain.rules.accounts import CREDIT, POINTS, member_account
from domain.rules.rules import RulesAdopted
from domain.service.attesting import AttestService
from domain.service.hours import ServiceRevoked
from domain.service.paid_help import LateEarning
from domain.service.service import ConfirmService, Service
from domain.service.service_audit import RevokeService
from domain.service.service_record import ServiceRecord
from tests.controls import (
    CHEN,
    COMMUNITY,
    LI,
    SPRING,
    WANG,
    ZHOU,
    adopted,
    confirmed,
    moment,
    served,
)
from tests.domain.needs.asked import NEED, UP, claimed, help_given, made, published
from tests.domain.words import NEEDED, STAFF
from tests.needs import JUNE
from tests.scenario import Done, by, given

SAY: Final = ConfirmHelp(need_id=NEED, how="self")
UNATTESTED: Final = by(ZHOU, confirmed("help-1", "unattested"))
HELPED: Final = (*UP, NEEDED, claimed(), by(LI, help_given()))
RECOGNISED: Final = (*HELPED, UNATTESTED)
TWO_HOURS: Final = LateEarning(
    member_id=LI, day=SPRING, credited_minutes=120, credit=120, points=20, rule_version="2026-01"
)
CONTESTED: Final = by(
    WANG,
    RequestContested(
        need_id=NEED, helper_id=LI, asker_id=WANG, service_id="help-1", reason_text="text-5"
    ),
)


def said(*past: Fact | Done, decision: Decision = SAY, actor: str = WANG) -> RequestConfirmed:
    fact = given(*past).when(decision, actor=actor).fact
    assert isinstance(fact, RequestConfirmed)
    return fact


def test_the_word_of_who_asked_lets_hours_earn_that_were_unattested(database: str) -> None:
    word = given(*RECOGNISED).when(SAY, actor=WANG)
    assert said(*RECOGNISED).earned == TWO_HOURS
    word.repeated(database)
    to_helper, to_asker = word.fact.why(LI, {}), word.fact.why(WANG, {})
    assert to_helper
    assert to_asker
    assert to_helper.zh.endswith("对方已确认，补计2小时，得20分")
    assert "用去时间存款2小时" in to_asker.zh
    account = member_account(LI)
    moved = {(unit, amount) for it, unit, amount in word.fact.postings() if it == account}
    assert moved == {(CREDIT, 120), (POINTS, 20)}


def test_less_that_is_accepted_pays_less_and_the_hours_earn_as_they_would_have() -> None:
    fact = said(*RECOGNISED, decision=copy_of_word(minutes_accepted=30))
    assert fact.earned == TWO_HOURS
    assert fact.hold
    assert (fact.hold.retired, fact.hold.returned) == (30, 150)
    assert said(*RECOGNISED, decision=copy_of_word(minutes_accepted=0)).earned is None


def copy_of_word(**more: int) -> ConfirmHelp:
    return ConfirmHelp(need_id=NEED, how="self", **more)


def test_a_contest_that_is_settled_is_a_word_too() -> None:
    past = *RECOGNISED, CONTESTED
    for minutes, earned in ((60, TWO_HOURS), (0, None)):
        fact = given(*past).when(SettleHelp(need_id=NEED, minutes=minutes), actor=CHEN).fact
        assert isinstance(fact, RequestSettled)
        assert fact.earned == earned


def test_what_earned_already_earns_nothing_more() -> None:
    as_before = by(ZHOU, confirmed("help-1", "attested", credited_minutes=120))
    assert said(*HELPED, as_before).earned is None
    assert said(*HELPED).earned is None
    told = given(*RECOGNISED).when(AttestService(service_id="help-1", attester_id=WANG), actor=WANG)
    assert said(*RECOGNISED, by(WANG, told.fact)).earned is None


@pytest.mark.parametrize(
    "rules",
    [
        adopted(earning_classes=("attested", "unattested")),
        adopted(earning_classes=("imported",)),
    ],
)
def test_where_the_rules_say_otherwise_a_late_word_brings_nothing(rules: RulesAdopted) -> None:
    assert said(rules, *RECOGNISED[1:]).earned is None


def test_the_rules_and_the_cap_are_those_of_the_day_of_the_service() -> None:
    later = copy_of(
        adopted(earning_classes=("attested",), points_per_hour=1),
        version="2026-06",
        in_force_from=JUNE,
    )
    morning = served(LI, moment(3, 5, 0), moment(3, 5, 7), credited_minutes=420)
    earned = said(*HELPED, morning, UNATTESTED, later).earned
    assert earned == copy_of(TWO_HOURS, credited_minutes=60, credit=60, points=10)


def test_nothing_is_issued_to_who_has_left() -> None:
    gone = MemberLeft(member_id=LI, kind="volunteer", points=0, credit=0)
    assert said(*RECOGNISED, gone).earned is None


def test_a_revocation_takes_back_what_the_word_brought() -> None:
    word = by(WANG, said(*RECOGNISED))
    fact = given(*RECOGNISED, word).when(RevokeService(service_id="help-1"), actor=CHEN).fact
    assert isinstance(fact, ServiceRevoked)
    brought = (fact.credited_minutes, fact.credit, fact.points, fact.points_released)
    assert brought == (120, 120, 20, 20)
    record = given(*RECOGNISED, word, by(CHEN, fact)).view(RevokeService(service_id="help-1"))
    assert record(ServiceRecord, f"member:{LI}").credited_on(SPRING) == 0


HOURS: Final = ((0, 5), (5, 9), (9, 11), (11, 15))
"""Fifteen hours of one day, of which eight are credited."""


def helped(number: int, starts_at: datetime, ends_at: datetime) -> tuple[Fact | Done, ...]:
    """A request for which nobody pays, and the help that was given for it."""
    need_id, service_id = f"need-{number}", f"help-{number}"
    return (
        by(WANG, made(need_id, terms="free")),
        published(need_id),
        claimed(need_id=need_id, claim_id=f"claim-{number}", hold=None),
        by(
            LI,
            help_given(service_id, need_id=need_id, starts_at=starts_at, ends_at=ends_at),
        ),
    )


MANY: Final = (
    *COMMUNITY,
    *STAFF,
    NEEDED,
    *(
        it
        for number, (begins, ends) in enumerate(HOURS)
        for it in helped(number, moment(3, 5, begins), moment(3, 5, ends))
    ),
)
STEPS: Final = [(kind, number) for number in range(len(HOURS)) for kind in ("word", "confirm")]


def step(kind: str, number: int) -> tuple[Decision, str]:
    if kind == "confirm":
        return ConfirmService(service_id=f"help-{number}"), ZHOU
    if number % 2:
        return AttestService(service_id=f"help-{number}", attester_id=WANG), WANG
    return ConfirmHelp(need_id=f"need-{number}", how="self"), WANG


def gained(steps: list[tuple[str, int]]) -> tuple[int, int, int]:
    """Minutes credited, time credit and points of Li's, after words and recognitions."""
    past: list[Fact | Done] = [*MANY]
    credit = points = 0
    for kind, number in steps:
        decision, actor = step(kind, number)
        fact = given(*past).when(decision, actor=actor).fact
        past.append(by(actor, fact))
        for account, unit, amount in fact.postings():
            mine = account == member_account(LI)
            credit += amount if mine and unit == CREDIT else 0
            points += amount if mine and unit == POINTS else 0
    view = given(*past).view(RevokeService(service_id="help-0"))
    assert view(Service, "service:help-0").status == "confirmed"
    return view(ServiceRecord, f"member:{LI}").credited_on(SPRING), credit, points


@settings(deadline=None, max_examples=25)
@whatever(st.permutations(STEPS))
def test_in_which_order_words_and_recognitions_come_makes_no_difference(
    steps: list[tuple[str, int]],
) -> None:
    assert gained(steps) == (480, 480, 80)


def test_the_hours_of_that_day_do_not_overlap() -> None:
    assert all(one[1] <= other[0] for one, other in pairwise(HOURS))
    assert date(2026, 3, 5) == SPRING
    assert sum((timedelta(hours=b - a) for a, b in HOURS), timedelta()) > timedelta(hours=8)
