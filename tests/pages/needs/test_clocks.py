"""What waits longer than the rules say stands out at the desk, and is counted for supervisors."""

from io import BytesIO

from python_calamine import CalamineWorkbook

from domain.needs.requests import RequestPublished
from tests.api.answers import created_by, enrol, found, problem, settle
from tests.clock import past, today
from tests.domain.needs.asked import made
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.needs.asking import put_up
from tests.pages.recorded import words
from tests.projections.living import ordered
from tests.scenario import write

FIGURES = ("started", "met", "in_time", "late", "running")


def test_a_request_that_nobody_looked_at_in_time_is_marked_and_counted(office: Office) -> None:
    wang = enrol(office, "王桂英")
    put_up(office, wang)
    with browser_of(office, "coordinator2") as browser:
        assert "超过期限" not in browser.open("/desk/requests").text
    up = RequestPublished(need_id="old-2", public_text="words", open_until=today(9))
    old = made("old-1", wang), made("old-2", wang), up
    write(office.ledger.log, ordered(office.ledger.log, old, recorded_at=past(9, days_ago=9)))
    settle(office)
    with browser_of(office, "coordinator2") as browser:
        page = words(browser.open("/desk/requests").text)
        assert "超过期限 6 天" in page and "公布后过了期限还没有人接下 1 项" in page
        assert "超过期限 2 天" in page
        assert "超过期限 2 天" in words(browser.open("/desk/requests/by-status/published").text)
    with browser_of(office, "supervisor") as browser:
        page = words(browser.open("/ledger/clocks").text)
        assert "提出后 3 天内审核，公布后 7 天内有人接下" in page
        assert "公布到有人接下" in page
        file = browser.open("/ledger/clocks.xlsx").content
    sheet = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0)
    _, *rows = sheet.to_python()
    assert {row[1] for row in rows} == {"提出到审核", "公布到有人接下"}
    assert rows[0][0] == f"{today():%Y-%m}" and sum(row[2] for row in rows) == 5
    items = found(office, "/api/requests/clocks", "supervisor")["items"]
    counted = {
        stage: [sum(it[name] for it in items if it["stage"] == stage) for name in FIGURES]
        for stage in ("review", "claim")
    }
    assert counted == {"review": [3, 2, 2, 1, 1], "claim": [2, 0, 0, 1, 2]}
    assert problem(office.get("/api/requests/clocks", "coordinator"), 403, "not_permitted")


def test_the_office_sees_which_help_is_lacking_and_who_could_give_it(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    for need in ("理发", "理发", "陪诊"):
        put_up(office, wang, need=need)
    skill = {"kind": "skill:理发", "from_day": "2026-01-01", "evidence": "told"}
    created_by(office, f"/api/members/{li}/standings", "coordinator", skill)
    with browser_of(office, "coordinator") as browser:
        assert 'href="/desk/wanted"' in browser.open("/desk").text
        page = words(browser.open("/desk/wanted").text)
        assert "理发 2 0 2 1" in page and "陪诊 1 0 1 0" in page
        assert page.index("理发 2") < page.index("陪诊 1")
    with browser_of(office, "supervisor") as browser:
        assert browser.open("/desk/wanted").status_code == 200
    with browser_of(office, "volunteer") as browser:
        assert browser.open("/desk/wanted").status_code == 403
