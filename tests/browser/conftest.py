"""Debian's Chromium and a served community; without a Chromium these tests say so and are skipped.

`CHENGYIN_CHROMIUM` names another one.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.counter import Shop, close_shift, stocked
from tests.journeys.conftest import empty_demo
from tests.journeys.running import Running, running_copy

__all__ = ["empty_demo"]

CHROMIUM: Final = Path(os.environ.get("CHENGYIN_CHROMIUM", "/usr/bin/chromium"))
PATIENCE_MILLISECONDS: Final = 15_000
LAUNCHED_WITH: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, in which each test opens windows of its own.

    It ends with its module: the driver keeps an event loop running, which others cannot bear.
    """
    if not CHROMIUM.exists():
        pytest.skip("browser tests were not run: no Chromium")
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(LAUNCHED_WITH)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def program(chromium: Browser, empty_demo: Path) -> Iterator[Running]:
    """An empty demo community, served to all browser tests of a module."""
    with running_copy(empty_demo) as served:
        yield served


@pytest.fixture
def shop(program: Running) -> Iterator[Shop]:
    """Goods on the shelf and three volunteers of 80 points each, the test's own."""
    yield stocked(program)
    close_shift(program)


@pytest.fixture
def window(chromium: Browser, program: Running) -> Iterator[BrowserContext]:
    """Somebody's browser, in Chinese; what goes wrong in a script fails the test."""
    context = chromium.new_context(
        base_url=program.address, locale="zh-CN", viewport={"width": 1280, "height": 800}
    )
    errors: list[str] = []
    context.on("weberror", lambda it: errors.append(str(it.error)))
    yield context
    context.close()
    assert errors == []


@pytest.fixture
def page(window: BrowserContext) -> Page:
    """A window of that browser."""
    return window.new_page()
