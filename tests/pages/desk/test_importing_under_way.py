"""A long import goes on without its page, says how far it is, and is stopped without harm."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import Final

import psycopg
import pytest

from tests.api.answers import listed, settle
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.desk.test_importing import bring, fresh, items
from tests.pages.people import url_of
from tests.pages.recorded import words
from tests.roles import as_owner

LOOKS_MAX: Final = 3_000


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page waits, rows are recorded one by one, and it is often told how far that is."""
    monkeypatch.setattr("api.pages.desk.office.taking_in.PATIENT_SECONDS", 0)
    monkeypatch.setattr("api.workbooks.importing.CHUNK_ROWS", 1)
    monkeypatch.setattr("api.serving.upkeep.works.TELL_SECONDS", 0.02)


@contextmanager
def nothing_can_be_recorded(office: Office) -> Iterator[psycopg.Connection]:
    """Somebody else holds the log, so that an import waits where it is."""
    with psycopg.connect(as_owner(url_of(office))) as connection:
        connection.execute("LOCK TABLE yanwuping.facts_tt_main IN EXCLUSIVE MODE")
        yield connection


def told(office: Office) -> tuple[str, bool] | None:
    """When work that is under way last told how far it is, and whether it is to stop."""
    with psycopg.connect(url_of(office)) as connection:
        query = "SELECT told_at::text, is_stopping FROM yanwuping.works"
        return connection.execute(query).fetchone()


def until_it_has_told_again(office: Office) -> None:
    """Wait until whoever works has asked twice whether to go on: the second time it was told."""
    for _ in range(2):
        before = told(office)
        assert before
        for _ in range(LOOKS_MAX):
            if told(office) != before:
                break
            sleep(0.01)
        else:
            raise AssertionError("it tells nothing any more")


def when_it_has_ended(office: Office, browser: Browser, address: str) -> str:
    """What the page says once the work is over."""
    for _ in range(LOOKS_MAX):
        if told(office) is None:
            return words(browser.open(address).text)
        sleep(0.01)
    raise AssertionError("it has no end")


def confirmed(browser: Browser, content: bytes) -> str:
    """Bring a file and confirm it; the address where the page asks itself again."""
    bring(browser, "items", content)
    page = browser.send(browser.form("/desk/import/record"))
    (address,) = re.findall(r'http-equiv="refresh" content="2; url=([^"]+)"', page.text)
    return str(address).replace("&amp;", "&")


def names(office: Office) -> set[str]:
    settle(office)
    return {it["name"] for it in listed(office, "/api/items", "coordinator")}


@pytest.mark.usefixtures("hasty")
def test_an_import_goes_on_when_its_page_is_closed(office: Office) -> None:
    goods = [fresh("大米") for _ in range(3)]
    with nothing_can_be_recorded(office), browser_of(office, "coordinator") as browser:
        address = confirmed(browser, items(*goods))
        assert "正在导入：" in browser.page.text and "停下来" in browser.page.text
        form = browser.form("/desk/import/stop")
        again = browser.client.post("/desk/import/record", data=form.fields, follow_redirects=True)
        assert "正在导入：" in again.text, "it is begun once"
        browser.client.post("/desk/import/discard", data=form.fields)
    with browser_of(office, "coordinator") as later:
        assert "已导入 3 行。" in when_it_has_ended(office, later, address)
    assert names(office) >= {*goods}


@pytest.mark.usefixtures("hasty")
def test_an_import_that_is_stopped_keeps_what_it_recorded_and_goes_on_when_asked(
    office: Office,
) -> None:
    goods = [fresh("大米") for _ in range(4)]
    with browser_of(office, "coordinator") as browser:
        with nothing_can_be_recorded(office):
            address = confirmed(browser, items(*goods))
            page = browser.send(browser.form("/desk/import/stop"))
            assert "正在停下" in page.text
            until_it_has_told_again(office)
        page_now = when_it_has_ended(office, browser, address)
        recorded = {*goods} & names(office)
        assert len(recorded) < len(goods)
        assert "没有做完" in page_now
        left = len(goods) - len(recorded)
        assert f"确认导入 {left} 行" in page_now

        browser.send(browser.form("/desk/import/record"))
        when_it_has_ended(office, browser, address)
    assert [it for it in goods if it not in names(office)] == []
    facts = office.get("/api/audit/facts", "supervisor", params={"type": "item.listed"})
    assert len(facts.json()["items"]) == len(goods), "none of them twice"


@pytest.mark.usefixtures("hasty")
def test_an_import_whose_server_was_killed_can_be_confirmed_again(office: Office) -> None:
    rice = fresh("大米")
    with browser_of(office, "coordinator") as browser:
        bring(browser, "items", items(rice))
        form = browser.form("/desk/import/record")
        work = f"import {form.fields['file']}"
        with psycopg.connect(url_of(office)) as connection:
            connection.execute(
                "INSERT INTO yanwuping.works (work, worker) VALUES (%s, 'killed')", [work]
            )
        assert "正在导入：" in browser.send(form).text, "the other process may still be at it"
        with psycopg.connect(url_of(office)) as connection:
            connection.execute("UPDATE yanwuping.works SET told_at = now() - interval '1 minute'")
        address = f"/desk/import/preview?file={form.fields['file']}&was_under_way=true"
        assert "没有做完" in words(browser.open(address).text)
        browser.send(browser.form("/desk/import/record"))
        assert "已导入 1 行。" in when_it_has_ended(office, browser, address)
    assert rice in names(office)
