"""A month's figures for the street: frozen in the log, told of nobody alone, checked by anybody."""

import json
from hashlib import sha256
from typing import Any

from tests.api.answers import created_by, enrol, found, problem, settle
from tests.api.office.test_network import founded, label_of
from tests.clock import past, today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.recorded import words

SHEET = ("sheet_id", "number", "month", "up_to", "grids", "digest", "issued_on", "fact_id")
DAYS = 40


def month_served(office: Office) -> str:
    """The month in which somebody served who did so forty days ago."""
    return f"{past(8, days_ago=DAYS).astimezone(office.settings.zone):%Y-%m}"


def issued(office: Office, who: str = "supervisor") -> dict[str, Any]:
    settle(office)
    answer = office.post("/api/month-sheets", who, {"month": month_served(office)})
    assert answer.status_code == 201, answer.text
    sheet: dict[str, Any] = answer.json()
    assert {*sheet} == {*SHEET, "position"}
    return sheet


def row_of(sheet: dict[str, Any], node_id: str) -> dict[str, Any]:
    (row,) = [it for it in sheet["grids"] if it["node_id"] == node_id]
    return dict(row)


def test_a_sheet_tells_the_months_figures_and_anybody_reckons_its_digest(
    shared_office: Office,
) -> None:
    office, grid_id = shared_office, founded(shared_office)
    people = [enrol(office, grid=label_of(office, grid_id)) for _ in range(3)]
    for it in people:
        office.has_served(it, 2, days_ago=DAYS)
    sheet = issued(office)
    row = row_of(sheet, grid_id)
    assert (row["members"], row["volunteers"]) == (3, 3)
    assert (row["minutes_then"], row["minutes_today"]) == (360, 360)
    said = {"month": sheet["month"], "up_to": sheet["up_to"], "grids": sheet["grids"]}
    plain = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    assert sha256(plain.encode()).hexdigest() == sheet["digest"]
    settle(office)
    path = f"/api/month-sheets/{sheet['sheet_id']}"
    assert office.client.get(path).json() == sheet
    fact = found(office, f"/api/audit/facts/{sheet['position']}", "supervisor")
    assert fact["data"]["digest"] == sheet["digest"] and sheet["up_to"] < sheet["position"]
    problem(office.client.get("/api/month-sheets/nowhere"), 404, "unknown_month_sheet")


def test_what_was_frozen_stays_whatever_is_recorded_later(shared_office: Office) -> None:
    office, old, new = shared_office, founded(shared_office), founded(shared_office)
    people = [enrol(office, grid=label_of(office, old)) for _ in range(3)]
    for it in people:
        office.has_served(it, 2, days_ago=DAYS)
    first = issued(office)
    again = {"month": month_served(office)}
    problem(office.post("/api/month-sheets", "admin", again), 409, "nothing_changed")
    created_by(office, f"/api/nodes/{old}/closing", "admin", {"into": new})
    second = issued(office)
    assert (row_of(second, old)["minutes_then"], row_of(second, old)["minutes_today"]) == (360, 0)
    assert (row_of(second, new)["minutes_then"], row_of(second, new)["minutes_today"]) == (0, 360)
    assert second["number"] == first["number"] + 1
    assert found(office, f"/api/month-sheets/{first['sheet_id']}") == first


def test_no_figure_of_a_sheet_is_about_one_or_two_people(shared_office: Office) -> None:
    office, grid_id = shared_office, founded(shared_office)
    label = label_of(office, grid_id)
    office.has_served(enrol(office, grid=label), 2, days_ago=DAYS)
    row = row_of(issued(office), grid_id)
    assert (row["members"], row["volunteers"], row["minutes_then"]) == (None, None, None)


def test_a_month_is_over_before_it_is_written_down(shared_office: Office) -> None:
    founded(shared_office)
    this_month = {"month": f"{today():%Y-%m}"}
    answer = shared_office.post("/api/month-sheets", "supervisor", this_month)
    problem(answer, 409, "month_not_over")
    answer = shared_office.post("/api/month-sheets", "supervisor", {"month": "2026-13"})
    assert answer.status_code == 422
    answer = shared_office.post("/api/month-sheets", "coordinator", {"month": "2026-01"})
    problem(answer, 403, "not_permitted")


def test_the_street_holds_paper_against_the_books(office: Office) -> None:
    grid_id = founded(office)
    label = label_of(office, grid_id)
    people = [enrol(office, "钱某人", grid=label) for _ in range(3)]
    for it in people:
        office.has_served(it, 2, days_ago=DAYS)
    settle(office)
    with browser_of(office, "supervisor") as browser:
        browser.open("/ledger/month-sheets")
        form = browser.form("/ledger/month-sheets")
        page = browser.send(form, month=f"{today():%Y-%m}")
        assert page.status_code == 409 and "还没有结束" in page.text
        page = browser.send(form, month="x")
        assert page.status_code == 422
        page = browser.send(form, month=month_served(office))
        address = page.url.path
        assert label in page.text and "6小时" in page.text and "钱某人" not in page.text
        assert address in browser.open("/ledger/month-sheets").text
    office.has_served(enrol(office, grid=label), 2, days_ago=DAYS)
    settle(office)
    text = words(office.client.get(address).text)
    assert "开出以后没有改过" in text and f"与现在账上不同的：{label}" in text
    office.client.cookies.set("language", "en")
    assert "Sheet no. 1" in office.client.get(address).text
    office.client.cookies.clear()
    assert office.client.get("/month-sheets/nowhere").status_code == 404
