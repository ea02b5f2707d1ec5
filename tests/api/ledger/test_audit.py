"""What supervisors see: every fact, who did it for whom, and books that sum to zero."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.answers import (
    created_by,
    enrol,
    found,
    list_item,
    listed,
    malformed,
    moment,
    problem,
    serve,
)
from tests.clock import at, now
from tests.office import Office

FACTS = "/api/audit/facts"
FACT = {
    "position",
    "fact_id",
    "type",
    "happened_at",
    "recorded_at",
    "actor",
    "on_behalf_of",
    "cause",
    "mends",
    "tags",
    "data",
    "postings",
}
RELATED = {"caused_by_position", "mends_position", "mended_by_positions", "led_to_positions"}


def facts(office: Office, **query: Any) -> list[dict[str, Any]]:
    page = found(office, FACTS, "supervisor", params={"limit": 200} | query)
    items: list[dict[str, Any]] = page["items"]
    assert all({*item} == FACT for item in items)
    positions = [item["position"] for item in items]
    assert positions == sorted(positions, reverse=True)
    return items


def fact(office: Office, position: int) -> dict[str, Any]:
    one: dict[str, Any] = found(office, f"{FACTS}/{position}", "supervisor")
    assert {*one} == FACT | RELATED
    return one


def backfill(office: Office, member_id: str, who: str = "coordinator") -> dict[str, Any]:
    body = {"member_id": member_id, "programme": "陪护", "starts_at": at(9), "ends_at": at(11)}
    return created_by(office, "/api/services", who, body)


def test_a_fact_tells_who_did_what_for_whom_and_when(shared_office: Office) -> None:
    before, li = now(), enrol(shared_office)
    entered = backfill(shared_office, li)

    it = fact(shared_office, entered["position"])

    assert it["fact_id"] == entered["service_id"]
    assert (it["type"], it["actor"], it["on_behalf_of"]) == (
        "service.backfilled",
        "coordinator",
        li,
    )
    assert before <= moment(it["happened_at"]) <= moment(it["recorded_at"]) <= now()
    assert {f"service:{entered['service_id']}", f"member:{li}"} <= {*it["tags"]}
    assert it["data"]["member_id"] == li and it["data"]["service_class"] == "backfilled"
    assert (it["cause"], it["mends"], it["postings"]) == (None, None, [])


def test_what_moved_is_shown_as_postings_that_sum_to_zero(shared_office: Office) -> None:
    li, item = enrol(shared_office), list_item(shared_office, 20, stock=5)
    serve(shared_office, li, 8)
    lines = {"lines": [{"item_id": item, "quantity": 2}]}
    sale = created_by(shared_office, "/api/redemptions", "cashier", {"member_id": li} | lines)

    postings = fact(shared_office, sale["position"])["postings"]

    assert {(it["account"], it["unit"], it["amount"]) for it in postings} == {
        (f"member/{li}", "points", -40),
        ("shop/main", "points", 40),
        (f"stock/main/{item}", f"goods:{item}", -2),
        ("community/distributed", f"goods:{item}", 2),
    }


def test_the_trail_is_searched_by_person_kind_actor_and_time(shared_office: Office) -> None:
    begin, li, wang = now(), enrol(shared_office), enrol(shared_office)
    first = backfill(shared_office, li, "coordinator")
    middle = now()
    second = backfill(shared_office, wang, "coordinator2")

    def positions(**query: Any) -> set[int]:
        mine = {first["position"], second["position"]}
        return {it["position"] for it in facts(shared_office, **query)} & mine

    both = {first["position"], second["position"]}
    assert positions() == positions(type="service.backfilled") == both
    assert positions(about=li) == positions(about=f"member:{li}") == {first["position"]}
    assert positions(about=second["service_id"]) == {second["position"]}
    assert positions(about=f"service:{second['service_id']}") == {second["position"]}
    assert positions(actor="coordinator2") == {second["position"]}
    assert positions(about=li, actor="coordinator2") == set()
    assert positions(type="service.confirmed") == set()
    assert positions(since=begin.isoformat()) == both
    assert positions(since=middle.isoformat()) == {second["position"]}
    assert positions(until=middle.isoformat()) == {first["position"]}
    assert positions(since=begin.isoformat(), until=middle.isoformat()) == {first["position"]}
    assert positions(since=(now() + timedelta(days=1)).isoformat()) == set()


@pytest.mark.parametrize(
    "kind", ["donation", "redemption", "activity", "pairing", "item", "service", "member"]
)
def test_every_kind_of_thing_can_be_named_with_its_id(shared_office: Office, kind: str) -> None:
    assert facts(shared_office, about=f"{kind}:{'0' * 32}") == []


def test_a_donation_is_found_by_its_id(shared_office: Office) -> None:
    mine, _ = (
        created_by(shared_office, "/api/donations", "cashier", {"money_fen": it}) for it in (1, 2)
    )
    (by_id,) = facts(shared_office, about=mine["donation_id"])
    (by_tag,) = facts(shared_office, about=f"donation:{mine['donation_id']}")

    assert by_id == by_tag
    assert by_id["position"] == mine["position"]


def test_a_decision_is_found_from_what_it_decides_and_the_other_way_round(
    shared_office: Office,
) -> None:
    entered, other = (backfill(shared_office, enrol(shared_office)) for _ in range(2))
    path = f"/api/services/{entered['service_id']}/confirmation"
    confirmed = created_by(shared_office, path, "coordinator2")

    cause = fact(shared_office, entered["position"])
    effect = fact(shared_office, confirmed["position"])

    assert cause["led_to_positions"] == [confirmed["position"]]
    assert effect["caused_by_position"] == entered["position"]
    assert effect["cause"] == cause["fact_id"]
    assert fact(shared_office, other["position"])["led_to_positions"] == []


def test_what_mends_a_fact_is_found_from_it_and_the_other_way_round(
    shared_office: Office,
) -> None:
    li, item = enrol(shared_office), list_item(shared_office, 10, stock=5)
    serve(shared_office, li, 8)
    lines = {"lines": [{"item_id": item, "quantity": 2}]}
    sale, other = (
        created_by(shared_office, "/api/redemptions", "cashier", {"member_id": li} | lines)
        for _ in range(2)
    )
    one = {"lines": [{"item_id": item, "quantity": 1}], "reason": "拿多了"}
    path = f"/api/redemptions/{sale['redemption_id']}/returns"
    backs = [created_by(shared_office, path, "cashier", one) for _ in range(2)]

    sold = fact(shared_office, sale["position"])

    assert sold["mended_by_positions"] == [back["position"] for back in backs]
    for back in backs:
        returned = fact(shared_office, back["position"])
        assert returned["mends_position"] == sale["position"]
        assert returned["mends"] == sold["fact_id"]
    assert fact(shared_office, other["position"])["mended_by_positions"] == []


@pytest.mark.parametrize("position", [0, -1, 2**62, 2**63, 10**30, 1_000_000])
def test_nothing_is_recorded_where_nothing_is(shared_office: Office, position: int) -> None:
    for language, sentence in (
        ("zh", "这个位置没有记录。"),
        ("en", "Nothing is recorded at this position."),
    ):
        answer = shared_office.get(
            f"{FACTS}/{position}", "supervisor", headers={"Accept-Language": language}
        )
        assert problem(answer, 404, "unknown_fact")["detail"] == sentence


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"about": ""}, "/query/about"),
        ({"about": "x" * 121}, "/query/about"),
        ({"type": "x" * 41}, "/query/type"),
        ({"actor": "\x00"}, "/query/actor"),
        ({"since": "2026-01-01"}, "/query/since"),
        ({"since": "1700000000"}, "/query/since"),
        ({"until": "2026-01-01T00:00:00"}, "/query/until"),
    ],
)
def test_an_impossible_search_is_pointed_out(
    shared_office: Office, query: dict[str, str], pointer: str
) -> None:
    malformed(shared_office.get(FACTS, "supervisor", params=query), pointer)


def test_the_books_sum_to_zero_in_every_unit(shared_office: Office) -> None:
    li, wang, item = enrol(shared_office), enrol(shared_office), list_item(shared_office, stock=3)
    for member_id in (li, wang):
        serve(shared_office, member_id, 8)
    last = created_by(shared_office, "/api/donations", "cashier", {"money_fen": 99})

    books = found(shared_office, "/api/audit/trial-balance", "supervisor")

    assert {*books} == {"position", "units"}
    assert books["position"] >= last["position"]
    assert {"minutes", "credit", "points", "cny", f"goods:{item}"} <= {*books["units"]}
    for unit, sums in books["units"].items():
        assert {*sums} == {"accounts", "sum"}, unit
        assert sums["sum"] == 0 and type(sums["sum"]) is int
        assert sums["accounts"] >= 2


def test_nothing_in_the_trail_says_what_anybody_is_called(shared_office: Office) -> None:
    li = enrol(
        shared_office, "不入账", phone="13812347890", birth_date="1950-02-03", building="9栋"
    )
    body = {
        "title": "看望不入账",
        "programme": "陪护",
        "place": "不入账家",
        "starts_at": now().isoformat(),
        "ends_at": (now() + timedelta(hours=1)).isoformat(),
    }
    created_by(shared_office, "/api/activities", "coordinator", body)
    gift = {"donor": {"name": "不入账"}, "money_fen": 1}
    created_by(shared_office, "/api/donations", "cashier", gift)

    everything = str(facts(shared_office))

    assert li in everything
    for personal in ("不入账", "12347890", "1950-02-03", "9栋"):
        assert personal not in everything


def test_a_supervisor_sees_who_may_do_what_and_who_said_so(shared_office: Office) -> None:
    rows = listed(shared_office, "/api/audit/roles", "supervisor")

    assert all({*row} == {"member_id", "role", "granted_by", "position"} for row in rows)
    assert ("cashier2", "cashier", "office") in {
        (row["member_id"], row["role"], row["granted_by"]) for row in rows
    }
