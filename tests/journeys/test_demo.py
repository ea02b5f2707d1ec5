"""The demo: whoever opens it finds a community in which things happen, today and this week."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from projections.needs.requests_board import STATUSES
from tests.conftest import temporary_folder
from tests.journeys.running import PASSWORD, Running, running

pytestmark = pytest.mark.whole

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def program() -> Iterator[Running]:
    """The demo, founded from its workbooks."""
    with temporary_folder() as folder, running(folder, "demo") as served:
        yield served


def items(program: Running, who: str, path: str) -> list[dict[str, object]]:
    """What somebody is answered, a page of it."""
    answer = program.sign_in(who).get(path)
    assert answer.status_code == 200, answer.text
    told: list[dict[str, object]] = answer.json()["items"]
    return told


def day(text: object) -> datetime:
    """A moment, by the community's clock."""
    return datetime.fromisoformat(str(text)).astimezone(ZONE)


def test_the_last_gift_came_this_week_and_gifts_came_all_along(program: Running) -> None:
    gifts = [day(it["happened_at"]) for it in items(program, "coordinator", "/api/donations")]
    assert datetime.now(ZONE) - max(gifts) < timedelta(days=7)
    latest = sorted(gifts)[-10:]
    assert all(b - a < timedelta(days=7) for a, b in pairwise(latest))


def test_visits_keep_their_rhythm_but_for_a_few(program: Running) -> None:
    board = items(program, "coordinator", "/api/pairings?active=true&limit=200")
    overdue = [it for it in board if it["overdue"]]
    assert 0 < len(overdue) < len(board) / 4


def test_the_oldest_are_called_at_every_rhythm_but_for_a_few(program: Running) -> None:
    promises = items(program, "coordinator", "/api/calls?active=true&limit=200")
    assert {it["rhythm"] for it in promises} == {"weekly", "monthly", "quarterly"}
    missed = [it for it in promises if it["is_missed"]]
    assert 0 < len(missed) < len(promises) / 3
    assert {it["follow_up"] for it in promises} >= {None, "visit"}
    own = items(program, "volunteer", "/api/calls?active=true")
    assert own and {it["caller_name"] for it in own} == {own[0]["caller_name"]}


def test_the_list_of_wishes_came_from_a_workbook_and_goes_on(program: Running) -> None:
    wishes = items(program, "coordinator", "/api/requests?kind=wish&limit=200")
    listed = [it for it in wishes if it["need"] in {"收音机", "老花镜", "小夜灯", "防滑垫"}]
    assert {it["status"] for it in listed} >= {"made", "published", "claimed", "confirmed"}


def test_residents_skills_and_insurance_of_some_are_written_down(program: Running) -> None:
    assert len(items(program, "coordinator", "/api/standings?kind=insured&limit=200")) >= 10
    assert items(program, "coordinator", "/api/standings?kind=skill:理发")
    residents = items(program, "coordinator", "/api/register?limit=200")
    assert len(residents) > 40
    assert any(it["stale"] for it in residents)
    homes = items(program, "coordinator", "/api/households?limit=200")
    assert len(homes) >= 20


def test_activities_are_today_and_this_week_at_hours_when_people_are_up(program: Running) -> None:
    plans = items(program, "coordinator", "/api/activities?limit=100")
    begins, ends = ([day(it[of]) for it in plans] for of in ("starts_at", "ends_at"))
    assert all(it.hour >= 7 for it in begins)
    assert all(it.hour < 22 for it in ends)
    assert {(it.date() - datetime.now(ZONE).date()).days for it in begins} >= {0, 1}


def test_some_things_wait_for_somebody(program: Running) -> None:
    waiting = items(program, "coordinator2", "/api/services?status=pending&limit=200")
    assert len({it["class"] for it in waiting}) >= 2
    assert len(items(program, "supervisor", "/api/disputes")) == 1


def test_some_hundred_requests_are_in_every_state_and_paid_in_every_way(program: Running) -> None:
    asked = items(program, "coordinator", "/api/requests?limit=200")
    assert len(asked) >= 100
    assert {it["status"] for it in asked} == {*STATUSES}
    assert {it["terms"] for it in asked} == {"credit", "pool", "free"}
    assert {it["kind"] for it in asked} >= {"service", "wish"}
    assert [it for it in asked if it["credit_paid"]]
    assert items(program, "coordinator", "/api/requests?overdue=true")


def test_hours_hang_for_objection_and_a_slip_waits_for_an_answer(program: Running) -> None:
    (notice,) = items(program, "coordinator", "/api/notices")
    assert notice["kind"] == "hours"
    assert items(program, "supervisor", "/api/audit/facts?type=notice.objected")


def test_the_shelf_was_counted_and_something_came_back(program: Running) -> None:
    for kind in ("stock.counted", "goods.returned", "shift.closed"):
        assert items(program, "supervisor", f"/api/audit/facts?type={kind}"), kind


def test_the_volunteer_is_close_to_a_star(program: Running) -> None:
    with program.sign_in("volunteer") as client:
        me = client.get("/api/me").json()
        held = client.get(f"/api/members/{me['member_id']}/balance").json()
    ahead = [it * 60 - held["service_minutes"] for it in (100, 300, 600, 1000, 1500)]
    assert min(it for it in ahead if it > 0) < 20 * 60


def test_nothing_of_it_is_out_of_balance(program: Running) -> None:
    assert program.run("check-books").returncode == 0


def test_with_another_password_every_sign_in_that_is_printed_works() -> None:
    with temporary_folder() as folder:
        with running(folder, "demo", "--empty", demo_password="another-one"):
            pass
        with running(folder, "demo", "--empty") as program:
            printed = (folder / "program.log").read_text().splitlines()
            rows = [it.split() for it in printed if PASSWORD in it]
            assert len(rows) == 7
            for username, *_ in rows:
                assert program.sign_in(username).get("/api/me").status_code == 200
