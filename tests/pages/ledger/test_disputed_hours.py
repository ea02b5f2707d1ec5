"""Disputed hours in the ledger: looked into, revoked, and none forgotten."""

import pytest

from tests.api.answers import settle
from tests.api.every_post import disputed
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.recorded import words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_right_is_revoked_on_the_same_page(office: Office, language: str) -> None:
    service_id = disputed(office).rpartition("/")[2]
    settle(office)
    zh = language == "zh"
    with browser_of(office, "supervisor") as browser:
        browser.client.cookies.set("language", language)
        told = "1 条有争议的时长没有了结" if zh else "1 disputed hours are not settled"
        assert told in words(browser.open("/ledger").text)
        page = browser.open("/ledger/disputed-hours")
        assert "那天没有人来" in words(page.text)
        form = browser.form(f"/{service_id}/answer")
        missing = browser.send(form, outcome="", answer="")
        assert missing.status_code == 422
        browser.open("/ledger/disputed-hours")
        form = browser.form(f"/{service_id}/answer")
        done = browser.send(form, outcome="upheld", answer="邻居也说没人来")
        assert ("请撤销这次服务" if zh else "Revoke this service") in words(done.text)
        assert told in words(browser.open("/ledger").text)
        browser.open("/ledger/disputed-hours")
        browser.send(browser.form(f"/{service_id}/revocation"), reason="没有来过")
        page = browser.open("/ledger/disputed-hours").text
        assert ("看撤销的那一条" if zh else "See the revocation") in words(page)
        assert told not in words(browser.open("/ledger").text)
