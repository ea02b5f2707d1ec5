"""On a phone the content begins near the top, and all else is a thumb away, without scripts."""

from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.counter import sign_in
from tests.browser.neighbourhood import lived_in
from tests.browser.test_every_page import TORN
from tests.journeys.running import Running

pytestmark = pytest.mark.whole

PHONE: Final = {"width": 360, "height": 740}
BEGINS_ABOVE: Final = 150
WALLS: Final = ((1366, 768), (1920, 1080))
NEWCOMERS: Final = (
    ("", "/board"),
    ("", "/sign-in"),
    ("volunteer", "/me"),
    ("volunteer", "/activities"),
    ("cashier", "/till"),
    ("coordinator", "/desk"),
    ("supervisor", "/ledger"),
)


@pytest.fixture(scope="module", autouse=True)
def neighbourhood(program: Running) -> None:
    lived_in(program)


def phone_of(
    chromium: Browser, program: Running, who: str, locale: str = "zh-CN"
) -> BrowserContext:
    """Somebody's phone, on which no script runs."""
    context = chromium.new_context(
        base_url=program.address, locale=locale, viewport=PHONE, java_script_enabled=False
    )
    if who:
        sign_in(context.new_page(), who)
    return context


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_what_a_page_is_about_begins_near_its_top(
    chromium: Browser, program: Running, locale: str
) -> None:
    begins = {}
    for who, path in NEWCOMERS:
        context = phone_of(chromium, program, who, locale)
        page = context.new_page()
        page.goto(path)
        box = page.locator("main h1").bounding_box()
        assert box
        begins[path] = box["y"]
        context.close()

    assert {path: y for path, y in begins.items() if y >= BEGINS_ABOVE} == {}


def test_on_a_phone_in_english_words_stay_whole(chromium: Browser, program: Running) -> None:
    found: dict[str, object] = {}
    for who, path in NEWCOMERS:
        context = phone_of(chromium, program, who, "en-GB")
        page = context.new_page()
        page.goto(path)
        if torn := page.evaluate(TORN, 12):
            found[path] = torn
        context.close()

    assert found == {}


def test_an_administrator_reaches_each_colleagues_role_without_moving_the_page_sideways(
    chromium: Browser, program: Running
) -> None:
    context = phone_of(chromium, program, "admin")
    page = context.new_page()
    page.goto("/ledger/roles")
    boxes = [it.bounding_box() for it in page.locator("main table summary").all()]
    context.close()

    assert boxes
    assert [box for box in boxes if not box or box["x"] + box["width"] > PHONE["width"]] == []


def test_a_volunteers_four_places_stay_at_the_foot_of_a_long_page(
    chromium: Browser, program: Running
) -> None:
    context = phone_of(chromium, program, "volunteer")
    page = context.new_page()
    page.goto("/me/passbook")
    places = page.locator("nav.thumb a")
    boxes = [it.bounding_box() for it in places.all()]

    assert [it.strip() for it in places.all_text_contents()] == [
        "我的积分",
        "活动",
        "兑换码",
        "更多",
    ]
    for box in boxes:
        assert box and box["width"] >= 60 and box["height"] >= 60
        assert box["y"] + box["height"] <= PHONE["height"]
    places.last.click()
    assert page.url.endswith("/me/more")
    context.close()


def test_staff_open_one_menu_with_all_their_places(chromium: Browser, program: Running) -> None:
    context = phone_of(chromium, program, "coordinator")
    page = context.new_page()
    page.goto("/desk")
    members = page.locator("header a[href='/desk/members']")

    assert page.locator("nav.thumb").count() == 0
    assert not members.is_visible()
    page.locator(".menu summary").click()
    assert members.is_visible() and page.locator("header a[href='/activities']").is_visible()
    members.click()
    assert page.url.endswith("/desk/members")
    context.close()


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_the_board_on_the_wall_is_seen_whole(
    chromium: Browser, program: Running, locale: str
) -> None:
    context = chromium.new_context(base_url=program.address, locale=locale)
    page = context.new_page()
    for width, height in WALLS:
        page.set_viewport_size({"width": width, "height": height})
        page.goto("/board/screen?period=all")
        size = page.evaluate(
            "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert size == [width, height]
        assert page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)") >= 18
    context.close()
