"""Whether the service lives, whether it is ready, and what it measures."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from shutil import disk_usage
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from api.serving.upkeep.checks import KEPT_SECONDS
from domain.ledger.decision import request_id
from projections.catalogue import PROJECTIONS
from tests.api.answers import created_by, list_item, listed, problem, settle
from tests.api.serving.doors.test_door import calling_from
from tests.api.serving.held import projections_held
from tests.conftest import administer
from tests.office import PASSWORD, Office

QUESTIONS = {projection.question for projection in PROJECTIONS}
PATIENCE_SECONDS = 60


def metrics(office: Office) -> dict[str, float]:
    """The figures, by name and labels."""
    answer = office.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def until_ready(office: Office) -> dict[str, Any]:
    """What `/readyz` says once the service is ready again."""
    deadline = monotonic() + PATIENCE_SECONDS
    while (answer := office.get("/readyz")).status_code != 200:
        assert monotonic() < deadline, answer.text
        sleep(0.05)
    ready: dict[str, Any] = answer.json()
    return ready


def test_a_process_that_answers_lives(shared_office: Office) -> None:
    answer = shared_office.get("/livez")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_a_ready_service_tells_how_far_each_projection_is(shared_office: Office) -> None:
    last = created_by(shared_office, "/api/donations", "cashier", {"money_fen": 1})
    settle(shared_office)

    answer = shared_office.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "database": "answers",
        "head": last["position"],
        "lag": dict.fromkeys(QUESTIONS, 0),
        "failures": {},
        "growing": [],
        "under_way": [],
        "unknown_facts": [],
    }


def test_a_projection_that_is_behind_is_told_of_and_too_far_behind_is_not_ready(
    shared_office: Office, shared_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(shared_office)
    with projections_held(shared_database):
        created_by(shared_office, "/api/donations", "cashier", {"money_fen": 1})
        created_by(shared_office, "/api/donations", "cashier", {"money_fen": 2})
        a_little = shared_office.get("/readyz")
        monkeypatch.setattr("api.serving.health.LAG_MAX", 1)
        too_far = shared_office.get("/readyz")
        figures = metrics(shared_office)

    assert (a_little.status_code, a_little.json()["status"]) == (200, "ready")
    assert a_little.json()["lag"] == dict.fromkeys(QUESTIONS, 2)
    assert (too_far.status_code, too_far.json()["status"]) == (503, "not ready")
    assert figures['chengyin_projection_lag{question="balances"}'] == 2
    assert until_ready(shared_office)["failures"] == {}


def test_a_projection_that_fails_says_so_and_skips_nothing(office: Office, database: str) -> None:
    """What is in the way of one item's row has to go before anything later is taken in."""
    key = uuid4().hex
    item_id = request_id("coordinator", key)
    with psycopg.connect(database) as connection:
        row = "INSERT INTO yanwuping.stock_items_1 VALUES (%s, 1, '袋', now(), 'fact-1')"
        connection.execute(row, [item_id])
    body = {"name": "大米", "unit": "袋", "points": 30}
    stuck = office.post("/api/items", "coordinator", body, key=key).json()
    later = list_item(office)

    deadline = monotonic() + PATIENCE_SECONDS
    while (answer := office.get("/readyz")).status_code == 200 and monotonic() < deadline:
        sleep(0.02)

    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert {*answer.json()["failures"]} == {"stock"}
    assert "duplicate key" in answer.json()["failures"]["stock"]
    with calling_from(office, "203.0.113.9") as stranger:
        assert stranger.get("/readyz").json()["failures"] == {"stock": "stopped"}
        problem(stranger.get("/metrics"), 404, "not_found")
    assert metrics(office)['chengyin_projection_failed{question="stock"}'] == 1
    assert metrics(office)['chengyin_projection_failed{question="balances"}'] == 0
    headers = {"Read-After": str(stuck["position"])}
    problem(office.get("/api/items", "cashier", headers=headers), 503, "lagging")
    assert later not in office.get("/api/items", "cashier").text
    assert later in office.get("/api/audit/facts", "supervisor", headers=headers).text

    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM yanwuping.stock_items_1 WHERE item_id = %s", [item_id])

    assert until_ready(office)["failures"] == {}
    settle(office)
    rows = listed(office, "/api/items", "cashier")
    assert [row["item_id"] for row in rows] == [item_id, later]
    assert metrics(office)['chengyin_projection_failed{question="stock"}'] == 0


def test_a_database_that_is_only_to_be_read_is_not_ready_and_says_busy(
    office: Office, database: str, server: str
) -> None:
    name = database.rpartition("/")[2].partition("?")[0]
    office.token("cashier")
    office.get("/api/items", "cashier")
    administer(server, "ALTER DATABASE {} SET default_transaction_read_only TO on", name)
    with psycopg.connect(server, autocommit=True) as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        connection.execute(cut, [name])
    assert (office.get("/readyz")).status_code == 503
    for _ in range(3):
        answer = office.post("/api/donations", "cashier", {"money_fen": 7})
        problem(answer, 503, "busy")
    form = {"username": "coordinator", "password": PASSWORD}
    problem(office.client.post("/api/token", data=form), 503, "busy")
    assert office.get("/api/items", "cashier").status_code == 200


def test_a_full_disk_is_not_ready(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    until_ready(office)
    sleep(KEPT_SECONDS)
    room = disk_usage("/").free
    monkeypatch.setattr("api.serving.upkeep.checks.FREE_BYTES_MIN", 2 * room + 1_000_000_000_000)
    answer = office.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "DiskFull")


@contextmanager
def database_away(server: str, database: str) -> Iterator[None]:
    """Every connection is cut and no new one is let in."""
    name = database.rpartition("/")[2].partition("?")[0]
    administer(server, "ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
    with psycopg.connect(server, autocommit=True) as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        connection.execute(cut, [name])
    try:
        yield
    finally:
        administer(server, "ALTER DATABASE {} ALLOW_CONNECTIONS true", name)


def test_without_its_database_the_service_says_so_and_comes_back(
    office: Office, database: str, server: str
) -> None:
    body, key = {"money_fen": 7}, uuid4().hex
    for who in ("cashier", "coordinator"):
        office.token(who)
    assert office.get("/api/items", "cashier").status_code == 200
    office.community.reader._pool.timeout = 0.5  # not to wait for it ten seconds
    asked = {
        "/livez": lambda: office.get("/livez"),
        "/readyz": lambda: office.get("/readyz"),
        "GET": lambda: office.get("/api/items", "cashier"),
        "POST": lambda: office.post("/api/donations", "cashier", body, key=key),
        "page": lambda: office.get("/board"),
    }

    with database_away(server, database), ThreadPoolExecutor(len(asked)) as pool:
        waiting = {name: pool.submit(it) for name, it in asked.items()}
        answers = {name: it.result() for name, it in waiting.items()}

    assert answers["/livez"].status_code == 200
    assert (answers["/readyz"].status_code, answers["/readyz"].json()["status"]) == (
        503,
        "not ready",
    )
    for name in ("GET", "POST"):
        problem(answers[name], 503, "busy")
        assert answers[name].headers["Retry-After"]
    page = answers["page"]
    assert (page.status_code, page.headers["Retry-After"]) == (503, "1")
    assert page.headers["content-type"].startswith("text/html") and "系统繁忙" in page.text
    until_ready(office)
    assert office.post("/api/donations", "cashier", body, key=key).status_code == 201
    assert office.get("/api/items", "cashier").status_code == 200


def test_answers_are_counted_and_timed(shared_office: Office) -> None:
    counted = 'chengyin_requests_total{method="GET",status="404"}'
    timed = 'chengyin_request_seconds_count{method="GET"}'
    before = metrics(shared_office)

    for _ in range(3):
        shared_office.get("/nothing")

    after = metrics(shared_office)
    assert after[counted] - before.get(counted, 0) == 3
    assert after[timed] - before.get(timed, 0) >= 3
    assert after["chengyin_log_position"] > 0


def test_the_figures_name_nobody(shared_office: Office) -> None:
    text = shared_office.get("/metrics").text

    names = set(re.findall(r'(\w+)="', text))
    assert names <= {"method", "status", "question", "le", "generation", "version"} | {
        "implementation",
        "major",
        "minor",
        "patchlevel",
    }
