"""A cashier at the till, as the tests of its pages meet them: each has a till of their own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from httpx import Response

from tests.api.answers import listed, settle
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import join


@contextmanager
def cashier(office: Office, *, till: str | None = None, opened: bool = True) -> Iterator[Browser]:
    """A new cashier's browser, with an open shift at a till that nobody else uses."""
    username = join(office, "孙秀兰", role="cashier")
    with browser_of(office, username) as browser:
        if opened:
            browser.open("/till")
            browser.send(browser.form("/till/open"), till=till or new_till())
            assert "下一位" in browser.page.text
        yield browser


def new_till() -> str:
    """A name that no till has yet."""
    return uuid4().hex[:6].upper()


def name_of(office: Office, item_id: str) -> str:
    """What an item is called."""
    (name,) = (
        it["name"] for it in listed(office, "/api/items", "coordinator") if it["item_id"] == item_id
    )
    return str(name)


def begin(browser: Browser, member_id: str) -> Response:
    """An empty basket for somebody."""
    return browser.open(f"/till/sale?member={member_id}")


def basket(browser: Browser, **filled: Any) -> Response:
    """Send the basket's form, with what was scanned or pressed."""
    form = browser.form("/till/sale")
    kept = re.findall(r'name="lines\[\]" value="([^"]+)"', browser.page.text)
    return browser.send(form, **({"lines[]": kept} | filled))


def confirm(browser: Browser) -> Response:
    """Press the button that records the sale."""
    form = browser.form("/till/sale")
    form.action = "/till/sell"
    kept = re.findall(r'name="lines\[\]" value="([^"]+)"', browser.page.text)
    return browser.send(form, **{"lines[]": kept})


def sell(browser: Browser, member_id: str, item_id: str, pieces: int = 1) -> str:
    """Sell so many pieces of something; the redemption's id."""
    begin(browser, member_id)
    for _ in range(pieces):
        basket(browser, change=f"{item_id}:+1")
    page = confirm(browser)
    assert page.url.path.startswith("/till/receipts/"), page.text
    return page.url.path.rpartition("/")[2]


def number_on(page: Response) -> str:
    """The number on the receipt that a page shows."""
    found = re.search(r"[A-Z0-9]{1,6}-\d{8}-\w{4,7}", page.text)
    assert found, page.text
    return found[0]


def points_of(office: Office, member_id: str) -> int:
    """What somebody holds once everything is known."""
    settle(office)
    return int(office.get(f"/api/members/{member_id}/balance", "coordinator").json()["points"])


def words(page: Response) -> str:
    """The page's words without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
