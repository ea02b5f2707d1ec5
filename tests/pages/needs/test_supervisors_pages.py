"""A supervisor looks at requests again; the board tells of them without a name."""

import pytest

from tests.api.answers import created_by, enrol, settle
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.needs.asking import (
    ORIGINAL,
    PUBLIC,
    contested,
    helped,
    overdue,
    promised,
    put_up,
)
from tests.pages.people import join, served
from tests.pages.recorded import facts_about, words


def test_help_that_repeats_and_contests_are_listed(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    zhao = enrol(office, "赵志强")
    helped(office, wang, li)
    contested(office, wang, li)
    helped(office, zhao, li)
    with browser_of(office, "supervisor") as browser:
        page = words(browser.open("/ledger/requests").text)
    again = page.partition("同一个人帮同一个人两次以上")[2].partition("有异议，等裁定的")[0]
    assert "王桂英" in again and "李桂珍" in again and "赵志强" not in again
    assert "只来了半小时" in page.partition("有异议，等裁定的")[2]


def test_credit_that_was_set_aside_long_ago_is_listed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, li = join(office, "王桂英"), join(office, "李桂珍")
    served(office, wang, 50, hours=5)
    overdue(office, wang, li, terms="credit")
    overdue(office, wang, li)
    with browser_of(office, "supervisor") as browser:
        page = words(browser.open("/ledger/requests").text)
        assert "陪诊" not in page.partition("预留超过 30 天的时间存款")[2]
        monkeypatch.setattr("api.pages.ledger.needs.requests.HELD_DAYS", -1)
        page = words(browser.open("/ledger/requests").text)
    held = page.partition("预留超过 -1 天的时间存款")[2]
    assert held.count("陪诊") == 1 and "2小时" in held


def test_a_supervisor_decides_a_contest_and_reads_how_it_was(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    request_id = contested(office, wang, li)
    with browser_of(office, "supervisor") as browser:
        page = browser.open(f"/ledger/requests/{request_id}").text
        assert ORIGINAL in page and "只来了半小时" in page
        form = browser.form("/settlement")
        page = browser.send(form, minutes="9999")
        assert page.status_code == 422
        page = browser.send(form, minutes="500")
        assert page.status_code == 409 and 'value="500"' in page.text
        for _ in range(2):
            page = browser.send(form, minutes="30", reason="双方都认")
        assert "已裁定" in page.text
        page = words(browser.open("/ledger/requests").text)
        settled = page.partition("裁定过的异议")[2]
        assert "只来了半小时" in settled and "认可 30分钟" in settled
        assert browser.open("/ledger/requests/none").status_code == 404
        english = browser.open("/ledger/requests", headers={"Accept-Language": "en"}).text
        assert "Contests that were decided" in english
    assert len(facts_about(office, f"need:{request_id}", "request.settled")) == 1


def test_help_that_nobody_confirmed_for_a_week_is_listed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    helped(office, wang, li)
    with browser_of(office, "supervisor") as browser:
        page = words(browser.open("/ledger/requests").text)
        told = page.partition("做完 7 天还没有人确认的")[2].partition("同一个人帮同一个人")[0]
        assert "陪诊" not in told
        monkeypatch.setattr("api.pages.ledger.needs.requests.UNCONFIRMED_DAYS", -1)
        page = words(browser.open("/ledger/requests").text)
        assert "陪诊" in page.partition("还没有人确认的")[2].partition("同一个人帮同一个人")[0]


def test_the_board_names_nobody_and_no_figure_below_three(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    for words_up in ("陪一位老人散步", "帮忙搬花盆"):
        put_up(office, wang, words_up)
    with browser_of(office) as anybody:
        page = anybody.open("/board").text
        assert "帮忙搬花盆" in page and "王桂英" not in page and ORIGINAL not in page
        assert "现在一共" not in page and "已经帮成" not in page
        put_up(office, wang)
        for _ in range(3):
            request_id = helped(office, wang, li)
            path = f"/api/requests/{request_id}/confirmation"
            created_by(office, path, "coordinator2", {"how": "phone_call"})
        settle(office)
        page = anybody.open("/board").text
        assert PUBLIC in page and "现在一共 3 件" in page and "已经帮成 3 件" in page
        english = anybody.open("/board", headers={"Accept-Language": "en"}).text
        assert "3 were met." in english


def test_what_is_in_the_pool_and_what_is_set_aside_is_told(office: Office) -> None:
    giver, wang = join(office, "赵志强"), join(office, "王桂英")
    served(office, giver, 50, hours=5)
    served(office, wang, 50, hours=4)
    gift = {"from": giver, "to": "welfare_pool", "unit": "credit", "amount": 90}
    created_by(office, "/api/transfers", "coordinator", gift)
    promised(office, wang, join(office, "李桂珍"), terms="credit")
    with browser_of(office, "supervisor") as browser:
        page = words(browser.open("/ledger").text)
    assert "社区欠的时间 9小时" in page
    told = "志愿者手里 5小时30分钟，公益池 1小时30分钟，正在进行的求助预留 2小时。"
    assert told in page
    with browser_of(office) as browser:
        assert "公益池里有 1小时30分钟" in words(browser.open("/board").text)
