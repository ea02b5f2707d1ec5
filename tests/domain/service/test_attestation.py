"""Hours without the other side's word are worth what the rules say of them."""

from datetime import date

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.service.attestation import (
    AttestationTerms,
)
from domain.service.service import ConfirmService
from tests.controls import (
    AUNT,
    CHEN,
    COMMUNITY,
    GREEN,
    LI,
    RULES,
    SPRING,
    ZHOU,
    adopted,
    backfilled,
    confirmed,
)
from tests.domain.words import (
    ATTENDED,
    GONE_OUT,
    NEEDED,
    STAFF,
    TOLD,
    VISITED,
    late,
    word,
)
from tests.scenario import by, given

CONFIRM = ConfirmService(service_id="attended-1")


def test_where_the_rules_say_nothing_hours_earn_without_a_word_as_before() -> None:
    given(*ATTENDED, GONE_OUT).when(CONFIRM, actor=CHEN).then(
        copy_of(confirmed("attended-1", "attested", credited_minutes=120), programme=GREEN)
    )


@pytest.mark.parametrize(
    ("rules", "credited"),
    [
        ((RULES, NEEDED), 0),
        ((adopted(earning_classes=("attested", "unattested")),), 120),
        ((adopted(earning_classes=("attested", "unattested")), NEEDED), 120),
        ((adopted(earning_classes=("unattested",)),), 120),
    ],
)
def test_hours_without_a_word_earn_what_the_rules_say_of_them(
    rules: tuple[Fact, ...], credited: int
) -> None:
    past = given(*rules, *ATTENDED[1:], GONE_OUT)
    fact = past.when(CONFIRM, actor=CHEN).fact
    assert (fact.service_class, fact.credited_minutes) == ("unattested", credited)


def test_hours_with_a_word_are_as_before_in_every_community() -> None:
    said = by(ZHOU, word("team_lead", ZHOU, "attended-1"))
    fact = given(*ATTENDED, NEEDED, GONE_OUT, said).when(CONFIRM, actor=CHEN).fact
    assert (fact.service_class, fact.credited_minutes) == ("attested", 120)


def test_terms_act_on_hours_of_their_own_days_only() -> None:
    later = copy_of(NEEDED, in_force_from=date(2026, 3, 6))
    fact = given(*ATTENDED, later, GONE_OUT).when(CONFIRM, actor=CHEN).fact
    assert fact.service_class == "attested"
    taken_back = copy_of(NEEDED, version="2026-03", in_force_from=SPRING, terms=AttestationTerms())
    fact = given(*ATTENDED, NEEDED, taken_back, GONE_OUT).when(CONFIRM, actor=CHEN).fact
    assert fact.service_class == "attested"


def test_what_was_entered_afterwards_stays_what_it_is() -> None:
    entered = by(ZHOU, backfilled())
    fact = given(*COMMUNITY, *STAFF, NEEDED, entered).when(
        ConfirmService(service_id="afterwards-1"), actor=CHEN
    )
    assert fact.fact.service_class == "backfilled"


def test_a_passbook_says_that_the_other_side_has_confirmed() -> None:
    fact = given(*VISITED, TOLD, by(AUNT, word())).when(ConfirmService(service_id="visit-1")).fact
    assert fact.why(LI, {}).zh.endswith("；对方已确认")
    assert fact.why(LI, {}).en.endswith("; confirmed by the other side")
    assert "对方" not in confirmed("visit-1", "attested", credited_minutes=120).why(LI, {}).zh
    assert "对方还没有确认" in confirmed("visit-1", "unattested").why(LI, {}).zh
    assert "对方已确认，补计2小时，得20分" in late().why(LI, {}).zh
