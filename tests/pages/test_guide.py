"""Whoever looks at a page finds one sentence of help on it, and the guide says what pages say."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from api.capabilities import places_of
from api.capability import Menu
from api.pages.chapters import CARDS, CHAPTERS, GUIDE, Section, chapter, picture_path, section
from api.pages.frame import HERE
from api.pages.language import LANGUAGES, Language, translator
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.test_language import SAID

TEMPLATES = HERE / "templates"
HELPED = re.compile(r"""help\(_\("[^"]+"\), "([a-z]+#[a-z-]+)"\)""")
BLANK = re.compile(r"\\\{\w+\\\}")
EXTENDED = re.compile(r"""\{% extends "([^"]+)" %\}""")
PICTURE_BYTES_MAX = 60_000
MENUS: tuple[Menu, ...] = ("site", "desk", "ledger", "till")
OF_CARDS = {"volunteer": "volunteer", "cashier": "till"}
"""The pages whose words are on a card, by their folder."""


@cache
def _texts() -> dict[str, str]:
    found = sorted(TEMPLATES.rglob("*.html"))
    return {it.relative_to(TEMPLATES).as_posix(): it.read_text(encoding="utf-8") for it in found}


def _pages() -> list[str]:
    """What is shown in the frame of all pages; the guide is help itself."""
    frames = {frame for text in _texts().values() for frame in EXTENDED.findall(text)}
    shown = (it for it, text in _texts().items() if EXTENDED.search(text) and it not in frames)
    return [it for it in shown if not it.startswith("guide/")]


def _leads_to(page: str) -> list[str]:
    return HELPED.findall(_texts()[page])


def _sentences(pages: list[str], language: Language) -> Iterator[str]:
    """What these pages say, and what is on every page."""
    translate = translator(language)
    for page in ["page.html", *pages]:
        yield from (translate(it[1:-1]) for it in SAID.findall(_texts()[page]))
    yield from (translate(it.words) for menu in MENUS for it in places_of(menu))


def _unsaid(words: tuple[str, ...], pages: list[str], language: Language) -> list[str]:
    """The words that are on none of these pages; any amount stands in a sentence's blank."""
    patterns = [BLANK.sub(r"\\d+", re.escape(it)) for it in _sentences(pages, language)]
    return [it for it in words if not any(re.fullmatch(pattern, it) for pattern in patterns)]


@pytest.mark.parametrize("page", _pages())
def test_every_page_has_one_sentence_of_help_that_leads_into_the_guide(page: str) -> None:
    addresses = _leads_to(page)

    assert addresses, "no help"
    for address in addresses:
        assert {section(address, it).anchor for it in LANGUAGES} == {address.partition("#")[2]}


def test_help_is_looked_for_on_all_pages() -> None:
    assert {"sign_in.html", "till/sale.html", "desk/today.html", "problem.html"} <= {*_pages()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_names_buttons_by_the_words_that_are_on_its_pages(
    name: str, language: Language
) -> None:
    pages = [it for it in _pages() if any(at.startswith(f"{name}#") for at in _leads_to(it))]
    sections = chapter(name, language).sections
    words = tuple(word for it in sections for word in it.words)

    assert len(words) > 10
    assert _unsaid(words, pages, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("whose", CARDS)
def test_a_card_names_buttons_by_the_words_that_are_on_the_pages(
    whose: str, language: Language
) -> None:
    words = chapter(f"cards/{whose}", language).opening.words

    assert len(words) >= 4
    pages = [it for it in _pages() if it.startswith(f"{OF_CARDS[whose]}/")]
    assert _unsaid(words, pages, language) == []


def test_a_button_that_is_called_otherwise_turns_the_guide_red() -> None:
    assert _unsaid(("我要报名", "我要参加"), ["volunteer/service/activity.html"], "zh") == [
        "我要参加"
    ]
    assert _unsaid(("Confirm 30 points",), ["till/sale.html"], "en") == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_both_languages_tell_the_same_and_each_section_is_led_to_or_read_on(name: str) -> None:
    def outline(language: Language) -> list[tuple[str, list[str]]]:
        return [(it.anchor, list(it.pictures)) for it in chapter(name, language).sections]

    assert outline("zh") == outline("en")
    anchors = [anchor for anchor, _ in outline("zh")]
    assert all(anchors) and len(set(anchors)) == len(anchors) >= 6


def _pictured(language: Language) -> list[tuple[Section, str]]:
    return [
        (it, name)
        for at in CHAPTERS
        for it in chapter(at, language).sections
        for name in it.pictures
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_small_and_each_is_shown(language: Language) -> None:
    shown = {picture_path(language, name) for _, name in _pictured(language)}

    assert shown == {*(GUIDE / language / "pictures").glob("*.webp")}
    assert len(shown) >= len(CHAPTERS)
    assert all(it.stat().st_size < PICTURE_BYTES_MAX for it in shown)


def test_anybody_reads_the_guide_in_their_language_without_signing_in(office: Office) -> None:
    with browser_of(office) as reader:
        assert "收银员" in reader.open("/help").text
        answer = reader.open("/help/cashiers")
        assert 'id="scan-trouble"' in answer.text and "扫码没反应怎么办" in answer.text
        english = reader.open("/help/cashiers", headers={"Accept-Language": "en"})
        assert "The scanner does nothing" in english.text
        picture = reader.open("/help/pictures/zh/till.webp")
        assert picture.headers["content-type"] == "image/webp"
        for nothing in ("/help/none", "/help/cards/none", "/help/pictures/zh/none.webp"):
            assert reader.open(nothing).status_code == 404


def test_a_chinese_line_goes_on_without_a_space_and_a_picture_keeps_its_place() -> None:
    card = section("volunteers#card", "zh").html
    assert "马上点<strong>挂失这张卡</strong>，捡到的人" in card
    (size,) = re.findall(r'width="(\d+)" height="(\d+)"', section("volunteers#code", "zh").html)
    assert size == ("177", "270")


def test_who_is_signed_in_keeps_their_menu_in_the_guide(office: Office) -> None:
    with browser_of(office, "coordinator") as reader:
        assert 'href="/desk"' in reader.open("/help/coordinators").text
        help_on_page = reader.open("/desk/confirm").text.partition('id="help"')[2]
        assert 'href="/help/coordinators#confirm"' in help_on_page


@pytest.mark.parametrize(
    ("who", "path", "card"),
    [
        ("volunteer", "/me/more", "/help/cards/volunteer"),
        ("cashier", "/till", "/help/cards/cashier"),
    ],
)
def test_a_card_is_one_tap_from_the_pages_of_those_it_is_for(
    office: Office, who: str, path: str, card: str
) -> None:
    with browser_of(office, who) as reader:
        assert f'href="{card}"' in reader.open(path).text
        if who == "cashier":
            assert f'href="{card}"' in reader.send(reader.form("/till/open"), till="S1").text
        assert "一页通" in reader.open(card).text


def test_the_board_on_the_wall_says_where_help_is(shared_office: Office) -> None:
    with browser_of(shared_office) as passer_by:
        wall = passer_by.open("/board/screen").text
    assert re.search(r"帮助 [\w.:-]+/help</span>", wall)


def test_a_card_says_where_the_desk_is(office: Office) -> None:
    with browser_of(office, "admin") as admin:
        admin.open("/ledger/settings")
        admin.send(admin.form("/ledger/settings"), desk="3栋一楼，每天 9 点到 17 点")
    with browser_of(office) as reader:
        assert "3栋一楼" in reader.open("/help/cards/volunteer").text


def test_the_guide_is_where_the_program_is_installed() -> None:
    root = Path(__file__).parents[2]
    told = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert '"docs.guide*"' in told and '"docs.guide" = ["**/*.md", "**/*.webp"]' in told
    assert "!docs/guide" in (root / ".dockerignore").read_text(encoding="utf-8")
