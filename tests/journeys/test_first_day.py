"""A first day: hours become points, points leave with rice, and the supervisor finds it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

import httpx
import pytest

from tests.conftest import temporary_folder
from tests.journeys.running import Running, created, running, running_copy

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def program(empty_demo: Path) -> Iterator[Running]:
    """An empty demo community, served."""
    with running_copy(empty_demo) as served:
        yield served


def test_hours_become_points_points_leave_with_rice_and_the_supervisor_finds_it(
    program: Running,
) -> None:
    member_id = _li_serves_eight_hours(program)
    rice = _rice_is_on_the_shelf(program)
    cashier = program.sign_in("cashier")
    sale = created(
        cashier.post(
            "/api/redemptions",
            json={"member_id": member_id, "lines": [{"item_id": rice, "quantity": 2}]},
            headers={"Idempotency-Key": "sale-1"},
        )
    )

    assert sale["points"] == 60
    assert sale["balance_after"] == 20

    supervisor = program.sign_in("supervisor")
    asked = {"about": member_id, "type": "points.redeemed"}
    headers = {"Read-After": str(sale["position"])}
    path = "/api/audit/facts"
    while (answer := supervisor.get(path, params=asked, headers=headers)).status_code == 503:
        sleep(0.05)
    facts = answer.json()["items"]
    assert [fact["position"] for fact in facts] == [sale["position"]]
    assert facts[0]["actor"] == cashier.get("/api/me").json()["member_id"]
    assert facts[0]["on_behalf_of"] == member_id
    trial = supervisor.get("/api/audit/trial-balance").json()
    assert {unit["sum"] for unit in trial["units"].values()} == {0}
    assert program.run("check-books").returncode == 0


def test_a_restart_keeps_everything_and_founds_nothing_twice() -> None:
    with temporary_folder() as folder:
        with running(folder, "demo", "--empty") as program:
            _rice_is_on_the_shelf(program)
            before = _everything(program)
        with running(folder, "demo", "--empty") as program:
            assert _everything(program) == before


def test_a_command_in_a_wrong_folder_says_so_and_makes_nothing() -> None:
    with temporary_folder() as folder:
        ended = Running(folder).run("check-books")

        assert ended.returncode == 4
        assert "没有社区的数据" in ended.stderr
        assert list(folder.iterdir()) == []


def test_the_projections_process_says_in_a_sentence_that_the_database_is_away() -> None:
    settings = os.environ | {"CHENGYIN_DATABASE_URL": "postgresql://127.0.0.1:1/nothing"}
    ended = subprocess.run(
        [sys.executable, "-m", "api.projecting"],
        env=settings,
        input="",
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "the database cannot be reached" in ended.stderr and "Traceback" not in ended.stderr


def test_an_office_that_makes_a_mistake_is_told_in_a_sentence(program: Running) -> None:
    nowhere = program.run("export", "csv", "--output", program.folder / "none" / "x.csv")
    again = program.run("demo", "--empty")
    wrong = Running(program.folder, port="abc").run("check-books")

    for ended, words in ((nowhere, "none/x.csv"), (again, "in use"), (wrong, "CHENGYIN_PORT")):
        assert ended.returncode == 1
        assert words in ended.stderr and "Traceback" not in ended.stderr


def _everything(program: Running) -> object:
    """All facts, once the projections have come to the log's end."""
    head = httpx.get(f"{program.address}/readyz").json()["head"]
    supervisor = program.sign_in("supervisor")
    asked = {"Read-After": str(head)}
    while (answer := supervisor.get("/api/audit/facts", headers=asked)).status_code == 503:
        sleep(0.05)  # the projections' process begins after the service answers
    return answer.json()["items"]


def _li_serves_eight_hours(program: Running) -> str:
    """An activity of today, signed in and out at the desk, confirmed by another coordinator."""
    coordinator, second = program.sign_in("coordinator"), program.sign_in("coordinator2")
    li = {"name": "李桂珍", "phone": "19910001234", "kind": "volunteer", "team": "爱心帮扶"}
    member_id = str(created(coordinator.post("/api/members", json=li))["member_id"])
    now = datetime.now(UTC)
    activity = {
        "title": "敬老院读报",
        "programme": "真情系夕阳",
        "place": "日间照料中心",
        "starts_at": (now - timedelta(hours=8)).isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat(),
    }
    activity_id = created(coordinator.post("/api/activities", json=activity))["activity_id"]
    begun = {"member_id": member_id, "at": activity["starts_at"]}
    created(coordinator.post(f"/api/activities/{activity_id}/sign-ins", json=begun))
    ended = created(
        coordinator.post(
            f"/api/activities/{activity_id}/sign-outs",
            json={"member_id": member_id, "at": now.isoformat()},
        )
    )
    confirmed = created(second.post(f"/api/services/{ended['service_id']}/confirmation"))
    assert confirmed["points"] == 80
    return member_id


def _rice_is_on_the_shelf(program: Running) -> str:
    coordinator = program.sign_in("coordinator")
    rice = {"name": "大米5kg", "unit": "袋", "points": 30, "limit_per_member_month": 2}
    item_id = str(created(coordinator.post("/api/items", json=rice))["item_id"])
    gift = {"donor": {"name": "湘江商贸"}, "goods": [{"item_id": item_id, "quantity": 10}]}
    created(coordinator.post("/api/donations", json=gift))
    return item_id
