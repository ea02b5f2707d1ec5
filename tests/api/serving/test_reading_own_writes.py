"""Who has just done something sees it; old data is never passed off as new."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

import pytest

from api.policy.routes import Policy
from api.serving.own_facts import OWN_FACTS_WAIT_SECONDS
from tests.api.answers import (
    created_by,
    enrol,
    head,
    list_item,
    listed,
    malformed,
    problem,
    reader_of,
    settle,
)
from tests.api.every_post import fresh, published, routes_of
from tests.api.serving.held import projections_held
from tests.clock import at, today
from tests.office import Office

PLACES = {
    "{member_id}": "volunteer",
    "{position}": "1",
    "{role}": "cashier",
}
READERS = ("volunteer", "coordinator", "supervisor", "admin")
SENTENCES = {
    "zh": "数据还在更新，请稍后再试。",
    "en": "The data is being updated; try again.",
}


def reads(office: Office) -> dict[str, str]:
    """The GETs that answer from projections, each with somebody who may ask."""
    gates = Policy(office.client.app).gates  # type: ignore[arg-type] (an application of ours)
    gift = created_by(office, "/api/donations", "cashier", {"money_fen": 1})
    activity_id = published(office).rpartition("/")[2]
    settle(office)
    places = PLACES | {"{donation_id}": gift["donation_id"], "{activity_id}": activity_id}
    found: dict[str, str] = {}
    for name, _ in routes_of(office):
        method, path = name.split(" ")
        own = path in {"/api/me", "/api/me/second-factor"}
        if method == "GET" and path.startswith("/api/") and not own:
            reader = reader_of(gates[name], READERS)
            for place, value in places.items():
                path = path.replace(place, value)
            found[path] = reader
    return found


def listed_at_once(office: Office, path: str, who: str, **query: Any) -> list[Any]:
    """A list as it is now: the service waits for what it recorded, for two seconds at most."""
    while True:
        begun = monotonic()
        items: list[Any] = office.get(path, who, params={"limit": 200} | query).json()["items"]
        if monotonic() - begun < OWN_FACTS_WAIT_SECONDS:
            return items


def read_after(position: int, **headers: str) -> dict[str, str]:
    return {"Read-After": str(position)} | headers


def asked_again(office: Office, path: str, who: str, headers: dict[str, str]) -> Any:
    """An answer that is no 503: a client tries again for as long as it is told to."""
    while (answer := office.get(path, who, headers=headers)).status_code == 503:
        problem(answer, 503, "lagging")
    assert answer.status_code == 200, answer.text
    return answer


def test_a_read_after_a_position_has_it_at_once(shared_office: Office) -> None:
    """Each thing is asked for as soon as it was recorded, many times over."""
    shared_office.token("coordinator")
    for _ in range(8):
        body = {"name": "李桂珍", "kind": "volunteer"}
        enrolled = created_by(shared_office, "/api/members", "coordinator", body)
        headers = read_after(enrolled["position"])
        for what in ("balance", "statement"):
            path = f"/api/members/{enrolled['member_id']}/{what}"
            answer = asked_again(shared_office, path, "supervisor", headers)
            assert answer.json()["member_id" if what == "balance" else "items"] is not None
        gift = {"donor": {"member_id": enrolled["member_id"]}, "money_fen": 1}
        given = created_by(shared_office, "/api/donations", "cashier", gift)
        headers = read_after(given["position"])
        path = f"/api/donations/{given['donation_id']}"
        answer = asked_again(shared_office, path, "coordinator", headers)
        assert answer.json()["donor"] == "李桂珍"


def test_who_does_something_sees_it_without_saying_so(shared_office: Office) -> None:
    for _ in range(8):
        item_id, member_id, team = list_item(shared_office, stock=2), enrol(shared_office), fresh()
        shelf = listed_at_once(shared_office, "/api/items", "cashier")
        assert [it["in_stock"] for it in shelf if it["item_id"] == item_id] == [2]
        body = {
            "member_id": member_id,
            "programme": "陪护",
            "starts_at": at(9),
            "ends_at": at(10),
        }
        entered = created_by(shared_office, "/api/services", "coordinator", body)
        rows = listed_at_once(shared_office, "/api/services", "coordinator", member_id=member_id)
        assert [it["service_id"] for it in rows] == [entered["service_id"]]
        created_by(shared_office, "/api/teams", "admin", {"team": team})
        assert team in listed_at_once(shared_office, "/api/teams", "volunteer")


def test_a_read_waits_two_seconds_at_most_and_then_says_try_again(
    shared_office: Office, shared_database: str
) -> None:
    asked = reads(shared_office)
    for who in {*asked.values()}:
        shared_office.token(who)

    with projections_held(shared_database):
        item_id = list_item(shared_office)
        position = head(shared_office)

        def ask(path: str) -> tuple[Any, float]:
            begun = monotonic()
            answer = shared_office.get(path, asked[path], headers=read_after(position))
            return answer, monotonic() - begun

        with ThreadPoolExecutor(len(asked)) as pool:
            answers = dict(zip(asked, pool.map(ask, asked), strict=True))

    for path, (answer, seconds) in answers.items():
        document = problem(answer, 503, "lagging")
        assert document["detail"] == SENTENCES["zh"]
        assert int(answer.headers["Retry-After"]) >= 1
        assert seconds > 1.9, path
    rows = listed(shared_office, "/api/items", "cashier")
    assert item_id in {row["item_id"] for row in rows}


def test_a_read_without_a_position_answers_with_what_there_is(
    shared_office: Office, shared_database: str
) -> None:
    shared_office.token("cashier")
    with projections_held(shared_database):
        item_id = list_item(shared_office)
        begun = monotonic()
        answer = shared_office.get("/api/items", "cashier", params={"limit": 200})
        seconds = monotonic() - begun

    assert answer.status_code == 200
    assert item_id not in answer.text
    assert seconds >= OWN_FACTS_WAIT_SECONDS


def test_a_read_goes_on_as_soon_as_the_projection_has_come(
    shared_office: Office, shared_database: str
) -> None:
    shared_office.token("cashier")
    with ThreadPoolExecutor(1) as pool:
        with projections_held(shared_database):
            item_id = list_item(shared_office)
            headers = read_after(head(shared_office))
            waiting = pool.submit(shared_office.get, "/api/items", "cashier", headers=headers)
            sleep(0.3)
            assert not waiting.done()
        answer = waiting.result(timeout=30)

    assert answer.status_code == 200
    assert item_id in answer.text


def test_a_position_that_was_reached_long_ago_costs_no_wait(shared_office: Office) -> None:
    asked = reads(shared_office)
    for path, who in asked.items():
        answer = shared_office.get(path, who, headers=read_after(1))
        assert answer.status_code in {200, 404}, path


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_nobody_reads_what_has_not_happened_yet(
    shared_office: Office, language: str, sentence: str
) -> None:
    headers = read_after(2**62, **{"Accept-Language": language})

    answer = shared_office.get("/api/community", headers=headers)

    assert problem(answer, 503, "lagging")["detail"] == sentence


@pytest.mark.parametrize("position", ["", "-1", "1.5", "1e3", "last", str(2**62 + 1), "9" * 5_000])
def test_a_position_is_a_whole_number(shared_office: Office, position: str) -> None:
    for path, who in reads(shared_office).items():
        answer = shared_office.get(path, who, headers={"Read-After": position})
        malformed(answer, "/header/read-after")


def test_a_visit_shows_on_the_board_of_who_made_it(shared_office: Office) -> None:
    aunt = enrol(shared_office, kind="assisted")
    promise = {
        "volunteer_id": "volunteer",
        "assisted_id": aunt,
        "cause": "other",
        "visit_every_days": 7,
        "starts_on": today().isoformat(),
    }
    paired = created_by(shared_office, "/api/pairings", "coordinator", promise)
    visit = {"starts_at": at(9), "ends_at": at(10)}
    path = f"/api/pairings/{paired['pairing_id']}/visits"
    position = created_by(shared_office, path, "volunteer", visit)["position"]

    headers = read_after(position)
    page = asked_again(shared_office, "/api/pairings", "volunteer", headers).json()

    (row,) = (it for it in page["items"] if it["pairing_id"] == paired["pairing_id"])
    assert row["visits"] == 1
