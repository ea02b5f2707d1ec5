"""Long lists come in pieces that fit together, also while people go on recording."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace as copy_of

from domain.ties.objection import RaiseObjection
from tests.api.answers import (
    adopt_rules,
    created_by,
    enrol,
    found,
    list_item,
    malformed,
    serve,
    settle,
)
from tests.api.every_post import REQUEST, calls_body, fresh, notice, routes_of
from tests.clock import at, today
from tests.notices import POSTED
from tests.office import Office
from tests.scenario import given, write

THINGS = 7
DIGITS_AS_LETTERS = str.maketrans("0123456789", "ghijklmnop")

LISTS: dict[str, tuple[str, str, str]] = {
    "GET /api/calls": ("/api/calls", "coordinator", "calls_id"),
    "GET /api/households": ("/api/households", "coordinator", "household_id"),
    "GET /api/register": ("/api/register", "coordinator", "member_id"),
    "GET /api/standings": ("/api/standings", "coordinator", "member_id"),
    "GET /api/members/{member_id}/standings": (
        "/api/members/volunteer/standings",
        "coordinator",
        "kind",
    ),
    "GET /api/members": ("/api/members", "coordinator", "member_id"),
    "GET /api/members/{member_id}/statement": (
        "/api/members/volunteer/statement",
        "supervisor",
        "position",
    ),
    "GET /api/activities": ("/api/activities", "volunteer", "activity_id"),
    "GET /api/services": ("/api/services", "coordinator", "service_id"),
    "GET /api/items": ("/api/items", "cashier", "item_id"),
    "GET /api/donations": ("/api/donations", "supervisor", "donation_id"),
    "GET /api/sealed-readings": ("/api/sealed-readings", "supervisor", "position"),
    "GET /api/members/{member_id}/sealed-readings": (
        "/api/members/volunteer/sealed-readings",
        "volunteer",
        "position",
    ),
    "GET /api/pairings": ("/api/pairings", "coordinator", "pairing_id"),
    "GET /api/requests": ("/api/requests", "coordinator", "request_id"),
    "GET /api/rankings": ("/api/rankings", "volunteer", "name"),
    "GET /api/rules": ("/api/rules", "volunteer", "version"),
    "GET /api/rules/proposals": ("/api/rules/proposals", "admin", "rules_id"),
    "GET /api/nodes": ("/api/nodes", "volunteer", "node_id"),
    "GET /api/network": ("/api/network", "coordinator", "node_id"),
    "GET /api/teams": ("/api/teams", "volunteer", ""),
    "GET /api/stock-counts": ("/api/stock-counts", "supervisor", "count_id"),
    "GET /api/audit/facts": ("/api/audit/facts", "supervisor", "position"),
    "GET /api/objections": ("/api/objections", "coordinator", "objection_id"),
    "GET /api/members/{member_id}/objections": (
        "/api/members/volunteer/objections",
        "volunteer",
        "objection_id",
    ),
    "GET /api/notices": ("/api/notices", "volunteer", "notice_id"),
    "GET /api/notices/{notice_id}/objections": (
        "/api/notices/notice-1/objections",
        "coordinator",
        "objection_id",
    ),
    "GET /api/merges": ("/api/merges", "supervisor", "position"),
    "GET /api/audit/roles": ("/api/audit/roles", "supervisor", "position"),
}
"""Every route that lists: an address, somebody who may ask, and what tells the items apart."""

FILTERS = {
    "GET /api/members": {"grid": "第一网格"},
    "GET /api/rankings": {"by": "services"},
    "GET /api/services": {"status": "pending"},
}

NO_LIST = {
    "GET /api/disputes",
    "GET /api/me",
    "GET /api/me/second-factor",
    "GET /api/members/{member_id}/balance",
    "GET /api/activities/{activity_id}/code",
    "GET /api/donations/{donation_id}",
    "GET /api/donations/{donation_id}/trail",
    "GET /api/notices/{notice_id}",
    "GET /api/community",
    "GET /api/community/settings",
    "GET /api/audit/facts/{position}",
    "GET /api/audit/trial-balance",
    "GET /api/requests/{request_id}",
    "GET /api/calls/figures",
    "GET /api/requests/figures",
    "GET /api/requests/clocks",
    "GET /api/members/{member_id}/free-times",
    "GET /api/offers",
    "GET /api/offers/wanted",
    "GET /api/requests/{request_id}/suggestions",
    "GET /api/rules/books",
    "GET /api/rules/books/proposals",
    "GET /api/attestations",
    "GET /api/attestations/figures",
    "GET /api/members/{member_id}/heir",
    "GET /api/members/{member_id}/kin",
    "GET /api/members/{member_id}/proxies",
    "GET /api/register/figures",
    "GET /api/month-sheets/{sheet_id}",
}

NEWEST_FIRST = {
    "GET /api/sealed-readings",
    "GET /api/members/{member_id}/sealed-readings",
    "GET /api/notices",
    "GET /api/stock-counts",
    "GET /api/members/{member_id}/statement",
    "GET /api/activities",
    "GET /api/services",
    "GET /api/donations",
    "GET /api/audit/facts",
    "GET /api/members/{member_id}/objections",
}


@pytest.fixture(scope="module")
def busy_office(shared_office: Office) -> Office:
    """An office in which there are seven of everything, at least."""
    hanging = copy_of(POSTED, number=1_000, last_day=today(9), slips_until=today(11))
    write(shared_office.ledger.log, given(hanging).past)
    for number in range(THINGS):
        something_more(shared_office, number)
    settle(shared_office)
    return shared_office


def read_about_a_volunteer(office: Office, promise: dict[str, Any]) -> None:
    """Somebody reads why the volunteer needs help, who does so no longer."""
    helped = promise | {"assisted_id": "volunteer"}
    pairing = created_by(office, "/api/pairings", "coordinator", helped)["pairing_id"]
    created_by(office, f"/api/pairings/{pairing}/cause", "coordinator", {})
    created_by(office, f"/api/pairings/{pairing}/end", "coordinator", {"reason": "好了"})


def something_more(office: Office, number: int) -> None:
    """One more of everything."""
    member_id, aunt = enrol(office, f"李{number}", grid="第一网格"), enrol(office, kind="assisted")
    item_id = list_item(office, stock=1)
    line = {"item_id": item_id, "counted": 2, "reason": "月末盘点"}
    created_by(office, "/api/stock-counts", "cashier", {"lines": [line]})
    times = {"starts_at": at(9, days_ago=5), "ends_at": at(10, days_ago=5)}
    activity = {"title": "清扫", "programme": "环境美化", "place": "3栋", **times}
    created_by(office, "/api/activities", "coordinator", activity)
    service = {"member_id": member_id, "programme": "陪护", **times}
    created_by(office, "/api/services", "coordinator", service)
    promise = {
        "volunteer_id": member_id,
        "assisted_id": aunt,
        "cause": "other",
        "visit_every_days": 7,
        "starts_on": today().isoformat(),
    }
    created_by(office, "/api/pairings", "coordinator", promise)
    read_about_a_volunteer(office, promise)
    letters = fresh().translate(DIGITS_AS_LETTERS)
    paper = {"kind": f"licence:{letters}", "evidence": "seen"}
    days = {"from_day": today(-9).isoformat(), "until_day": today(9).isoformat()}
    for holder in (member_id, "volunteer"):
        created_by(office, f"/api/members/{holder}/standings", "coordinator", paper | days)
    created_by(office, "/api/calls", "coordinator", calls_body(aunt, member_id))
    home = {"members": [member_id, aunt], "head": member_id}
    created_by(office, "/api/households", "coordinator", home)
    lives = {"kind": "resident:permanent", "from_day": "2020-01-01", "evidence": "seen"}
    created_by(office, f"/api/members/{member_id}/standings", "coordinator", lives)
    created_by(office, "/api/requests", "coordinator", REQUEST | {"for_member": aunt})
    created_by(office, f"/api/members/{member_id}/merge", "admin", {"into": enrol(office)})
    version = {"version": fresh(), "in_force_from": date(2190 - number, 1, 1).isoformat()}
    adopt_rules(office, version)
    later = version | {"version": fresh()}
    created_by(office, "/api/rules", "admin", later)
    created_by(office, "/api/teams", "admin", {"team": fresh()})
    created_by(office, "/api/nodes", "admin", {"level": "grid", "label": fresh()})
    office.has_served("volunteer", 2, days_ago=10 + number)
    objecting = RaiseObjection(
        member_id="volunteer",
        line_id=f"line-{number}",
        recorded_by_ids=(),
        wording_text=office.community.vault.text_id("时长不对"),
    )
    office.record(objecting, "volunteer")
    created_by(office, "/api/notices", "coordinator", notice(office))
    slip = {"grounds": f"时长不对 {number}"}
    created_by(office, "/api/notices/notice-1/objections", "volunteer", slip)
    serve(office, member_id, 1, days_ago=100 + number)


def pages(office: Office, route: str, limit: int) -> Iterator[list[Any]]:
    """The pages of a list, one after the other."""
    path, who, _ = LISTS[route]
    query: dict[str, Any] = {"limit": limit} | FILTERS.get(route, {})
    while True:
        page = found(office, path, who, params=query)
        assert {*page} == {"items", "next"}
        yield page["items"]
        if page["next"] is None:
            return
        query["after"] = page["next"]


def test_every_list_is_tried_here(shared_office: Office) -> None:
    gets = {name for name, _ in routes_of(shared_office) if name.startswith("GET /api/")}

    assert gets == LISTS.keys() | NO_LIST


@pytest.mark.parametrize("limit", [1, 3, 200])
@pytest.mark.parametrize("route", LISTS)
def test_the_pages_of_a_list_hold_every_thing_once(
    busy_office: Office, route: str, limit: int
) -> None:
    whole = [item for page in pages(busy_office, route, 200) for item in page]
    pieces = list(pages(busy_office, route, limit))

    assert len(whole) >= THINGS
    assert [item for page in pieces for item in page] == whole
    assert all(len(page) == limit for page in pieces[:-1])
    assert 0 < len(pieces[-1]) <= limit


@pytest.mark.parametrize("route", LISTS)
def test_no_two_things_of_a_list_are_the_same(busy_office: Office, route: str) -> None:
    key = LISTS[route][2]
    items = [item for page in pages(busy_office, route, 200) for item in page]
    if route.endswith("/statement"):
        names = [(item["position"], item["unit"]) for item in items]
    elif route == "GET /api/standings":
        names = [(item["member_id"], item["kind"]) for item in items]
    elif route == "GET /api/rankings":
        names = list(range(len(items)))  # masked names may well be the same
    else:
        names = [item[key] if key else item for item in items]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("route", LISTS)
def test_a_list_has_one_order(busy_office: Office, route: str) -> None:
    items = [item for page in pages(busy_office, route, 3) for item in page]
    positions = [
        item["position"] for item in items if isinstance(item, dict) and "position" in item
    ]

    if route in NEWEST_FIRST:
        assert positions == sorted(positions, reverse=True)
    elif route == "GET /api/rules":
        days = [item["in_force_from"] for item in items]
        assert days == sorted(days)
    elif route == "GET /api/rankings":
        assert [item["rank"] for item in items] == sorted(item["rank"] for item in items)
    else:
        assert positions == sorted(positions)


@pytest.mark.parametrize("route", sorted(NEWEST_FIRST | {"GET /api/items", "GET /api/members"}))
def test_what_is_recorded_between_two_pages_neither_repeats_nor_hides_anything(
    busy_office: Office, route: str
) -> None:
    before = [item for page in pages(busy_office, route, 200) for item in page]
    key = LISTS[route][2]
    turning = pages(busy_office, route, 2)
    seen = next(turning)

    something_more(busy_office, 50 + sorted(LISTS).index(route))
    seen = seen + [item for page in turning for item in page]

    def names(items: list[Any]) -> list[Any]:
        return [(item[key], item.get("unit")) for item in items]

    old = [name for name in names(seen) if name in names(before)]
    assert old == names(before)
    assert len(set(names(seen))) == len(seen)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1e3", "1.5", "", "many", str(2**63)])
@pytest.mark.parametrize("route", LISTS)
def test_a_page_has_one_to_200_items(shared_office: Office, route: str, limit: str) -> None:
    path, who, _ = LISTS[route]

    malformed(shared_office.get(path, who, params={"limit": limit}), "/query/limit")


@pytest.mark.parametrize(
    "after", ["", "x", "😀", "\x00", "LTE", "MS4yLjM", "OTk5OTk5OTk5OTk5OTk5OTk5OTk", "M" * 101]
)
@pytest.mark.parametrize("route", LISTS)
def test_a_cursor_that_nobody_was_given_is_pointed_out(
    shared_office: Office, route: str, after: str
) -> None:
    path, who, _ = LISTS[route]

    malformed(shared_office.get(path, who, params={"after": after}), "/query/after")


@pytest.mark.parametrize("route", LISTS)
def test_a_cursor_far_behind_the_end_gives_an_empty_page(shared_office: Office, route: str) -> None:
    """For lists that begin with the newest, the end is at the very first position."""
    path, who, _ = LISTS[route]
    last = "MC4w" if route.endswith("/statement") else "MA"  # 0, or 0.0
    far = last if route in NEWEST_FIRST else "NDYxMTY4NjAxODQyNzM4NzkwNA"  # 2^62

    page = found(shared_office, path, who, params={"after": far})

    assert page == {"items": [], "next": None}
