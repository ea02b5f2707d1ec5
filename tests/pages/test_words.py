"""A page has one name: in every menu, in its title, and over its text."""

import re
from html import unescape
from typing import get_args

import pytest

from api.capabilities import places_of
from api.capability import Menu, Place
from api.pages.language import Language, translator
from tests.office import Office
from tests.pages.browsing import Browser, browser_of

WHO = ("admin", "supervisor", "coordinator", "cashier")
"""One of them may open each place of a menu."""

MENUS: tuple[Menu, ...] = get_args(Menu)


def name_in_title(text: str) -> str:
    """The title without the community's system behind it."""
    (title,) = re.findall(r"<title>(.*?) · [^·]*</title>", text, re.DOTALL)
    return unescape(title).strip()


def heading(text: str) -> str:
    """The words over the text; a community's name before them is left out."""
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    assert len(found) == 1
    words = unescape(re.sub(r"<[^>]+>", "", found[0]))
    return re.sub(r"\s+", " ", words).strip().rpartition(" · ")[2]


def opened(browsers: list[Browser], place: Place) -> str:
    """The page behind a place, as the first of these people sees it who may."""
    for browser in browsers:
        page = browser.open(place.path)
        if page.status_code == 200 and page.url.path == place.path:
            return page.text
    raise AssertionError(f"nobody can open {place.path}")


@pytest.mark.parametrize("language", get_args(Language))
def test_a_page_is_called_the_same_in_its_menus_its_title_and_its_heading(
    office: Office, language: Language
) -> None:
    say = translator(language)
    places = [place for menu in MENUS for place in places_of(menu)]
    different = []
    browsers = []
    for who in WHO:
        with browser_of(office, who) as browser:
            browser.open(f"/reading?language={language}")
            browsers.append(browser)
    browsers[-1].open("/till")
    browsers[-1].send(browsers[-1].form("/till/open"), till="S1")
    for place in places:
        text = opened(browsers, place)
        names = {say(place.words), name_in_title(text), heading(text)}
        if len(names) > 1:
            different.append((place.menu, place.path, sorted(names)))

    assert len(places) > 30
    assert not different, "\n".join(map(str, different))


def test_two_menus_call_a_page_by_one_name() -> None:
    named: dict[str, set[str]] = {}
    for menu in MENUS:
        for place in places_of(menu):
            named.setdefault(place.path, set()).add(place.words)

    assert {path: words for path, words in named.items() if len(words) > 1} == {}
