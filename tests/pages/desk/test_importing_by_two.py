"""Workbooks that move something are taken in by two: who brings one, and who looks at it."""

import os
from collections.abc import Iterator
from time import time
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from httpx import Response

from api.pages.desk.office.uploads import KEPT_SECONDS, WAITING_MAX, WAITING_SECONDS
from domain.people.sign_in import GiveSignIn
from tests.api.answers import enrol, head, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.desk.test_importing import bring, confirm, items, refused_rows, workbook
from tests.pages.people import join, url_of
from tests.pages.recorded import balance, facts_about, words

WAITS = "已提交，等另一位工作人员核对后导入。"


@pytest.fixture
def bringing(office: Office) -> Iterator[Browser]:
    """The coordinator's browser."""
    with browser_of(office, "coordinator") as browser:
        yield browser


def hours(*names: str, programme: str = "陪护") -> bytes:
    """A workbook in which each of these people served two hours, five days ago."""
    day = today(-5).isoformat()
    rows = [[day, programme, "", name, "", "09:00", "11:00", 2, "", "别人"] for name in names]
    return workbook("services", rows)


def file_of(page: Response) -> str:
    return parse_qs(urlsplit(str(page.url)).query)["file"][0]


def taken_in(office: Office) -> list[tuple[str, str | None]]:
    """Who confirmed each workbook, and who had brought it."""
    settle(office)
    answer = office.get("/api/audit/facts?type=workbook.taken_in", "supervisor")
    return [(it["actor"], it["on_behalf_of"]) for it in answer.json()["items"]]


def test_who_brings_hours_does_not_take_them_in(office: Office, bringing: Browser) -> None:
    li = enrol(office, "李桂珍")
    before = head(office)
    page = bring(bringing, "services", hours("李桂珍"))
    assert WAITS in page.text and "可以导入 1 行" in words(page.text)
    assert not [it for it in bringing.forms() if it.action.endswith("/record")]
    forced = bringing.form("/desk/import/discard")
    forced.action = "/desk/import/record"
    refused = bringing.send(forced)
    assert refused.status_code == 409 and "由另一位工作人员核对后导入" in refused.text
    assert head(office) == before and balance(office, li)["points"] == 0


@pytest.mark.parametrize("who", ["coordinator2", "supervisor"])
def test_another_person_finds_looks_at_and_confirms_it(
    office: Office, bringing: Browser, who: str
) -> None:
    li = enrol(office, "李桂珍")
    bring(bringing, "services", hours("李桂珍", "无名氏"), name="十一月.xlsx")
    with browser_of(office, who) as other:
        listed = words(other.open("/desk/import").text)
        assert "十一月.xlsx 服务记录 coordina" in listed and "打开核对" in listed
        other.open(f"/desk/import/preview?file={file_of(bringing.page)}")
        assert WAITS not in other.page.text and "提交人 coordina" in words(other.page.text)
        assert refused_rows(other)[1][3] == "无名氏"
        form = other.form("/desk/import/record")
        page = other.send(form)
        assert page.url.path == "/desk/import/preview" and "已导入 1 行。" in page.text
        settle(office)
        before = head(office)
        again = other.send(form)
        assert again.url == page.url and words(again.text) == words(page.text)
    seen = words(bringing.open("/desk/import").text)
    assert "已导入，看结果" in seen and "撤回" not in seen
    seen = words(bringing.open(f"/desk/import/preview?file={file_of(page)}").text)
    assert "核对人 " + who[:8] in seen and "5 ✗" in seen
    assert head(office) == before
    assert balance(office, li)["points"] == 20
    assert taken_in(office) == [(who, "coordinator")]


def test_the_ledger_tells_who_brought_a_workbook_and_who_confirmed_it(
    office: Office,
) -> None:
    li = enrol(office, "李桂珍")
    chen, sun = (join(office, name, role="coordinator") for name in ("陈网格", "孙社工"))
    with browser_of(office, sun) as browser:
        page = bring(browser, "services", hours("李桂珍"))
    confirm(office, str(page.url), chen)
    settle(office)
    (service,) = facts_about(office, f"member:{li}", "service.imported")
    with browser_of(office, "supervisor") as supervisor:
        listed = words(supervisor.open("/ledger/facts?type=workbook.taken_in").text)
        assert "陈网格 代 孙*工" in listed
        (path,) = {
            it["position"]
            for it in office.get("/api/audit/facts", "supervisor").json()["items"]
            if it["fact_id"] == service["cause"]
        }
        told = words(supervisor.open(f"/ledger/facts/{path}").text)
    assert "经办人 陈网格 代谁办理 孙社工" in told


def test_nobody_confirms_a_row_about_themselves(office: Office, bringing: Browser) -> None:
    chen = join(office, "陈网格", role="coordinator")
    page = bring(bringing, "services", hours("陈网格"))
    assert "可以导入 1 行" in words(page.text)
    with browser_of(office, chen) as own:
        seen = own.open(str(page.url))
        assert "4 ✗ 不能确认自己的服务时长，请由别人确认。" in words(seen.text)
        forced = own.form("/desk/import/discard")
        forced.action = "/desk/import/record"
        assert "已导入 0 行。" in own.send(forced).text
    assert balance(office, chen)["points"] == 0
    page = bring(bringing, "services", hours("陈网格"))
    assert "已导入 1 行。" in confirm(office, str(page.url)).text
    settle(office)
    assert balance(office, chen)["points"] == 20


def test_who_brought_a_file_withdraws_it_and_others_send_it_away(
    office: Office, bringing: Browser
) -> None:
    enrol(office, "李桂珍")
    for who, said in (("coordinator", "文件已撤回"), ("coordinator2", "文件已退掉")):
        page = bring(bringing, "services", hours("李桂珍"))
        with browser_of(office, who) as browser:
            browser.open(str(page.url))
            form = browser.form("/desk/import/discard")
            gone = browser.send(form)
            assert gone.url.path == "/desk/import" and said in gone.text
            assert "没有等待核对的文件。" in gone.text
            assert browser.send(form).status_code == 200
        with browser_of(office, "supervisor") as browser:
            assert browser.open(str(page.url)).status_code == 409
    assert taken_in(office) == []


def test_what_moves_nothing_is_nobody_elses(office: Office, bringing: Browser) -> None:
    page = bring(bringing, "items", items("大米"))
    assert WAITS not in page.text
    with browser_of(office, "supervisor") as other:
        assert other.open(str(page.url)).status_code == 409
        assert "没有等待核对的文件。" in other.open("/desk/import").text
        assert not [it for it in other.forms() if it.action.endswith("/desk/import")]
        refused = other.client.post("/desk/import", data={"kind": "items"})
        assert refused.status_code == 403
    assert "已导入 1 行。" in bringing.send(bringing.form("/desk/import/record")).text
    assert taken_in(office) == [("coordinator", None)]


@pytest.mark.parametrize("who", ["cashier", "volunteer", "admin"])
def test_only_the_desk_and_the_supervisor_see_what_waits(
    office: Office, bringing: Browser, who: str
) -> None:
    page = bring(bringing, "services", hours("李桂珍"))
    with browser_of(office, who) as browser:
        assert browser.open("/desk/import").status_code == 403
        assert browser.open(str(page.url)).status_code == 403


def test_what_waits_is_kept_for_a_week_and_no_more_than_ten_of_each(
    office: Office, bringing: Browser
) -> None:
    enrol(office, "李桂珍")
    page = bring(bringing, "services", hours("李桂珍"))
    folder = office.settings.data / "uploads"
    path = folder / file_of(page)
    for age, status in ((KEPT_SECONDS + 1, 200), (WAITING_SECONDS + 1, 409)):
        os.utime(path, (time() - age, time() - age))
        assert bringing.open(str(page.url)).status_code == status
    assert not path.exists()
    contents = [hours("李桂珍", programme=f"项目{number}") for number in range(WAITING_MAX)]
    for content in contents:
        bring(bringing, "services", content)
    page = bring(bringing, "services", hours("李桂珍", programme="又一个"))
    assert page.status_code == 409 and "已有 10 个文件等待核对" in page.text
    for number in range(9):
        assert bring(bringing, "items", items(f"大米{number}")).status_code == 200
    assert len([*folder.iterdir()]) <= WAITING_MAX + 5
    page = bring(bringing, "services", contents[0])
    assert page.status_code == 200 and WAITS in page.text


def test_what_cannot_be_read_waits_for_nobody(office: Office, bringing: Browser) -> None:
    page = bring(bringing, "services", items("大米"))
    assert page.status_code == 422 and "没有等待核对的文件。" in page.text


def test_two_who_confirm_at_once_are_not_both_noted(office: Office, bringing: Browser) -> None:
    enrol(office, "李桂珍")
    page = bring(bringing, "services", hours("李桂珍"))
    work = f"import {file_of(page)}"
    with browser_of(office, "coordinator2") as late:
        late.open(str(page.url))
        form = late.form("/desk/import/record")
        with psycopg.connect(url_of(office), autocommit=True) as connection:
            begin = "INSERT INTO yanwuping.works (work, worker) VALUES (%s, 'of the supervisor')"
            connection.execute(begin, [work])
            assert "正在导入：" in late.send(form).text
            connection.execute("DELETE FROM yanwuping.works")
    assert "已导入 1 行。" in confirm(office, str(page.url), "supervisor").text
    assert taken_in(office) == [("supervisor", "coordinator")]


def test_two_who_were_let_in_anew_by_one_person_are_no_two_people(
    office: Office, bringing: Browser
) -> None:
    li = enrol(office, "李桂珍")
    for who in ("coordinator", "coordinator2"):
        for _ in range(2):  # a first sign-in takes no account from anybody
            office.record(GiveSignIn(member_id=who, by_admin=True), "admin")
    settle(office)
    page = bring(bringing, "services", hours("李桂珍"))
    before = head(office)
    refused = confirm(office, str(page.url), "coordinator2")
    assert refused.status_code == 409 and "重新办理" in refused.text
    assert head(office) == before and balance(office, li)["points"] == 0
    assert confirm(office, str(page.url), "supervisor").status_code == 200
    settle(office)
    assert balance(office, li)["points"] == 20
