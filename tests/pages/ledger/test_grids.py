"""The grids of a month by either map, each figure with its facts, and the map drawn anew."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import python_calamine

from domain.people.roles import GrantRole
from tests.api.answers import enrol, number_of, settle
from tests.clock import past, today
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of
from tests.pages.people import join


def founded(office: Office, label: str, parent: str | None = None) -> str:
    """The id of a new grid or building."""
    body: dict[str, Any] = {"level": "building" if parent else "grid", "label": label}
    body |= {"parent": parent} if parent else {}
    return str(office.post("/api/nodes", "admin", body).json()["node_id"])


def test_a_months_figure_opens_its_facts_by_either_map(shared_office: Office) -> None:
    office, old, new = shared_office, f"旧{uuid4().hex[:6]}", f"新{uuid4().hex[:6]}"
    old_id, new_id = founded(office, old), founded(office, new)
    office.has_served(enrol(office, "钱某人", grid=old), 2, days_ago=40)
    closing = {"into": new_id, "from_day": today(-5).isoformat()}
    office.post(f"/api/nodes/{old_id}/closing", "admin", closing)
    settle(office)
    month = f"{past(8, days_ago=40).astimezone(office.settings.zone):%Y-%m}"
    with browser_of(office, "supervisor") as browser:
        page = browser.open(f"/ledger/grids?month={month}")
        assert old in page.text and new in page.text
        then = browser.open(f"/ledger/grids/{old_id}?month={month}")
        assert "钱某人" in then.text and "/ledger/facts/" in then.text
        assert "钱某人" not in browser.open(f"/ledger/grids/{new_id}?month={month}").text
        now = browser.open(f"/ledger/grids/{new_id}?month={month}&map=today")
        assert "钱某人" in now.text
        answer = browser.client.get(f"/ledger/grids.xlsx?month={month}")
        book = python_calamine.load_workbook(BytesIO(answer.content))
        rows = {it[0]: it for it in book.get_sheet_by_name("网格月报").to_python()}
        assert (rows[old][7], rows[old][8]) == (2, 0)
        assert (rows[new][7], rows[new][8]) == (0, 2)
        assert browser.client.get("/ledger/grids/nowhere").status_code == 404


def test_an_administrator_draws_the_map_anew_and_reads_what_does_not_go(
    shared_office: Office,
) -> None:
    office, label = shared_office, f"格{uuid4().hex[:6]}"
    grid, other = founded(office, label), founded(office, f"邻{label}")
    building = founded(office, f"楼{label}", grid)
    settle(office)
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/grids")
        page = browser.send(browser.form(f"/{grid}/changes"), label=f"新{label}")
        assert "已更改" in page.text and f"新{label}" in page.text
        browser.open("/ledger/grids")
        page = browser.send(browser.form(f"/{grid}/closing"), into="")
        assert page.status_code == 409 and "请说明并入哪里" in page.text
        browser.open("/ledger/grids")
        page = browser.send(browser.form(f"/{building}/moves"), parent=other)
        assert f"邻{label} 楼{label}" in plain(page.text)
        page = browser.send(browser.form(f"/{grid}/closing"), into="")
        assert "已撤销" in page.text
        page = browser.send(browser.form(f"/{other}/changes"), from_day="x", label="x")
        assert page.status_code == 422
        browser.client.cookies.set("language", "en")
        assert "By the grids of today" in browser.open("/ledger/grids").text
    with browser_of(office, "supervisor") as browser:
        page = browser.open("/ledger/grids")
        assert "改名" not in page.text
        told = browser.open(f"/ledger/facts?about=node:{building}")
        assert told.status_code == 200


def test_the_facts_of_the_map_are_told_in_words(shared_office: Office) -> None:
    office, label = shared_office, f"格{uuid4().hex[:6]}"
    grid, other = founded(office, label), founded(office, f"邻{label}")
    building = founded(office, "7栋", grid)
    change = {"label": f"新{label}", "covers": "unit", "households": 60}
    positions = [
        office.post(f"/api/nodes/{grid}/changes", "admin", change).json()["position"],
        office.post(f"/api/nodes/{building}/moves", "admin", {"parent": other}).json()["position"],
        office.post(f"/api/nodes/{grid}/closing", "admin", {"into": other}).json()["position"],
    ]
    settle(office)
    with browser_of(office, "supervisor") as browser:
        told = [plain(browser.open(f"/ledger/facts/{it}").text) for it in positions]
    assert f"改称“新{label}”、改为按单位划分、60 户" in told[0]
    assert f"把“7栋”划入“邻{label}”" in told[1]
    assert f"撤销“新{label}”，并入“邻{label}”" in told[2]


def test_who_lives_in_a_building_sees_its_lead_and_the_keeper_of_the_grid(
    shared_office: Office,
) -> None:
    office, label = shared_office, f"格{uuid4().hex[:6]}"
    grid = founded(office, label)
    building = founded(office, f"楼{label}", grid)
    lives = join(office, "吴住户", grid=label, building=f"楼{label}")
    lead = enrol(office, "郑楼长", grid=label, phone="13900008801")
    keeper = enrol(office, "王管家", phone="13900008802")
    office.record(GrantRole(member_id=keeper, role="coordinator", within=grid))
    settle(office)
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/grids")
        form = browser.form(f"/{building}/lead")
        assert browser.send(form, number="V999999").status_code == 404
        browser.open("/ledger/grids")
        form = browser.form(f"/{building}/lead")
        assert "已请为楼栋长" in browser.send(form, number=number_of(office, lead)).text
    settle(office)
    with browser_of(office, lives) as browser:
        page = browser.open("/me")
        assert f"楼{label}楼栋长" in page.text and "tel:13900008801" in page.text
        assert "tel:13900008802" in page.text and label in page.text
