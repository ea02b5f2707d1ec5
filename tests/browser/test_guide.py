"""The pictures of the guide are taken from the pages, and its pages fit on screens and on paper.

With `CHENGYIN_PICTURES` set, as `make pictures` does, the pictures are taken anew.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from api.pages.chapters import CARDS, CHAPTERS, GUIDE, chapter, picture_path
from api.pages.language import LANGUAGES, Language
from tests.browser.counter import Shop, close_shift, sign_in
from tests.browser.neighbourhood import lived_in, sells_at_the_till
from tests.pages.paper_text import pages_of

pytestmark = pytest.mark.whole

TAKING: Final = "CHENGYIN_PICTURES" in os.environ
WORDS: Final = GUIDE / "pictures.json"
"""The words that were on each page when its picture was taken."""

SCREENS_MAX: Final = 4
PHONE: Final = {"width": 360, "height": 800}
DESKTOP: Final = {"width": 1280, "height": 800}
ON_PHONES: Final = ("volunteers", "neighbours", "family")
"""The chapters for those who read on a phone."""
LOCALES: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en-GB"}
QUOTED: Final = re.compile(r"“([^”]+)”")


class Shown(NamedTuple):
    """Who looks at which page when a picture is taken, on a screen of which size."""

    who: str
    path: str
    part: str
    screen: dict[str, int]


PICTURES: Final = {
    "code.webp": Shown("volunteer", "/me/code", "main", {"width": 420, "height": 640}),
    "ask.webp": Shown("volunteer", "/me/ask", "main", {"width": 420, "height": 640}),
    "helpers.webp": Shown("volunteer", "/me/proxies", "main", {"width": 420, "height": 640}),
    "till.webp": Shown("cashier", "/till", "main", {"width": 720, "height": 420}),
    "confirm.webp": Shown("coordinator2", "/desk/confirm", "main", {"width": 900, "height": 560}),
    "books.webp": Shown(
        "supervisor", "/ledger", "section[aria-labelledby=light]", {"width": 720, "height": 480}
    ),
    "rules.webp": Shown("admin", "/ledger/rules", "main", {"width": 720, "height": 560}),
}


@pytest.fixture(scope="module")
def neighbourhood(chromium: Browser, program: object) -> Iterator[Shop]:
    shop = lived_in(program)  # type: ignore[arg-type]
    context = chromium.new_context(base_url=shop.program.address, locale="zh-CN")
    sells_at_the_till(context, shop)
    context.close()
    yield shop
    close_shift(shop.program)


def test_each_picture_of_the_guide_is_taken_of_a_page() -> None:
    shown = {name for at in CHAPTERS for it in chapter(at, "zh").sections for name in it.pictures}
    assert shown == {*PICTURES}


def _told_of(name: str, language: Language) -> list[str]:
    """What the guide says is to be seen on a picture."""
    sections = [it for at in CHAPTERS for it in chapter(at, language).sections]
    return QUOTED.findall(next(it.pictures[name] for it in sections if name in it.pictures))


def _words_of(page: Page) -> list[str]:
    """The page's own words: headings, buttons, labels and what stands over columns."""
    found = page.locator("main :is(h1, h2, label, button, th[scope=col]):visible").all_inner_texts()
    return sorted({re.sub(r"[\d,]+", "0", it).strip() for it in found if "…" not in it} - {""})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_the_page_as_it_is(
    chromium: Browser, neighbourhood: Shop, name: str, language: Language
) -> None:
    shown = PICTURES[name]
    context = chromium.new_context(
        base_url=neighbourhood.program.address,
        locale=LOCALES[language],
        viewport=shown.screen,  # type: ignore[arg-type]
    )
    page = context.new_page()
    sign_in(page, shown.who)
    page.goto(shown.path)
    for words in _told_of(name, language):
        expect(page.locator("main").get_by_text(words).first).to_be_visible()
    kept = json.loads(WORDS.read_text(encoding="utf-8")) if WORDS.exists() else {}
    of_page = _words_of(page)
    if TAKING:
        _take(page, shown, picture_path(language, name))
        told = kept | {f"{language}/{name}": of_page}
        text = json.dumps(dict(sorted(told.items())), ensure_ascii=False, indent=1)
        WORDS.write_text(f"{text}\n", encoding="utf-8")
    else:
        assert of_page == kept[f"{language}/{name}"], "make pictures takes it anew"
    context.close()


def _take(page: Page, shown: Shown, path: Path) -> None:
    page.evaluate("document.querySelectorAll('main nav').forEach(it => it.remove())")
    taken = page.locator(shown.part).first.screenshot()
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(taken)) as image:
        top = image.crop((0, 0, image.width, min(image.height, shown.screen["height"])))
        top.convert("RGB").save(path, "WEBP", quality=70, method=6)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chapter_is_read_on_four_screens(
    chromium: Browser, neighbourhood: Shop, language: Language
) -> None:
    for name in CHAPTERS:
        screen = PHONE if name in ON_PHONES else DESKTOP
        context = chromium.new_context(
            base_url=neighbourhood.program.address,
            locale=LOCALES[language],
            viewport=screen,  # type: ignore[arg-type]
        )
        page = context.new_page()
        page.goto(f"/help/{name}")
        height = page.locator("article.guide").evaluate("it => it.getBoundingClientRect().height")
        assert height <= SCREENS_MAX * screen["height"], name
        context.close()


@pytest.fixture
def printed(chromium: Browser, neighbourhood: Shop) -> Iterator[Callable[[str, str, str], bytes]]:
    """A page as it is printed: its path, the size of the paper, the locale."""

    def print_page(path: str, paper: str, locale: str) -> bytes:
        context = chromium.new_context(base_url=neighbourhood.program.address, locale=locale)
        page = context.new_page()
        page.goto(path)
        content = page.pdf(format=paper, prefer_css_page_size=False)
        context.close()
        return content

    yield print_page


@pytest.mark.parametrize("paper", ["A4", "A5"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_printed_on_exactly_one_page(
    printed: Callable[[str, str, str], bytes], language: Language, paper: str
) -> None:
    for whose in CARDS:
        content = printed(f"/help/cards/{whose}", paper, LOCALES[language])
        assert pages_of(content) == 1, whose
