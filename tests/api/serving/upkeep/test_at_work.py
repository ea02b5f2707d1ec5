"""A backup or a rebuild is seen by the office while it is under way, and stopped without harm."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any, Final

import psycopg
import pytest

from api.backup.making import make_backup
from api.serving.upkeep.at_work import Tell, at_work
from api.serving.upkeep.works import BACKUP, REBUILD, Stopped
from projections.catalogue import PROJECTIONS
from projections.replaying.rebuilding import rebuild
from tests.api.answers import enrol
from tests.conftest import COMMUNITY_NAME
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.desk.test_importing_under_way import until_it_has_told_again
from tests.pages.people import url_of
from tests.pages.recorded import words
from tests.roles import as_owner

LOOKS_MAX: Final = 3_000
STOPPED: Final = 5


@pytest.fixture(autouse=True)
def talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is often told how far work is."""
    monkeypatch.setattr("api.serving.upkeep.at_work.TELL_SECONDS", 0.02)


def change(office: Office, statement: str) -> None:
    with psycopg.connect(url_of(office)) as connection:
        connection.execute(statement)


def under_way(office: Office) -> list[dict[str, Any]]:
    """What `/readyz` says is under way."""
    answer: list[dict[str, Any]] = office.get("/readyz").json()["under_way"]
    return answer


def until_seen(office: Office, count: int = 1) -> None:
    """Wait until so much work is known of."""
    for _ in range(LOOKS_MAX):
        if len(under_way(office)) == count:
            return
        sleep(0.01)
    raise AssertionError("nobody is told of it")


def stopping(office: Office, browser: Browser, percent: int) -> Tell:
    """Somebody who stops the work on the page once so much of it is done."""
    stopped: list[int] = []

    def tell(_what: str, done: int, all_of_it: int) -> None:
        if not stopped and 100 * done >= percent * all_of_it:
            stopped.append(done)
            until_seen(office)
            browser.open("/ledger")
            assert "<progress" in browser.page.text and 'http-equiv="refresh"' in browser.page.text
            page = browser.send(browser.form("/ledger/upkeep/stop"))
            assert "正在停下：做完手上这一步就停" in words(page.text)
            assert "停下备份" not in page.text and "停下重建" not in page.text
            until_it_has_told_again(office)

    return tell


def test_an_administrator_stops_a_backup_of_which_nothing_is_left(
    office: Office, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with browser_of(office, "admin") as browser:
        for percent in (0, 30, 60, 100):
            tell_one = stopping(office, browser, percent)
            try:
                with at_work(url_of(office), COMMUNITY_NAME, BACKUP, tell_one) as tell:
                    make_backup(url_of(office), office.settings, stick / "monday", [], tell)
            except Stopped:
                assert percent < 100, "what is done is kept"
                assert not [*stick.iterdir()]
                assert "还没有备份过" in browser.open("/ledger").text
            else:
                assert percent == 100
            assert under_way(office) == []
        assert [it.name for it in stick.iterdir()] == ["monday"]
        assert "上次备份：" in browser.open("/ledger").text


def test_an_administrator_stops_a_rebuild_and_the_reports_are_as_before(
    office: Office,
) -> None:
    owner, before = as_owner(url_of(office)), office.get("/api/rankings?by=team").json()
    with (
        browser_of(office, "admin") as browser,
        pytest.raises(Stopped),
        at_work(owner, COMMUNITY_NAME, REBUILD, stopping(office, browser, 0)) as tell,
    ):
        rebuild(owner, COMMUNITY_NAME, PROJECTIONS, lambda *it: tell(REBUILD, *halved(*it)))
    with psycopg.connect(owner) as connection:
        beside = connection.execute("SELECT to_regnamespace('yanwuping__rebuilt')").fetchone()
    assert beside == (None,)
    assert under_way(office) == []
    assert office.get("/api/rankings?by=team").json() == before


def halved(done: int, all_of_it: int) -> tuple[int, int]:
    """As of a log that is longer than one page."""
    return done, 2 * all_of_it


def test_a_supervisor_sees_work_that_only_an_administrator_may_stop(office: Office) -> None:
    with (
        browser_of(office, "supervisor") as browser,
        at_work(url_of(office), COMMUNITY_NAME, BACKUP) as tell,
    ):
        tell(BACKUP, 30, 100)
        until_seen(office)
        assert under_way(office) == [{"work": "backup", "done": 30, "all_of_it": 100}]
        page = browser.open("/ledger")
        assert "正在备份" in page.text and "30 %" in page.text
        assert not [it for it in browser.forms() if "upkeep" in it.action]
        form = browser.form("/ledger/check")
        form.action, form.fields["work"] = "/ledger/upkeep/stop", name_of_work(office)
        assert browser.send(form).status_code == 403
        until_it_has_told_again(office)
        tell(BACKUP, 40, 100)


def name_of_work(office: Office) -> str:
    with psycopg.connect(url_of(office)) as connection:
        row = connection.execute("SELECT work FROM yanwuping.works").fetchone()
    assert row
    return str(row[0])


def test_of_two_at_once_each_is_seen_and_stopped_by_itself(office: Office) -> None:
    url = url_of(office)
    with (
        browser_of(office, "admin") as browser,
        at_work(url, COMMUNITY_NAME, BACKUP) as one,
        at_work(url, COMMUNITY_NAME, BACKUP) as other,
    ):
        one(BACKUP, 1, 10)
        until_seen(office)
        stopped = name_of_work(office)
        other(BACKUP, 2, 10)
        until_seen(office, 2)
        browser.open("/ledger")
        form = browser.form("/ledger/upkeep/stop")
        assert form.fields["work"] == stopped, "what began first comes first"
        browser.send(form)
        for _ in range(LOOKS_MAX):
            try:
                one(BACKUP, 3, 10)
            except Stopped:
                break
            sleep(0.01)
        else:
            raise AssertionError("it goes on")
        other(BACKUP, 3, 10)


@pytest.mark.parametrize("name", ["import " + "0" * 32, "look a b", "backup", "backup " + "0" * 31])
def test_nothing_else_is_stopped_there(office: Office, name: str) -> None:
    change(office, f"INSERT INTO yanwuping.works (work, worker) VALUES ('{name}', 'a')")
    with browser_of(office, "admin") as browser:
        browser.open("/ledger")
        form = browser.form("/sign-out")
        form.action, form.fields["work"] = "/ledger/upkeep/stop", name
        assert browser.send(form).status_code == 422
    with psycopg.connect(url_of(office)) as connection:
        stopping = connection.execute("SELECT is_stopping FROM yanwuping.works").fetchall()
    assert stopping == [(False,)]


def test_work_of_a_killed_process_is_forgotten_and_waited_for_by_nobody(office: Office) -> None:
    insert = (
        "INSERT INTO yanwuping.works (work, worker, told_at)"
        " VALUES ('{}', '', now() - interval '{}')"
    )
    change(office, insert.format("rebuild just now", "-1 hour"))
    change(office, insert.format("backup killed", "21 seconds"))
    change(office, insert.format("backup long ago", "2 days"))
    assert [it["work"] for it in under_way(office)] == ["rebuild"]
    with at_work(url_of(office), COMMUNITY_NAME, BACKUP) as tell:
        tell(BACKUP, 1, 2)
        until_seen(office, 2)
    with psycopg.connect(url_of(office)) as connection:
        kept = connection.execute("SELECT work FROM yanwuping.works ORDER BY work").fetchall()
    assert kept == [("backup killed",), ("rebuild just now",)]


def test_work_goes_on_where_nobody_can_be_told(tmp_path: Path) -> None:
    nowhere = f"postgresql:///nothing?host={tmp_path}"
    told: list[int] = []
    with at_work(nowhere, COMMUNITY_NAME, BACKUP, lambda *it: told.append(it[1])) as tell:
        for done in range(3):
            tell(BACKUP, done, 2)
    assert told == [0, 1, 2]


HOLD: Final = """
    ALTER TABLE yanwuping.vault_people ENABLE ROW LEVEL SECURITY;
    CREATE POLICY held ON yanwuping.vault_people
        USING (pg_advisory_xact_lock_shared(7) IS NOT NULL);
    SELECT pg_advisory_lock(7);
"""


@contextmanager
def people_held(office: Office) -> Iterator[None]:
    """Nobody reads a row about people meanwhile, so that a backup waits where it is."""
    with psycopg.connect(as_owner(url_of(office)), autocommit=True) as connection:
        connection.execute(HOLD)
        yield


def test_a_command_that_is_stopped_on_the_page_says_so_and_leaves_nothing(
    office: Office, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    environment = os.environ | {
        "CHENGYIN_DATABASE_URL": url_of(office),
        "CHENGYIN_COMMUNITY": COMMUNITY_NAME,
        "CHENGYIN_DATA": str(office.settings.data),
    }
    enrol(office, "李桂珍")
    with people_held(office):
        command = (sys.executable, "-m", "api.command_line", "backup", str(stick / "monday"))
        program = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        until_seen(office)
        change(office, "UPDATE yanwuping.works SET is_stopping = true")
        until_it_has_told_again(office)
    _, said = program.communicate()
    assert program.returncode == STOPPED
    assert "nothing half done was left" in said and "Traceback" not in said
    assert not [*stick.iterdir()] and under_way(office) == []
