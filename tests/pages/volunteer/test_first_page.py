"""A volunteer's first page leads on with one tap: to the bar's four, and to the grid worker."""

import re

from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join


def bar_of(page: str) -> list[str]:
    """Where the bar at the foot leads."""
    found = re.findall(r'<nav class="thumb".*?</nav>', page, re.DOTALL)
    return re.findall(r'href="([^"]+)"', found[0]) if found else []


def test_a_volunteer_calls_their_own_grid_worker_with_one_tap(office: Office) -> None:
    join(office, "网格员张", role="coordinator", grid="第一网格", phone="13800139999")
    join(office, "网格员李", role="coordinator", grid="第二网格", phone="13800136666")
    li = join(office, "李桂珍", grid="第二网格")
    with browser_of(office, li) as browser:
        page = browser.open("/me").text
    assert "网格员李" in page and 'href="tel:13800136666"' in page
    assert "网格员张" not in page and "13800139999" not in page


def test_nobody_is_told_to_call_who_has_no_phone(office: Office) -> None:
    join(office, "网格员张", role="coordinator", grid="第一网格")
    li = join(office, "李桂珍", grid="第一网格")
    with browser_of(office, li) as browser:
        page = browser.open("/me").text
    assert "tel:" not in page and "网格员张" not in page


def test_a_volunteer_has_four_places_at_the_thumb_and_the_rest_behind_the_last(
    office: Office,
) -> None:
    li = join(office, "李桂珍")
    with browser_of(office, li) as browser:
        assert bar_of(browser.open("/me").text) == ["/me", "/activities", "/me/code", "/me/more"]
        more = browser.open("/me/more").text
        for path in ("/me/passbook", "/shelf", "/me/card", "/me/certificate", "/me/settings"):
            assert f'href="{path}"' in more
            assert bar_of(browser.open(path).text)
        browser.open("/me/more")
        assert "登录" in browser.send(browser.form("/sign-out")).text
        assert browser.open("/me").url.path == "/sign-in"


def test_who_works_here_has_one_menu_and_no_bar(office: Office) -> None:
    with browser_of(office, "coordinator") as browser:
        for path in ("/desk", "/me"):
            page = browser.open(path).text
            assert bar_of(page) == []
            assert page.count('class="menu"') == 1
            assert page.index("<summary") < page.index('href="/desk"')
