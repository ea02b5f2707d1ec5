"""What other terms would have made of a month is what they make of each service."""

from datetime import date

from domain.office.rules_preview import Comparison, Given, compare, outcome_of
from domain.rules.rules import RulesAdopted, Terms
from domain.service.counting.earnings import earnings
from tests.controls import LI, WANG

DAY, NEXT_DAY = date(2026, 3, 5), date(2026, 3, 6)
SERVICES = [
    Given(LI, "attested", DAY, 180),
    Given(LI, "attested", DAY, 120),
    Given(LI, "attested", NEXT_DAY, 90),
    Given(WANG, "backfilled", DAY, 120),
    Given(WANG, "attested", NEXT_DAY, 20),
]


def test_a_days_cap_and_the_kinds_of_services_hold() -> None:
    told = outcome_of(SERVICES, Terms(credited_minutes_per_day_max=240))
    assert told.points == {LI: 30 + 10 + 15, WANG: 3}
    assert told.credit == {LI: 240 + 90, WANG: 20}
    assert (told.services, told.too_short, told.too_long) == (5, 0, 0)


def test_what_could_not_have_been_confirmed_is_counted_apart() -> None:
    told = outcome_of(SERVICES, Terms(service_minutes_min=30, service_minutes_max=150))
    assert (told.services, told.too_short, told.too_long) == (3, 1, 1)


def test_it_is_what_a_confirmation_says() -> None:
    terms = Terms(points_per_hour=7, credit_minutes_per_hour=50, credited_minutes_per_day_max=200)
    rules = RulesAdopted(version="x", in_force_from=DAY, terms=terms)
    first = earnings(180, DAY, 0, rules)
    second = earnings(120, DAY, first["credited_minutes"], rules)
    told = outcome_of(SERVICES[:2], terms)
    assert told.points[LI] == first["points"] + second["points"]
    assert told.credit[LI] == first["credit"] + second["credit"]


def test_who_has_more_and_who_has_fewer_is_counted() -> None:
    now = outcome_of(SERVICES, Terms())
    generous = Terms(earning_classes=("attested", "backfilled"), credited_minutes_per_day_max=60)
    assert compare(now, outcome_of(SERVICES, generous)) == Comparison(more=1, fewer=1)
    assert compare(now, now) == Comparison(more=0, fewer=0)
