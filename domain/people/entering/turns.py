"""Turns at work that takes a processor for a while: whoever is known goes first."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count
from typing import Final

WAITING_MAX: Final = 100


class Crowded(Exception):
    """So many strangers wait already that one more would wait in vain."""


class Turns:
    """So much work at once; who waits is let in by rank, and of one rank by when they came.

    Who is known has the first rank. A stranger ranks behind those who already wait from the same
    place, so that a crowd from one place keeps nobody from another waiting.
    """

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._from: Counter[str] = Counter()
        self._arrivals = count()

    @asynccontextmanager
    async def turn(self, place: str | None = None) -> AsyncIterator[None]:
        """Wait for a turn and have it for a block; strangers say from which place they come.

        Raises Crowded.
        """
        await self._wait(place)
        try:
            yield
        finally:
            self._let_next_in()

    async def _wait(self, place: str | None) -> None:
        if self._free:
            self._free -= 1
            return
        if place is not None and len(self._waiting) >= WAITING_MAX:
            raise Crowded
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        rank = 0 if place is None else 1 + self._from[place]
        heappush(self._waiting, (rank, next(self._arrivals), called))
        if place is not None:
            self._from[place] += 1
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._let_next_in()  # the turn had come, and nobody takes it
            raise
        finally:
            if place is not None:
                self._from[place] -= 1
                self._from += Counter()  # forget the places from which nobody waits

    def _let_next_in(self) -> None:
        while self._waiting:
            _, _, called = heappop(self._waiting)
            if not called.done():
                called.set_result(None)
                return
        self._free += 1
