"""Everybody reads every page they can reach: with weak eyes, an old phone, a slow line."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from justhtml import JustHTML
from playwright.sync_api import Browser, BrowserContext, Request

from tests.browser.counter import Shop, close_shift, sign_in
from tests.browser.neighbourhood import lived_in, sells_at_the_till
from tests.browser.walking import STARTS, Way
from tests.journeys.running import Running

pytestmark = pytest.mark.whole

Size = dict[str, int]
PHONE: Final[Size] = {"width": 320, "height": 640}
DESKTOP: Final[Size] = {"width": 1280, "height": 800}

SIZES: Final = {"": PHONE, "volunteer": PHONE}

WCAG: Final = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    }
}
WEIGHT_MAX: Final = 40 * 1024
REQUESTS_MAX: Final = 4
TEXT_PIXELS_MIN: Final = 18
TARGET_PIXELS_MIN: Final = 60

SMALL_TEXT: Final = """least => [...document.querySelectorAll('body *')].filter(it => {
  const own = [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  return own && it.offsetParent && parseFloat(getComputedStyle(it).fontSize) < least;
}).map(it => it.outerHTML.slice(0, 120))"""
SMALL_TARGETS: Final = """least => [...document.querySelectorAll(
  'main button, main input:not([type=hidden]):not([type=checkbox]):not([type=radio]), main select,'
  + 'main a.button, main nav.rows a, nav.thumb a, nav.places a, nav.places button, .menu summary'
)].filter(it => {
  const box = it.getBoundingClientRect();
  return it.offsetParent && (box.width < least || box.height < least);
}).map(it => it.outerHTML.slice(0, 120))"""
HELPLESS: Final = """() => /^\\/(help|board\\/screen)/.test(location.pathname)
  || document.querySelectorAll('aside.help a[href^="/help/"]').length === 1 ? [] : ['no help']"""
TWICE: Final = """() => [...document.querySelectorAll('[id]')].map(it => it.id)
  .filter((id, at, all) => all.indexOf(id) !== at)"""
TORN: Final = """longest => {
  const seen = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = seen.nextNode(); node; node = seen.nextNode()) {
    if (!node.parentElement.offsetParent || node.parentElement.closest('pre')) continue;
    for (const word of node.data.matchAll(/(?<![\\w/:-])[A-Za-z0-9]+(?![\\w-])/g)) {
      if (word[0].length > longest) continue;
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].map(it => Math.round(it.top)));
      if (tops.size > 1) found.push(word[0]);
    }
  }
  return found.slice(0, 6);
}"""
"""Words of so many letters or digits at most that go on in another line."""
WIDER: Final = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter(it => it.offsetParent && it.getBoundingClientRect().right > width + 1)
    .map(it => it.outerHTML.slice(0, 120)).slice(0, 4);
}"""


@dataclass
class Walk(Way):
    """A way on which what is amiss on the pages is noted."""

    found: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def pages(self) -> Iterator[str]:
        """The addresses of pages, each opened and weighed."""
        self.page.on("request", self._note)
        self.asked.clear()
        for address in super().pages():
            assert self.answer is not None
            if self.answer.status != 200:
                self.found.append(f"{address}: {self.answer.status}")
            self._weigh(address, self.answer.text())
            yield address
            self.asked.clear()

    def _note(self, request: Request) -> None:
        # The till's pulse comes after its page, which does without.
        if request.resource_type != "fetch":
            self.asked.append(request.url)

    def _weigh(self, address: str, text: str) -> None:
        weight = len(gzip.compress(text.encode()))
        if weight > WEIGHT_MAX:
            self.found.append(f"{address}: {weight} bytes")
        if len(self.asked) > REQUESTS_MAX:
            self.found.append(f"{address}: {self.asked}")
        here = self.page.url.split("/")[2]
        self.found += [f"{address}: asks {it}" for it in self.asked if here not in it]
        errors = JustHTML(text, collect_errors=True).errors
        self.found += [f"{address}: {error}" for error in errors]

    def unroll(self) -> None:
        """Show all of the page: what is under the bar at the foot is what one scrolls clear."""
        length = self.page.evaluate("() => document.documentElement.scrollHeight")
        self.page.set_viewport_size(
            {"width": SIZES.get(self.role, DESKTOP)["width"], "height": length}
        )

    def look(self, address: str, script: str, least: Any = None) -> None:
        """Note what a script finds on the page."""
        found = self.page.evaluate(script, least)
        if found:
            self.found.append(f"{address}: {found}")


@pytest.fixture(scope="module")
def neighbourhood(chromium: Browser, program: Running) -> Iterator[Shop]:
    shop = lived_in(program)
    context = chromium.new_context(base_url=program.address, locale="zh-CN")
    sells_at_the_till(context, shop)
    context.close()
    yield shop
    close_shift(program)


def window_of(chromium: Browser, shop: Shop, role: str, locale: str) -> BrowserContext:
    size = SIZES.get(role, DESKTOP)
    context = chromium.new_context(
        base_url=shop.program.address,
        locale=locale,
        viewport={"width": size["width"], "height": size["height"]},
    )
    if role:
        page = context.new_page()
        sign_in(page, role)
        if role == "volunteer":
            page.goto("/me/certificate")
            page.locator("form[method=get] button").click()
            page.locator("form[method=post][action='/me/certificate'] button").click()
            page.wait_for_url("**/me/certificate/*")  # a page that is closed on its way may hang
        page.close()
    return context


@pytest.mark.parametrize("role", STARTS)
def test_every_page_can_be_read_by_all(chromium: Browser, neighbourhood: Shop, role: str) -> None:
    context = window_of(chromium, neighbourhood, role, "zh-CN")
    walk = Walk(context.new_page(), role)
    for address in walk.pages():
        walk.unroll()
        for violation in Axe().run(walk.page, options=WCAG).response["violations"]:
            node = violation["nodes"][0]["html"][:120]
            walk.found.append(f"{address}: {violation['id']} {node}")
        walk.look(address, TWICE)
        walk.look(address, HELPLESS)
        if role == "volunteer":
            walk.look(address, SMALL_TEXT, TEXT_PIXELS_MIN)
            walk.look(address, SMALL_TARGETS, TARGET_PIXELS_MIN)
        walk.look(address, TORN, 12)
        walk.page.set_viewport_size({"width": 320, "height": 640})
        walk.look(address, WIDER)
        walk.look(address, TORN, 12)
        size = SIZES.get(role, DESKTOP)
        walk.page.set_viewport_size({"width": size["width"], "height": size["height"]})
    context.close()

    assert not walk.found, "\n".join(walk.found)
    assert len(walk.seen) >= len(STARTS[role])


@pytest.mark.parametrize("role", STARTS)
def test_every_page_fits_a_narrow_phone_in_english_with_the_largest_type(
    chromium: Browser, neighbourhood: Shop, role: str
) -> None:
    context = window_of(chromium, neighbourhood, role, "en-GB")
    page = context.new_page()
    for size in ("large", "largest"):
        page.goto(f"/reading?size={size}")
    page.set_viewport_size({"width": 320, "height": 640})
    walk = Walk(page, role)
    for address in walk.pages():
        walk.look(address, WIDER)
        walk.look(address, TORN, 8)
        if page.locator("html").get_attribute("lang") != "en":
            walk.found.append(f"{address}: not in English")
    body = page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")
    context.close()

    assert not walk.found, "\n".join(walk.found)
    assert body >= 30 or role != "volunteer"
