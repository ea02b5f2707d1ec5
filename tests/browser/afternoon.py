"""A community in whose time zone it is afternoon: what its people did today lies behind them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.counter import sign_in
from tests.conftest import temporary_folder
from tests.journeys.running import Running, running

AFTERNOON: Final = 15
PHONE: Final = {"width": 360, "height": 740}

Sits = Callable[..., Page]
"""Somebody signs in at a screen of their own: a `phone`, perhaps, or one without `scripts`."""


@pytest.fixture(scope="module")
def program(chromium: Browser) -> Iterator[Running]:
    """An empty demo community, in whose time zone it is afternoon now."""
    ahead = (AFTERNOON - datetime.now(UTC).hour + 11) % 24 - 11
    zone = f"Etc/GMT{-ahead:+d}"
    with temporary_folder() as folder, running(folder, "demo", "--empty", time_zone=zone) as served:
        yield served


@pytest.fixture
def sits(chromium: Browser, program: Running) -> Iterator[Sits]:
    """Lets people sit down at screens, which all go dark at the end of the test."""
    with ExitStack() as day:

        def sit(who: str, *, phone: bool = False, scripts: bool = True) -> Page:
            context = chromium.new_context(
                base_url=program.address,
                locale="zh-CN",
                java_script_enabled=scripts,
                viewport=PHONE if phone else None,
            )
            day.callback(context.close)
            page = context.new_page()
            sign_in(page, who)
            return page

        yield sit


def recognise_all(coordinator: Page) -> None:
    """Confirm the one service that waits, as another coordinator entered it."""
    coordinator.goto("/desk")
    coordinator.get_by_role("link", name="去确认").click()
    coordinator.get_by_role("link", name="勾选本页全部可确认的").click()
    coordinator.get_by_role("button", name="确认勾选的服务").click()
    expect(coordinator.locator("main")).to_contain_text("已确认 1 条，没有确认 0 条")
