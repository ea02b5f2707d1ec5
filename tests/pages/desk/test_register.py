"""The register at the desk: a walking list, one tap for each, and who lives together."""

import re
from html import unescape

import pytest

from api.ties.register_workbook import WORKBOOK
from api.workbooks.rows import read_book_content
from tests.api.answers import enrol, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.recorded import words


def register(office: Office, name: str, building: str, *, days_ago: int = 0) -> None:
    body = {
        "name": name,
        "residence": "floating",
        "grid": "走访网格",
        "building": building,
        "checked_on": today(-days_ago).isoformat(),
    }
    assert office.post("/api/register", "coordinator2", body).status_code == 201
    settle(office)


def test_a_building_is_walked_with_one_tap_for_each(office: Office) -> None:
    register(office, "还在的人", "3栋", days_ago=100)
    register(office, "搬走的人", "3栋", days_ago=100)
    register(office, "别的楼的人", "4栋")
    with browser_of(office, "coordinator") as browser:
        text = words(browser.open("/desk/register").text)
        assert "3栋 2 人 2 人该再去看" in text and "4栋 1 人" in text
        page = browser.open("/desk/register?grid=走访网格&building=3栋")
        assert "还在的人" in page.text and "别的楼的人" not in page.text
        tapped = [it for it in browser.forms() if it.action == "/desk/register/still"]
        text = words(browser.send(tapped[0]).text)
        assert "已记下：还住在这里" in text and "今天核对过" in text
        moved = [it for it in browser.forms() if it.action == "/desk/register/moved"]
        text = words(browser.send(moved[0]).text)
        assert "已记下：搬走了" in text
        text = words(browser.open("/desk/register?stale=true").text)
        assert "3栋" not in text or "1 人" not in text
        assert browser.open("/desk/register/list?grid=走访网格").status_code == 200


def test_the_walking_list_is_read_as_the_workbook_that_it_came_from(office: Office) -> None:
    register(office, "名单上的人", "7栋", days_ago=100)
    register(office, "刚看过的人", "7栋")
    with browser_of(office, "coordinator") as browser:
        listed = browser.open("/desk/register/list?grid=走访网格&stale=true").content
    (row,) = read_book_content(listed, WORKBOOK).rows
    assert {name: row.cells[name] for name in ("姓名", "楼栋", "网格", "居住类型")} == {
        "姓名": "名单上的人",
        "楼栋": "7栋",
        "网格": "走访网格",
        "居住类型": "流动居民",
    }
    assert row.cells["最近核对"] == today(-100).isoformat() and len(str(row.cells["登记号"])) == 12


def test_a_building_with_many_people_is_read_a_page_at_a_time(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.desk.ties.register.PAGE_SIZE", 2)
    for name in ("一号", "二号", "三号"):
        register(office, name, "大楼")
    with browser_of(office, "coordinator") as browser:
        first = browser.open("/desk/register?grid=走访网格&building=大楼").text
        (following,) = re.findall(r'href="([^"]+after=[^"]+)"', first)
        second = browser.open(unescape(following)).text
        assert "after=" not in second
        for name in ("一号", "二号", "三号"):
            assert (name in first) != (name in second)


def test_a_resident_is_registered_on_a_page(office: Office) -> None:
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/register/new?grid=走访网格&building=5栋")
        page = browser.send(
            browser.form("/desk/register/new"), name="新来的", residence="permanent"
        )
        assert "居民已登记" in words(page.text) and "新来的" in words(page.text)
        browser.open("/desk/register/new")
        page = browser.send(
            browser.form("/desk/register/new"),
            name="明天的",
            residence="floating",
            checked_on=today(1).isoformat(),
        )
        assert page.status_code == 409 and "不能晚于今天" in words(page.text)
    with browser_of(office, "supervisor") as browser:
        text = words(browser.open("/ledger/register").text)
    assert "走访网格" in text and "新来的" not in text


def test_a_household_is_noted_on_a_members_page(shared_office: Office) -> None:
    li, aunt = enrol(shared_office, "户主李"), enrol(shared_office, "同住赵")
    settle(shared_office)
    path = f"/desk/members/{li}/household"
    with browser_of(shared_office, "coordinator") as browser:
        assert "同住赵" in words(browser.open(f"{path}?q=同住赵").text)
        browser.open(f"{path}?add={aunt}")
        filled = {"members[]": [li, aunt], "head": aunt}
        text = words(browser.send(browser.form(path), **filled).text)
        assert "这一户已记下" in text and "同住赵" in text
        text = words(browser.send(browser.form(path), **{"members[]": [aunt], "head": li}).text)
        assert "户主要是这一户的人" in text


def test_the_ledger_tells_of_no_one_or_two_people(office: Office) -> None:
    for name, grid in (("甲", "大格"), ("乙", "大格"), ("丙", "大格"), ("丁", "小格")):
        body = {"name": name, "residence": "floating", "grid": grid}
        assert office.post("/api/register", "coordinator2", body).status_code == 201
    settle(office)
    with browser_of(office, "supervisor") as browser:
        text = words(browser.open("/ledger/register").text)
    assert "登记居民 4 人：常住 0 人，流动 4 人" in text and "4 人没有登记生日" in text
    assert "小格 0 — 0 0" in text and "大格 0 — 0 0" in text


def test_the_board_tells_totals_where_they_name_nobody(office: Office) -> None:
    def board() -> str:
        return words(office.client.get("/board").text)

    for number, (name, residence) in enumerate(
        [("甲", "floating"), ("乙", "floating"), ("丙", "floating"), ("丁", "permanent")], 1
    ):
        body = {"name": name, "residence": residence, "grid": "大格"}
        assert office.post("/api/register", "coordinator2", body).status_code == 201
        settle(office)
        assert ("底册上的居民" in board()) == (number >= 3)
    assert "底册上的居民 4 人" in board() and "流动 3 人" not in board()
    for name in ("戊", "己"):
        body = {"name": name, "residence": "permanent", "grid": "小格"}
        assert office.post("/api/register", "coordinator2", body).status_code == 201
    settle(office)
    assert "常住 3 人，流动 3 人" in board() and "小格" not in board()
