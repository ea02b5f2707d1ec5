"""A long look at a file goes on without its page, is one's own, and is stopped without harm."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import psycopg
import pytest

from tests.api.answers import head, list_item, settle
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.desk.test_importing import (
    ASKS_ITSELF_AGAIN,
    bring,
    fresh,
    items,
    refused_rows,
)
from tests.pages.desk.test_importing_by_two import file_of, hours
from tests.pages.desk.test_importing_under_way import until_it_has_told_again, when_it_has_ended
from tests.pages.people import url_of
from tests.pages.recorded import words
from tests.roles import as_owner

CUT_SHORT = "没有看完，什么都没有记。"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page waits, rows are looked at one by one, and it is often told how far that is."""
    monkeypatch.setattr("api.pages.desk.office.looking.PATIENT_SECONDS", 0)
    monkeypatch.setattr("api.workbooks.importing.CHUNK_ROWS", 1)
    monkeypatch.setattr("api.serving.upkeep.works.TELL_SECONDS", 0.02)


@contextmanager
def nobody_knows_the_goods(office: Office) -> Iterator[None]:
    """Somebody else holds what a look has to read, so that it waits where it is."""
    settle(office)
    with psycopg.connect(as_owner(url_of(office))) as connection:
        connection.execute("LOCK TABLE yanwuping.stock_terms_1 IN ACCESS EXCLUSIVE MODE")
        yield


def works(office: Office) -> list[tuple[str, bool]]:
    """What is under way, and whether it is to stop."""
    with psycopg.connect(url_of(office)) as connection:
        query = "SELECT split_part(work, ' ', 3), is_stopping FROM yanwuping.works ORDER BY 1"
        return connection.execute(query).fetchall()


def asks_itself_again(browser: Browser) -> str:
    """The address that the page loads by itself."""
    (address,) = ASKS_ITSELF_AGAIN.findall(browser.page.text)
    return unescape(address)


def test_a_long_look_goes_on_when_its_page_is_closed(office: Office) -> None:
    rice, oil = fresh("大米"), fresh("菜油")
    before = head(office)
    with nobody_knows_the_goods(office), browser_of(office, "coordinator") as browser:
        page = bring(browser, "items", items(rice, oil, rice), looks_on=False)
        assert page.status_code == 200 and "<progress" in page.text and "停下来" in page.text
        address, file = asks_itself_again(browser), file_of(page)
        browser.open(f"/desk/import/preview?file={file}")
        assert asks_itself_again(browser) == address
        refused = browser.client.get(f"/desk/import/refused?file={file}", follow_redirects=True)
        assert "<progress" in refused.text
        assert works(office) == [("coordinator", False)], "it is begun once"
    with browser_of(office, "coordinator") as later:
        told = when_it_has_ended(office, later, address)
        assert "共有 3 行 可以导入 2 行 以前导入过 0 行 有错、不导入 1 行" in told
        assert "看的结果。" in told and "6 ✗ 商品目录里已经有同名或同条码的商品。" in told
        assert refused_rows(later)[1][1] == rice
        again = words(later.open(f"/desk/import/preview?file={file}").text)
        assert again == told, "whoever comes back need not wait again"
    assert head(office) == before and works(office) == []


def test_what_one_is_told_of_a_file_is_told_to_nobody_else(office: Office) -> None:
    brought = hours("网格员二")
    with (
        browser_of(office, "coordinator") as own,
        browser_of(office, "coordinator2") as other,
    ):
        with nobody_knows_the_goods(office):
            page = bring(own, "services", brought, looks_on=False)
            other.open(f"/desk/import/preview?file={file_of(page)}")
            form, theirs = other.form("/desk/import/look/stop"), asks_itself_again(other)
            other.send(form)
            assert works(office) == [("coordinator", False), ("coordinator2", True)]
            foreign = bring(own, "items", items(fresh("大米")), looks_on=False)
            form.fields["file"] = file_of(foreign)
            assert other.send(form).status_code == 409
            assert not [it for who, it in works(office) if who == "coordinator" and it]
        when_it_has_ended(office, own, f"/desk/import/preview?file={file_of(page)}")
        assert "看的结果。" in own.page.text
        until = when_it_has_ended(office, other, theirs)
        assert "看的结果。" in until or CUT_SHORT in until
        stored = [*(office.settings.data / "looks").iterdir()]
        assert {it.stat().st_mode & 0o777 for it in stored} == {0o600}


def test_a_look_that_is_stopped_says_so_and_begins_anew_when_asked(office: Office) -> None:
    with browser_of(office, "coordinator") as browser:
        with nobody_knows_the_goods(office):
            three = items(*(fresh("大米") for _ in range(3)))
            bring(browser, "items", three, looks_on=False)
            address = asks_itself_again(browser)
            page = browser.send(browser.form("/desk/import/look/stop"))
            assert "正在停下" in page.text
            until_it_has_told_again(office)
        told = when_it_has_ended(office, browser, address)
        assert CUT_SHORT in told and "可以导入" not in told
        assert "refresh" not in browser.page.text, "it does not begin by itself"
        browser.send(browser.form("/desk/import/look"))
        assert "可以导入 3 行" in when_it_has_ended(office, browser, address)


def test_a_look_that_is_stopped_at_its_last_row_is_whole(office: Office) -> None:
    with browser_of(office, "coordinator") as browser:
        with nobody_knows_the_goods(office):
            bring(browser, "items", items(fresh("大米")), looks_on=False)
            address = asks_itself_again(browser)
            browser.send(browser.form("/desk/import/look/stop"))
            until_it_has_told_again(office)
        assert "可以导入 1 行" in when_it_has_ended(office, browser, address)


def test_a_look_whose_server_was_killed_is_not_waited_for(office: Office) -> None:
    rice = fresh("大米")
    with browser_of(office, "coordinator") as browser:
        file = file_of(bring(browser, "items", items(rice)))
        address = f"/desk/import/preview?file={file}&was_looking=true"
        assert "可以导入 1 行" in when_it_has_ended(office, browser, address)
        browser.client.post("/desk/import/look", data=browser.form("/desk/import/look").fields)
        when_it_has_ended(office, browser, address)
        for path in (office.settings.data / "looks").iterdir():
            path.unlink()
        with psycopg.connect(url_of(office)) as connection:
            begin = "INSERT INTO yanwuping.works (work, worker) VALUES (%s, 'killed')"
            connection.execute(begin, [f"look {file} coordinator"])
        assert "<progress" in browser.open(address).text, "the other process may still be at it"
        with psycopg.connect(url_of(office)) as connection:
            connection.execute("UPDATE yanwuping.works SET told_at = now() - interval '1 minute'")
        assert CUT_SHORT in words(browser.open(address).text)
        list_item(office, 30, name=rice)
        browser.send(browser.form("/desk/import/look"))
        assert "可以导入 0 行" in when_it_has_ended(office, browser, address)


def test_what_was_seen_before_a_file_is_taken_in_is_forgotten(office: Office) -> None:
    with browser_of(office, "coordinator") as browser:
        file = file_of(bring(browser, "items", items(fresh("大米"))))
        address = f"/desk/import/preview?file={file}"
        when_it_has_ended(office, browser, address)
        page = browser.send(browser.form("/desk/import/record"))
        assert "已导入 1 行。" in page.text and "看的结果。" not in page.text
    assert not [*(office.settings.data / "looks").iterdir()]


def test_a_quick_look_is_always_a_new_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.desk.office.looking.PATIENT_SECONDS", 60)
    rice = fresh("大米")
    with browser_of(office, "coordinator") as browser:
        page = bring(browser, "items", items(rice))
        assert "可以导入 1 行" in words(page.text) and "看的结果。" not in page.text
        list_item(office, 30, name=rice)
        settle(office)
        page = browser.open(str(page.url))
        assert "可以导入 0 行" in words(page.text) and "看的结果。" not in page.text
