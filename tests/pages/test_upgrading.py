"""While versions change places, who looks at pages is told so on a page, in their language."""

import pytest

from tests.api.answers import head, serve
from tests.api.serving.test_upgrading import has_recorded_what_only_it_knows
from tests.api.serving.upgraded import catch_up, next_version
from tests.office import Office
from tests.pages.browsing import browser_of

ENGLISH = {"Accept-Language": "en"}


def test_points_that_are_not_there_yet_are_not_shown_as_none(
    office: Office, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(office, "volunteer", 8)
    with (
        next_version(office, database, monkeypatch, "balances") as upgraded,
        browser_of(upgraded) as browser,
    ):
        pages = [browser.sign_in("volunteer"), browser.open("/me", headers=ENGLISH)]
        for page, said in zip(pages, ("数据还在更新", "being updated"), strict=True):
            assert page.url.path == "/me"
            assert (page.status_code, page.headers["Retry-After"]) == (503, "1")
            assert page.headers["content-type"].startswith("text/html")
            assert said in page.text and "修改" not in page.text

        catch_up(database)

        assert ">80 <small>" in browser.open("/me").text


def test_who_sends_a_form_to_a_version_left_behind_is_told_that_nothing_is_recorded(
    office: Office, database: str
) -> None:
    with browser_of(office, "cashier") as browser:
        browser.open("/till")
        has_recorded_what_only_it_knows(database)
        before = head(office)

        page = browser.send(browser.form("/till/open"), till="S1")

    assert page.status_code == 503, page.text
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert page.headers["content-type"].startswith("text/html")
    assert "须升级后才能继续登记" in page.text
    assert head(office) == before
