"""Rules and teams: what the community decided about itself, for everybody to read."""

from datetime import date
from typing import Any

import pytest

from tests.api.answers import adopt_rules, created, created_by, listed, malformed, moment, refused
from tests.clock import today
from tests.office import TEAM, Office

TERMS = {
    "credit_minutes_per_hour": 60,
    "points_per_hour": 10,
    "credited_minutes_per_day_max": 480,
    "service_minutes_min": 15,
    "service_minutes_max": 720,
    "service_minutes_before_redeeming": 300,
    "count_difference_pieces_max": 10,
    "presence_minutes_after_end_max": 0,
    "days_held_after_sign_in_given": 7,
    "earning_classes": ["attested", "imported"],
    "transfer_relations": ["spouse", "parent", "child", "grandparent", "grandchild", "sibling"],
    "star_hours": [100, 300, 600, 1000, 1500],
}


def version(name: str, first_day: date, **terms: Any) -> dict[str, Any]:
    return {"version": name, "in_force_from": first_day.isoformat(), "terms": terms}


def test_anybody_reads_the_rules_in_force(shared_office: Office) -> None:
    rules = listed(shared_office, "/api/rules")

    first = next(row for row in rules if row["version"] == "2026-01")
    assert moment(first.pop("adopted_at"))
    assert first.pop("position") > 0
    assert first == {
        "version": "2026-01",
        "in_force_from": "2026-01-01",
        "adopted_by": "office",
        "terms": TERMS,
    }


def test_two_versions_are_adopted_and_both_are_kept(shared_office: Office) -> None:
    late, soon = today(900), today(300)
    adopt_rules(shared_office, version("late", late, points_per_hour=12))
    adopted = adopt_rules(shared_office, version("soon", soon))

    assert (adopted["version"], adopted["in_force_from"]) == ("soon", soon.isoformat())
    rules = listed(shared_office, "/api/rules", "volunteer")
    assert [row["in_force_from"] for row in rules] == sorted(row["in_force_from"] for row in rules)
    by_name = {row["version"]: row for row in rules}
    assert by_name["late"]["terms"] == TERMS | {"points_per_hour": 12}
    assert by_name["soon"]["terms"] == by_name["2026-01"]["terms"] == TERMS
    assert by_name["soon"]["adopted_by"] == "supervisor"


def test_rules_never_act_backwards_but_may_begin_today(shared_office: Office) -> None:
    yesterday = version("yesterday", today(-1))
    refused(
        shared_office,
        "/api/rules",
        "admin",
        yesterday,
        code="rules_backdated",
        zh=f"新规则不能溯及既往：生效日期不能早于今天（{today()}）。",
        en=f"Rules do not act backwards: the first day may not be before today ({today()}).",
        field="in_force_from",
    )
    created_by(shared_office, "/api/rules", "admin", version("today", today()))


def test_a_version_is_adopted_once(shared_office: Office) -> None:
    adopt_rules(shared_office, version("once", today(400)))
    refused(
        shared_office,
        "/api/rules",
        "admin",
        version("once", today(500)),
        code="rules_version_exists",
        zh="规则版本“once”已经通过，请换一个版本号。",
        en="Rules version “once” was adopted already; use another name.",
        field="version",
    )


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"version": ""}, "/version"),
        ({"in_force_from": "soon"}, "/in_force_from"),
        ({"in_force_from": None}, "/in_force_from"),
        ({"terms": {"points_per_hour": -1}}, "/terms/points_per_hour"),
        ({"terms": {"points_per_hour": 10.5}}, "/terms/points_per_hour"),
        ({"terms": {"interest": 3}}, "/terms/interest"),
        ({"terms": {"earning_classes": ["bought"]}}, "/terms/earning_classes/0"),
        ({"terms": {"transfer_relations": ["child", "friend"]}}, "/terms/transfer_relations/1"),
        ({"terms": {"star_hours": [0]}}, "/terms/star_hours/0"),
        ({"terms": {"star_hours": [1] * 11}}, "/terms/star_hours"),
        ({"terms": "as before"}, "/terms"),
    ],
)
def test_what_is_malformed_in_rules_is_pointed_at(
    shared_office: Office, more: dict[str, Any], pointer: str
) -> None:
    body = version("malformed", today(10)) | more

    malformed(shared_office.post("/api/rules", "admin", body), pointer)


def test_a_team_is_founded_once_and_everybody_reads_of_it(shared_office: Office) -> None:
    founded = created(shared_office.post("/api/teams", "admin", {"team": "医疗卫生"}), "team")

    assert founded["team"] == "医疗卫生"
    assert {TEAM, "医疗卫生"} <= {*map(str, listed(shared_office, "/api/teams"))}
    refused(
        shared_office,
        "/api/teams",
        "admin",
        {"team": " 医疗卫生 "},
        code="team_exists",
        zh="“医疗卫生”服务队已经有了，或以前有过。",
        en="The service team “医疗卫生” exists already, or did once.",
        field="team",
    )
    malformed(shared_office.post("/api/teams", "admin", {"team": ""}), "/team")
