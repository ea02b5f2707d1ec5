"""The check of every night: begun by the service itself, once for each day of the community."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from psycopg import Error as DatabaseError
from psycopg_pool import PoolTimeout

from api.serving.composition import Community
from api.serving.upkeep.checks import NOBODY, Checks

LOOK_SECONDS: Final = 300
"""So long after the start, and after each look, it is seen whether a check is due."""

logger = logging.getLogger("chengyin.nightly")


@asynccontextmanager
async def checking_every_night(communities: Iterable[Community]) -> AsyncIterator[None]:
    """See to it, for as long as the context lasts, wherever a setting names an hour."""
    tasks = [
        asyncio.create_task(_check(it, hour))
        for it in communities
        if (hour := it.settings.nightly_check_hour) is not None
    ]
    try:
        yield
    finally:
        for it in tasks:
            it.cancel()


async def _check(community: Community, hour: int) -> None:
    """Where the machine was off at that hour it is made up for, some minutes after the start."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            await begin_where_due(community.checks, hour, datetime.now(community.zone))
        except (DatabaseError, PoolTimeout) as away:
            logger.warning("the books could not be checked: %s", type(away).__name__)


async def begin_where_due(checks: Checks, hour: int, now: datetime) -> bool:
    """Begin the check of a day, unless it is too early, or it was begun, also by another process.

    Two processes that look at once begin one: each day is one request.
    """
    return now.hour >= hour and await checks.begin(f"nightly {now:%Y-%m-%d}", NOBODY)
