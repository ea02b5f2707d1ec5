"""Importing at the desk: looked at first, taken in once, and refused rows go back to be mended."""

import os
import re
from collections.abc import Sequence
from html import unescape
from io import BytesIO
from time import sleep, time
from typing import Any
from uuid import uuid4

import pytest
import python_calamine
import xlsxwriter
from httpx import Response

from api.capabilities import WORKBOOKS, workbook_of
from api.pages.desk.office.uploads import KEPT_SECONDS
from tests.api.answers import enrol, found, head, list_item, listed, settle
from tests.clock import today
from tests.office import TEAM, Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import join, served
from tests.pages.recorded import balance, facts_about, words

KINDS = [it.kind for it in WORKBOOKS]
ASKS_ITSELF_AGAIN = re.compile(r'http-equiv="refresh" content="2; url=([^"]+)"')
GOOD = ["", "", "13800137777", "女", "第一网格", "3栋", TEAM, ""]


def workbook(kind: str, rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook as an office keeps it."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["社区台账"])
        sheet.write_row(2, 0, workbook_of(kind).columns)
        for number, row in enumerate(rows, 3):
            sheet.write_row(number, 0, row)
    return written.getvalue()


def items(*names: str) -> bytes:
    """A catalogue, each item at 30 points."""
    return workbook("items", [["", name, "袋", 30, 12, ""] for name in names])


def fresh(word: str) -> str:
    return f"{word}{uuid4().hex[:8]}"


def bring(
    browser: Browser,
    kind: str,
    content: bytes,
    name: str = "台账.xlsx",
    *,
    looks_on: bool = True,
) -> Response:
    """Upload a file and look at what would become of it, however long that takes."""
    browser.open("/desk/import")
    form = browser.form("/desk/import")
    browser.page = browser.client.post(
        "/desk/import",
        data=form.fields | {"kind": kind},
        files={"file": (name, content)},
        follow_redirects=True,
    )
    while looks_on and (again := ASKS_ITSELF_AGAIN.search(browser.page.text)):
        sleep(0.1)
        browser.open(unescape(again[1]))
    return browser.page


def confirm(office: Office, address: str, who: str = "coordinator2") -> Response:
    """Look at a file that somebody else brought, and have it taken in."""
    with browser_of(office, who) as browser:
        browser.open(address)
        return browser.send(browser.form("/desk/import/record"))


def refused_rows(browser: Browser) -> list[list[Any]]:
    """The downloaded workbook of refused rows."""
    (path,) = re.findall(r'href="(/desk/import/refused[^"]+)"', browser.page.text)
    answer = browser.client.get(path.replace("&amp;", "&"))
    assert answer.status_code == 200
    return python_calamine.load_workbook(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_a_preview_tells_green_and_red_rows_and_records_nothing(shared_office: Office) -> None:
    rice, oil = fresh("大米"), fresh("菜油")
    before = head(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        page = bring(browser, "items", items(rice, oil, rice))
        text = words(page.text)
        assert page.status_code == 200 and page.url.path == "/desk/import/preview"
        assert "共有 3 行 可以导入 2 行 以前导入过 0 行 有错、不导入 1 行" in text
        assert "6 ✗ 商品目录里已经有同名或同条码的商品。" in text and "4 ✓ 可以" in text
        assert "还没有记录任何内容。" in text
        header, refused = refused_rows(browser)
    assert header[-1] == "错误" and refused[-1] == "商品目录里已经有同名或同条码的商品。"
    assert refused[1] == rice
    assert head(shared_office) == before


def test_a_file_is_taken_in_once_by_who_brought_it(shared_office: Office) -> None:
    rice, oil = fresh("大米"), fresh("菜油")
    content = items(rice, oil)
    with browser_of(shared_office, "coordinator") as browser:
        bring(browser, "items", content)
        form = browser.form("/desk/import/record")
        first = browser.send(form)
        assert "已导入 2 行。" in first.text
        settle(shared_office)
        before = head(shared_office)
        again = browser.send(form)
        assert again.url == first.url and words(again.text) == words(first.text)
        bring(browser, "items", content)
        assert "确认导入" not in browser.page.text
    with browser_of(shared_office, "coordinator2") as other:
        assert "以前导入过 2 行" in words(bring(other, "items", content).text)
    assert head(shared_office) == before
    listed = found(shared_office, "/api/items", "coordinator")["items"]
    (item,) = [it for it in listed if it["name"] == rice]
    (fact,) = facts_about(shared_office, f"item:{item['item_id']}")
    causes = found(
        shared_office,
        "/api/audit/facts",
        "supervisor",
        params={"type": "workbook.taken_in", "limit": 200},
    )["items"]
    assert [it["actor"] for it in causes if it["fact_id"] == fact["cause"]] == ["coordinator"]


def test_nobody_takes_in_their_own_hours(office: Office) -> None:
    li = enrol(office, "李桂珍", phone="13800137777")
    day = today(-5).isoformat()
    me = join(office, "网格员陈", role="coordinator")
    hours = [
        [day, "陪护", "", "网格员陈", "", "09:00", "11:00", 2, "", "李桂珍"],
        [day, "陪护", "", "李桂珍", "7777", "09:00", "11:00", 2, "", "王建国"],
    ]
    with browser_of(office, me) as browser:
        page = bring(browser, "services", workbook("services", hours))
        assert "4 ✗ 不能确认自己的服务时长，请由别人确认。" in words(page.text)
    confirm(office, str(page.url))
    settle(office)
    assert balance(office, li)["points"] == 20
    assert balance(office, me)["points"] == 0


def test_no_personal_columns_are_on_the_screen(shared_office: Office) -> None:
    name = fresh("李")
    row = [name, "430102195001011234", *GOOD[2:]]
    with browser_of(shared_office, "coordinator") as browser:
        page = bring(browser, "roster", workbook("roster", [row]))
    assert name in page.text and "第一网格" in page.text
    assert "430102195001011234" not in page.text and "13800137777" not in page.text


def test_what_is_no_workbook_of_this_kind_is_said(shared_office: Office) -> None:
    before = head(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        page = bring(browser, "roster", items(fresh("大米")))
        assert page.status_code == 422 and "这不像花名册" in page.text
        page = bring(browser, "items", b"PK\x03\x04 nothing")
        assert page.status_code == 422 and "打不开" in page.text
        page = bring(browser, "items", b"")
        assert page.status_code == 422 and "请选择表格的种类和文件。" in page.text
        page = bring(browser, "gossip", items(fresh("大米")))
        assert page.status_code == 422 and "请选择表格的种类和文件。" in page.text
        page = bring(browser, "items", b"a" * 20_200_000)
        assert page.status_code == 413 and "内容太大" in page.text
        page = bring(browser, "items", b"a,\n" * 2_000_000)
        assert page.status_code == 422
        browser.open("/desk/import")
        large = browser.client.post("/desk/items", data={"name": "a" * 1_100_000})
        assert large.status_code == 413
    assert head(shared_office) == before


def test_a_file_is_kept_for_an_hour_for_who_brought_it_only(office: Office) -> None:
    folder = office.settings.data / "uploads"
    with browser_of(office, "coordinator") as browser, browser_of(office, "coordinator2") as other:
        page = bring(browser, "items", items(fresh("大米")), name="../../etc/passwd")
        (path,) = folder.iterdir()
        assert re.fullmatch(r"[0-9a-f]{32}", path.name)
        assert (folder.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)
        assert "passwd" not in page.text
        form, address = browser.form("/desk/import/record"), str(page.url)
        stranger = other.open(address)
        assert stranger.status_code == 409 and "文件只保留一小时" in stranger.text
        long_ago = time() - KEPT_SECONDS - 1
        os.utime(path, (long_ago, long_ago))
        late = browser.send(form)
        assert late.status_code == 409 and "文件只保留一小时" in late.text
        assert not path.exists()


@pytest.mark.parametrize("file", ["../keys/vault.key", "a" * 31, "A" * 32, "%00"])
def test_nothing_that_a_browser_sends_becomes_a_path(shared_office: Office, file: str) -> None:
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open("/desk/import/preview", params={"file": file})
        assert page.status_code == 422
        page = browser.open("/desk/import/refused", params={"file": file})
        assert page.status_code == 422


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_workbook_is_of_its_kind(shared_office: Office, kind: str) -> None:
    with browser_of(shared_office, "coordinator") as browser:
        answer = browser.open(f"/desk/import/template/{kind}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{kind}.xlsx"'
        page = bring(browser, kind, answer.content)
        assert page.status_code == 200 and "共有 0 行" in words(page.text)


def test_nobody_takes_in_what_they_took_home_themselves(office: Office) -> None:
    me = join(office, "网格员陈", role="coordinator")
    li = join(office, "李桂珍")
    for member_id in (me, li):
        served(office, member_id, 5, hours=8)
    rice = list_item(office, 30, stock=9)
    settle(office)
    names = {it["item_id"]: it["name"] for it in listed(office, "/api/items", "coordinator")}
    day = today(-1).isoformat()
    goods = [[day, name, "", names[rice], 1, 30, ""] for name in ("网格员陈", "李桂珍")]
    with browser_of(office, me) as browser:
        page = bring(browser, "redemptions", workbook("redemptions", goods))
        assert "4 ✗ 收银员不能给自己兑换，请由另一位收银员办理。" in words(page.text)
    confirm(office, str(page.url))
    settle(office)
    assert [balance(office, it)["points"] for it in (me, li)] == [80, 50]
