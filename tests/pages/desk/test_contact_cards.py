"""Cards that say whom to call: for a grid, and for everybody in a building at once."""

import re

import pytest

from api.pages.desk.people import contact_cards
from tests.api.answers import enrol, settle
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join
from tests.pages.recorded import words


def cards_on(page: str) -> list[str]:
    """The words of each card."""
    return [words(it) for it in re.findall(r'<div class="slip">(.*?)</div>', page, re.DOTALL)]


def test_contact_cards_name_the_coordinators_of_a_grid(office: Office) -> None:
    join(office, "网格员张", role="coordinator", grid="第一网格", phone="13800139999")
    join(office, "网格员李", role="coordinator", grid="第二网格", phone="13800136666")
    enrol(office, "王建国", grid="第一网格", phone="13800135555")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        (card,) = cards_on(browser.open("/desk/contact-card?grid=第一网格").text)
    assert "第一网格" in card and "网格员张" in card and "13800139999" in card


def test_everybody_in_a_building_has_a_card_of_their_own_grid(office: Office) -> None:
    join(office, "网格员张", role="coordinator", grid="第一网格", phone="13800139999")
    join(office, "网格员李", role="coordinator", grid="第二网格", phone="13800136666")
    enrol(office, "王建国", grid="第一网格", building="3栋")
    enrol(office, "李桂珍", grid="第二网格", building="3栋")
    enrol(office, "赵秀英", grid="第二网格", building="10栋")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open("/desk/contact-card?building=3栋")
    cards = cards_on(page.text)
    (wangs,) = (it for it in cards if "王建国" in it)
    (lis,) = (it for it in cards if "李桂珍" in it)
    assert len(cards) == 2 and "3栋：2 张" in words(page.text)
    assert "第一网格" in wangs and "13800139999" in wangs and "13800136666" not in wangs
    assert "第二网格" in lis and "13800136666" in lis
    assert page.text.index("<option selected>3栋") < page.text.index("<option>10栋")


def test_where_a_grid_has_no_worker_anybody_of_them_can_be_called(office: Office) -> None:
    join(office, "网格员张", role="coordinator", grid="第一网格", phone="13800139999")
    enrol(office, "王建国", grid="第五网格", building="9栋")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        (card,) = cards_on(browser.open("/desk/contact-card?building=9栋").text)
    assert "第五网格" in card and "网格员张" in card


def test_of_two_buildings_with_one_number_only_that_of_the_chosen_grid_is_printed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, grid in (("王建国", "第一网格"), ("李桂珍", "第二网格"), ("赵秀英", "第二网格")):
        enrol(office, name, grid=grid, building="3栋")
    settle(office)
    monkeypatch.setattr(contact_cards, "CARDS_MAX", 1)
    with browser_of(office, "coordinator") as browser:
        first = browser.open("/desk/contact-card?building=3栋&grid=第一网格").text
        second = browser.open("/desk/contact-card?building=3栋&grid=第二网格").text
    assert "王建国" in first and "没有列出" not in words(first) and len(cards_on(first)) == 1
    assert "王建国" not in second and "还有 1 人没有列出" in words(second)
    assert len(cards_on(second)) == 1


def test_where_nobody_is_known_the_card_has_lines_to_write_on(office: Office) -> None:
    with browser_of(office, "coordinator") as browser:
        (card,) = cards_on(browser.open("/desk/contact-card").text)
    assert card.count("＿＿＿＿＿＿") == 4
