"""The service checks the books by itself, once for each day of the community."""

import asyncio
from datetime import timedelta
from typing import Final

import psycopg
import pytest

from api.serving.composition import open_community
from api.serving.nightly import begin_where_due, checking_every_night
from api.serving.settings import Settings
from api.serving.upkeep.checks import NOBODY, Checked, Checks
from projections.ledger.reader import Reader
from tests.clock import past
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of
from tests.pages.people import url_of

pytestmark = pytest.mark.whole

LOOKS_MAX: Final = 3_000
HOUR: Final = 3


async def ended(checks: Checks) -> Checked:
    """The outcome of the check that is under way."""
    for _ in range(LOOKS_MAX):
        if await checks.running() is None and (last := await checks.last()):
            return last
        await asyncio.sleep(0.2)
    raise AssertionError("the check has no end")


def begun(office: Office) -> int:
    """How many checks there are."""
    with psycopg.connect(url_of(office)) as connection:
        row = connection.execute("SELECT count(*) FROM yanwuping.ledger_checks").fetchone()
    assert row
    return int(row[0])


def test_a_night_is_checked_once_whichever_process_looks_and_never_beside_another_check(
    office: Office,
) -> None:
    night = past(HOUR, days_ago=1)

    async def nights() -> None:
        async with Reader(url_of(office), office.settings.community) as reader:
            one, other = (Checks(reader, url_of(office), office.settings) for _ in "12")
            assert not await begin_where_due(one, HOUR, night - timedelta(minutes=1))
            assert await begin_where_due(one, HOUR, night)
            assert not await begin_where_due(other, HOUR, night + timedelta(days=1))
            assert (await ended(other)).started_by == NOBODY
            for moment in (night, night + timedelta(hours=20)):
                assert not await begin_where_due(other, HOUR, moment)
            assert await other.begin("asked for", "supervisor")
            assert not await begin_where_due(one, HOUR, night + timedelta(days=1))
            await ended(one)
            assert await begin_where_due(one, HOUR, night + timedelta(days=1))
            await ended(other)

    asyncio.run(nights())

    assert begun(office) == 3
    with browser_of(office, "admin") as browser:
        words = plain(browser.open("/ledger").text)
    assert "系统每日自动核对，核对到第" in words and "账目自洽：各单位合计为零" in words


def test_a_night_whose_check_somebody_stopped_is_not_checked_again(office: Office) -> None:
    night = past(HOUR, days_ago=1)

    async def nights() -> None:
        async with Reader(url_of(office), office.settings.community) as reader:
            one, other = (Checks(reader, url_of(office), office.settings) for _ in "12")
            assert await begin_where_due(one, HOUR, night)
            await other.stop_running()
            assert await other.running() is None
            assert not await begin_where_due(other, HOUR, night)
            one.stop()

    asyncio.run(nights())
    assert begun(office) == 1


def test_a_check_that_is_cut_off_as_the_service_stops_is_made_up_for(office: Office) -> None:
    night = past(HOUR, days_ago=1)

    async def nights() -> None:
        async with Reader(url_of(office), office.settings.community) as reader:
            stopped, next_one = (Checks(reader, url_of(office), office.settings) for _ in "12")
            assert await begin_where_due(stopped, HOUR, night)
            stopped.stop()
            assert begun(office) == 0
            assert await begin_where_due(next_one, HOUR, night)
            assert (await ended(next_one)).wrong == []

    asyncio.run(nights())


@pytest.mark.parametrize(("hour", "checks"), [(0, 1), (None, 0)])
def test_the_service_looks_by_itself_where_a_setting_names_an_hour(
    office: Office, monkeypatch: pytest.MonkeyPatch, hour: int | None, checks: int
) -> None:
    monkeypatch.setattr("api.serving.nightly.LOOK_SECONDS", 0.01)
    settings = office.settings.model_copy(update={"nightly_check_hour": hour})

    async def serve() -> None:
        async with (
            open_community(url_of(office), settings) as community,
            checking_every_night([community]),
        ):
            if hour is not None:
                assert (await ended(community.checks)).wrong == []
            await asyncio.sleep(0.1)

    asyncio.run(serve())

    assert begun(office) == checks


@pytest.mark.parametrize(("told", "hour"), [("", None), ("0", 0), ("23", 23)])
def test_blank_is_never(monkeypatch: pytest.MonkeyPatch, told: str, hour: int | None) -> None:
    assert Settings().nightly_check_hour == HOUR
    monkeypatch.setenv("CHENGYIN_NIGHTLY_CHECK_HOUR", told)
    assert Settings().nightly_check_hour == hour
