"""Pictures of every screen of the demo, to be looked at: `python -m tests.browser.screens FOLDER`.

With `--at ADDRESS` of a demo that is being served already; with `--role`, of some people only.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.conftest import CHROMIUM, LAUNCHED_WITH
from tests.browser.walking import STARTS, Way, kind_of
from tests.conftest import temporary_folder
from tests.journeys.running import PASSWORD, running

HEIGHTS: Final = {360: 740, 768: 1024, 1366: 768, 1920: 1080}


class Look(NamedTuple):
    """How somebody looks at the pages."""

    width: int
    locale: str
    size: str = "normal"

    @property
    def folder(self) -> str:
        """Where its pictures are."""
        return "-".join([str(self.width), self.locale[:2], *[self.size] * (self.size != "normal")])


LOOKS: Final = (
    *(Look(width, locale) for width in (360, 768, 1366) for locale in ("zh-CN", "en-GB")),
    *(Look(360, locale, "largest") for locale in ("zh-CN", "en-GB")),
)
WALL: Final = ("/board/screen",)
"""What hangs on a wall is taken in that size too, and never longer than the screen."""


def main() -> None:
    """Take them all."""
    asked = _asked()
    with _served(asked) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(LAUNCHED_WITH)
        )
        for role in asked.role or STARTS:
            for look in [it for it in LOOKS if asked.look in it.folder]:
                _take(browser, address, asked, role=role, look=look)
        for width in (1366, 1920):
            _wall(browser, address, width, asked.folder)
        browser.close()


def _asked() -> Namespace:
    parser = ArgumentParser(prog="screens", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--at", default="", help="a demo that is served already")
    parser.add_argument("--password", default=PASSWORD, help="of its sign-ins")
    parser.add_argument("--role", action="append", choices=list(STARTS), help="of these only")
    parser.add_argument("--look", default="", help="part of a folder's name, such as 360-zh")
    parser.add_argument("--first", action="store_true", help="the first pages only")
    return parser.parse_args()


@contextmanager
def _served(asked: Namespace) -> Iterator[str]:
    if asked.at:
        yield asked.at
        return
    with temporary_folder() as folder, running(folder, "demo") as program:
        yield program.address


def _take(browser: Browser, address: str, asked: Namespace, *, role: str, look: Look) -> None:
    context = _window(browser, address, look)
    page = context.new_page()
    if role:
        page.goto("/sign-in")
        page.fill("#username", role)
        page.fill("#password", asked.password)
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
    for size in ("large", "largest") if look.size == "largest" else ():
        page.goto(f"/reading?size={size}")
    for number, path in enumerate(Way(page, role).pages()):
        name = kind_of(path).strip("/").replace("/", "_").replace("…", "id") or "first"
        where = asked.folder / (role or "anybody") / look.folder
        # What stands at the foot of the screen stands there in the picture of a long page too.
        length = page.evaluate("() => document.documentElement.scrollHeight")
        page.set_viewport_size({"width": look.width, "height": max(length, HEIGHTS[look.width])})
        page.screenshot(path=where / f"{name}.png")
        page.set_viewport_size({"width": look.width, "height": HEIGHTS[look.width]})
        if asked.first and number + 1 >= len(STARTS[role]):
            break
    context.close()


def _wall(browser: Browser, address: str, width: int, folder: Path) -> None:
    context = _window(browser, address, Look(width, "zh-CN"))
    page = context.new_page()
    for path in WALL:
        page.goto(path)
        page.screenshot(path=folder / "wall" / f"{path.strip('/').replace('/', '_')}-{width}.png")
    context.close()


def _window(browser: Browser, address: str, look: Look) -> BrowserContext:
    return browser.new_context(
        base_url=address,
        locale=look.locale,
        viewport={"width": look.width, "height": HEIGHTS[look.width]},
    )


if __name__ == "__main__":
    main()
