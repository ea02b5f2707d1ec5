"""Rules are adopted once, from a day on, and never act backwards."""

from datetime import date

import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.rules.rules import (
    AdoptRules,
    NoRulesInForce,
    RuleBook,
    RulesAdopted,
    RulesBackdated,
    Terms,
    TermsContradict,
    VersionExists,
)
from domain.rules.tags import RULES
from tests.controls import HE, NOW, adopted, moment
from tests.scenario import Scenario, given

TODAY = date(2026, 3, 20)
GENEROUS = Terms(points_per_hour=20)


def adopt(version: str, day: date) -> AdoptRules:
    return AdoptRules(version=version, in_force_from=day, terms=GENEROUS)


def rule_book(scenario: Scenario) -> RuleBook:
    return scenario.view(adopt("any", TODAY))(RuleBook, RULES)


def test_an_administrator_adopts_a_version_from_a_day_on() -> None:
    given(adopted()).when(adopt("2026-04", date(2026, 4, 1)), actor=HE).then(
        RulesAdopted(version="2026-04", in_force_from=date(2026, 4, 1), terms=GENEROUS)
    )


def test_the_very_first_version_may_begin_in_the_past() -> None:
    first = date(2025, 1, 1)
    given().when(adopt("2025-01", first), actor=HE).then(
        RulesAdopted(version="2025-01", in_force_from=first, terms=GENEROUS)
    )


def test_a_version_is_adopted_once() -> None:
    given(adopted("2025-01"), adopted("2026-01")).when(
        adopt("2025-01", date(2026, 4, 1)), actor=HE
    ).refused(VersionExists, version="2025-01")


def test_a_later_version_may_not_begin_before_today() -> None:
    given(adopted()).when(adopt("2026-03", date(2026, 3, 19)), actor=HE).refused(
        RulesBackdated, today=TODAY
    )


def test_a_later_version_may_begin_today() -> None:
    assert given(adopted()).when(adopt("2026-03", TODAY), actor=HE).fact


def test_today_is_the_day_by_the_communitys_clock() -> None:
    late_in_utc = moment(3, 21, 1)
    given(adopted()).when(adopt("2026-03", TODAY), actor=HE, at=late_in_utc).refused(
        RulesBackdated, today=date(2026, 3, 21)
    )


def test_today_is_when_it_is_asked_not_when_it_is_said_to_have_happened() -> None:
    given(adopted()).when(
        adopt("2026-03", date(2026, 2, 1)), actor=HE, happened_at=moment(2, 1, 9)
    ).refused(RulesBackdated)


def test_of_two_faults_the_name_is_told_first() -> None:
    given(adopted()).when(adopt("2026-01", date(2020, 1, 1)), actor=HE).refused(VersionExists)


def test_each_day_has_the_rules_that_were_in_force_on_it() -> None:
    book = rule_book(
        given(
            adopted("autumn", date(2026, 9, 1)),
            adopted("spring", date(2026, 3, 1)),
            adopted("summer", date(2026, 6, 1)),
        )
    )
    days = [date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1), date(2027, 1, 1)]
    assert [book.on(day).version for day in days] == ["spring", "spring", "summer", "autumn"]


def test_of_two_versions_from_the_same_day_the_later_word_holds() -> None:
    book = rule_book(given(adopted("first word"), adopted("last word")))
    assert book.on(TODAY).version == "last word"


def test_nothing_is_earned_on_a_day_before_all_rules() -> None:
    with pytest.raises(NoRulesInForce) as refused:
        rule_book(given(adopted(in_force_from=TODAY))).on(date(2026, 3, 19))
    assert "2026-03-19" in refused.value.sentence("zh")


def test_the_workbooks_community_gives_ten_points_an_hour_rounded_down() -> None:
    terms = Terms()
    assert [terms.points_for(minutes) for minutes in (0, 5, 6, 59, 60, 90)] == [0, 0, 1, 9, 10, 15]
    assert [terms.credit_for(minutes) for minutes in (0, 59, 480)] == [0, 59, 480]


@settings(deadline=None)
@whatever(rate=st.integers(0, 1000), minutes=st.integers(0, 480), more=st.integers(0, 480))
def test_nobody_gains_by_cutting_a_service_into_pieces(rate: int, minutes: int, more: int) -> None:
    terms = Terms(points_per_hour=rate, credit_minutes_per_hour=rate)
    for earned in (terms.points_for, terms.credit_for):
        assert earned(minutes) + earned(more) <= earned(minutes + more)


def test_asking_again_adopts_nothing_more(database: str) -> None:
    given(adopted()).when(adopt("2026-04", NOW.date()), actor=HE).repeated(database)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(service_minutes_min=100, service_minutes_max=5),
        Terms(service_minutes_max=0, service_minutes_min=0),
        Terms(service_minutes_max=1_441),
        Terms(credited_minutes_per_day_max=1_441),
        Terms(star_hours=(500, 100)),
        Terms(star_hours=(100, 100)),
    ],
)
def test_rules_that_can_never_hold_are_not_adopted(terms: Terms) -> None:
    asked = AdoptRules(version="x", in_force_from=TODAY, terms=terms)
    given(adopted()).when(asked).refused(TermsContradict)
