"""The ledger's first page and who may see what of it; the check of the books."""

import re
from pathlib import Path
from time import sleep

import psycopg
import pytest

from domain.people.roles import WithdrawRole
from projections.ledger.definition import build
from tests.api.answers import created_by, head, settle
from tests.api.backup.conftest import back_up
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import url_of
from tests.pages.story import tell

PAGES = (
    "/ledger/facts",
    "/ledger/facts/1",
    "/ledger/facts/1/bytes",
    "/ledger/export?format=csv",
    "/ledger/goods",
    "/ledger/goods/rice",
    "/ledger/goods/rice/lot",
    "/ledger/donations",
    "/ledger/donations/gift",
    "/ledger/members",
    "/ledger/members/volunteer",
    "/ledger/reports",
    "/ledger/reports.xlsx",
    "/ledger/anomalies",
    "/ledger/period",
    "/ledger/period.xlsx",
    "/ledger/months",
)
REFRESHES_MAX = 240
FOR_ADMINS_TOO = ("/ledger", "/ledger/roles")


@pytest.mark.parametrize("path", [*PAGES, *FOR_ADMINS_TOO])
def test_who_is_not_signed_in_is_sent_to_sign_in(shared_office: Office, path: str) -> None:
    with browser_of(shared_office) as browser:
        assert browser.open(path).url.path == "/sign-in"


@pytest.mark.parametrize("who", ["volunteer", "cashier", "coordinator", "admin"])
def test_only_supervisors_read_the_ledger(shared_office: Office, who: str) -> None:
    with browser_of(shared_office, who) as browser:
        answers = {path: browser.open(path).status_code for path in PAGES}
        others = {path: browser.open(path).status_code for path in FOR_ADMINS_TOO}

    assert set(answers.values()) == {403}
    assert set(others.values()) == {200 if who == "admin" else 403}


def test_only_a_supervisor_begins_a_check(shared_office: Office) -> None:
    with browser_of(shared_office, "admin") as browser:
        browser.open("/ledger")
        assert not [it for it in browser.forms() if it.action == "/ledger/check"]
        form = browser.form("/sign-out")
        assert browser.client.post("/ledger/check", data=form.fields).status_code == 403


def test_what_is_owed_stands_beside_what_is_there(office: Office) -> None:
    tell(office)
    with browser_of(office, "supervisor") as browser:
        words = plain(browser.open("/ledger").text)

    assert "志愿者手里的积分 180 分" in words
    assert "货架上的物资 440 分" in words
    assert "2 种没有平价" in words
    assert "物资够兑换吗 244.4%" in words
    assert "善款：通用 123.45 元" in words
    assert "发放（分）" in words[words.index("每月发放和兑换") :]


def test_goods_that_do_not_cover_the_points_are_said(office: Office) -> None:
    office.has_served("volunteer", 8)
    office.has_served("volunteer2", 4)
    settle(office)
    with browser_of(office, "supervisor") as browser:
        words = plain(browser.open("/ledger").text)

    assert "全部来兑换，还差 120 分的物资" in words


def test_a_check_runs_beside_and_its_outcome_is_kept_with_its_age(office: Office) -> None:
    tell(office)
    with browser_of(office, "supervisor") as browser:
        browser.open("/ledger")
        form = browser.form("/ledger/check")
        assert "还没有与账本逐条核对过" in browser.page.text
        page = browser.send(form)
        assert "核对已经开始" in page.text
        assert "正在核对" in browser.send(form).text
        wait_for_the_check(browser)
        words = plain(browser.open("/ledger").text)
        assert "正在核对" in browser.send(form).text, "the same form again begins no other check"

        finished = "UPDATE yanwuping.ledger_checks SET finished_at = now() + interval '1 hour'"
        with psycopg.connect(url_of(office)) as connection:
            connection.execute(finished)
        assert "不到一天" in plain(browser.open("/ledger").text), "the clock was set back"

    assert "账目自洽" in words
    assert "还有 2 种物资没有一次与账面相符的盘点" in words and "账实相符" not in words
    assert f"核对到第 {head(office)} 条（此后又记了 0 条）" in words
    assert "不到一天" in words
    assert checks(office) == 1


def test_a_check_says_what_differs(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    tell(office)
    with psycopg.connect(url_of(office)) as connection:
        connection.execute("UPDATE yanwuping.month_totals_1 SET services = services + 1")
    with browser_of(office, "supervisor") as browser:
        browser.open("/ledger")
        browser.send(browser.form("/ledger/check"))
        wait_for_the_check(browser)
        words = plain(browser.open("/ledger").text)

    assert "核对发现" in words
    assert "the books are not in order" in caplog.text
    assert "is only in the live month_totals" in words
    assert "账目自洽：" not in words


def test_a_check_that_is_stopped_has_no_outcome_and_another_can_begin(office: Office) -> None:
    tell(office)
    with browser_of(office, "supervisor") as browser:
        browser.open("/ledger")
        page = browser.send(browser.form("/ledger/check"))
        assert 'http-equiv="refresh"' in page.text and "<progress" in page.text
        page = browser.send(browser.form("/ledger/check/stop"))
        assert "核对已经停下，没有结果" in page.text
        assert "还没有与账本逐条核对过" in page.text and "正在核对" not in page.text
        assert "正在核对" in browser.send(browser.form("/ledger/check")).text
        wait_for_the_check(browser)

    assert checks(office) == 2
    with psycopg.connect(url_of(office)) as connection:
        told = "SELECT count(*) FROM yanwuping.ledger_checks WHERE finished_at IS NOT NULL"
        assert connection.execute(told).fetchone() == (1,)


def test_a_check_whose_server_was_killed_is_not_waited_for(office: Office) -> None:
    with psycopg.connect(url_of(office), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO yanwuping.ledger_checks (request, started_by) VALUES ('cut off', '')"
        )
        with browser_of(office, "supervisor") as browser:
            assert "正在核对" in browser.open("/ledger").text
            silent = "UPDATE yanwuping.ledger_checks SET told_at = now() - interval '1 hour'"
            connection.execute(silent)
            assert "正在核对" not in browser.open("/ledger").text


def test_the_shelf_agrees_with_the_books_when_a_count_of_everything_has_agreed(
    office: Office,
) -> None:
    story = tell(office)
    path = "/api/stock-counts"
    lines = [
        {"item_id": it, "counted": seen, "reason": "月末盘点"}
        for it, seen in ((story.rice, 8), (story.oil, 4))
    ]
    with browser_of(office, "supervisor") as browser:
        created_by(office, path, "coordinator", {"lines": lines[:1]})
        settle(office)
        assert "还有 1 种物资" in plain(browser.open("/ledger").text)
        count = created_by(office, path, "cashier", {"lines": lines[1:]})
        settle(office)
        assert "1 次盘点等待批准" in plain(browser.open("/ledger").text)
        created_by(office, f"{path}/{count['count_id']}/approval", "coordinator")
        settle(office)
        assert "账实相符：货架上的每种物资" in plain(browser.open("/ledger").text)
        created_by(office, path, "coordinator", {"lines": [lines[1] | {"counted": 3}]})
        settle(office)
        words = plain(browser.open("/ledger").text)
        assert "还有 1 种物资" in words and "账实相符" not in words


def test_units_that_do_not_sum_to_zero_are_said_at_once(office: Office) -> None:
    tell(office)
    with psycopg.connect(url_of(office)) as connection:
        connection.execute(
            "UPDATE yanwuping.balances_1 SET amount = amount + 1 "
            "WHERE account = 'shop/main' AND unit = 'points'"
        )
    with browser_of(office, "supervisor") as browser:
        words = plain(browser.open("/ledger").text)

    assert "借贷不平" in words


def test_a_projection_that_stopped_is_said(office: Office) -> None:
    with psycopg.connect(url_of(office)) as connection:
        stopped = "INSERT INTO yanwuping.projection_failures VALUES (%s, 'months', 'broken')"
        connection.execute(stopped, [build()])
    with browser_of(office, "supervisor") as browser:
        words = plain(browser.open("/ledger").text)

    assert "有报表停止更新：months" in words


def wait_for_the_check(browser: Browser) -> None:
    """Refresh the page until the check has come to its end, and not for ever."""
    for _ in range(REFRESHES_MAX):
        if "上次核对" in browser.open("/ledger").text:
            return
        sleep(0.5)
    raise AssertionError("the check has no end")


def checks(office: Office) -> int:
    """How many checks there ever were."""
    with psycopg.connect(url_of(office)) as connection:
        row = connection.execute("SELECT count(*) FROM yanwuping.ledger_checks").fetchone()
    assert row
    return int(row[0])


def test_no_page_holds_a_style_or_a_script(shared_office: Office) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        for path in ("/ledger", "/ledger/facts", "/ledger/reports", "/ledger/anomalies", "/board"):
            text = browser.open(path).text
            assert not re.search(r"<script|\sstyle=|\son\w+=", text), path
            assert "Traceback" not in text


def test_a_founder_who_is_alone_is_told_to_find_a_second_person(office: Office) -> None:
    with browser_of(office, "admin") as browser:
        assert "没有第二个人把关" not in browser.open("/ledger").text
        for who in ("supervisor", "supervisor2"):
            office.record(WithdrawRole(member_id=who, role="supervisor"))
        settle(office)
        assert "没有第二个人把关" in browser.open("/ledger").text


def test_roles_that_wait_for_a_second_person_are_told(office: Office) -> None:
    created_by(office, "/api/members/volunteer/roles", "admin", {"role": "cashier"})
    settle(office)
    with browser_of(office, "supervisor") as browser:
        assert "1 项角色等待另一人批准" in browser.open("/ledger").text


def test_the_last_backup_is_told_with_its_age(office: Office, tmp_path: Path) -> None:
    made = back_up(office, tmp_path / "backup")
    with browser_of(office, "admin") as browser:
        words = plain(browser.open("/ledger").text)
        assert f"到第 {made.noted.position} 条（此后又记了 0 条），未加密" in words
        assert "天以前" not in words
        with psycopg.connect(url_of(office)) as connection:
            connection.execute(
                "UPDATE yanwuping.backups SET is_encrypted = true,"
                " made_at = made_at - interval '10 days', restored_at = made_at"
            )
        words = plain(browser.open("/ledger").text)

    assert "最近一次备份已是 10 天以前" in words and "已加密" in words
    assert "从这份备份恢复的" in words


def test_where_there_is_no_backup_yet_the_page_says_what_to_run(shared_office: Office) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        assert "还没有备份过" in plain(browser.open("/ledger").text)
