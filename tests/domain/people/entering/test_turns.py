"""Who is known waits for one turn at most, however many strangers wait."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from domain.people.entering.turns import WAITING_MAX, Crowded, Turns

SECONDS_MAX = 10
Arrive = Callable[[str, str | None], "asyncio.Task[None]"]


def served(arrivals: Callable[[Turns, Arrive], Awaitable[None]], *, at_once: int = 1) -> list[str]:
    """In which order people had their turns, when the first kept the others waiting."""

    async def serve() -> list[str]:
        turns, order, released = Turns(at_once), list[str](), asyncio.Event()

        async def come(name: str, place: str | None) -> None:
            async with turns.turn(place):
                order.append(name)
                await released.wait()

        def arrive(name: str, place: str | None) -> "asyncio.Task[None]":
            tasks.append(asyncio.create_task(come(name, place)))
            return tasks[-1]

        tasks: list[asyncio.Task[None]] = []
        await arrivals(turns, arrive)
        await asyncio.sleep(0)
        released.set()
        async with asyncio.timeout(SECONDS_MAX):
            await asyncio.gather(*tasks, return_exceptions=True)
        return order

    return asyncio.run(serve())


def test_who_is_known_comes_before_all_strangers() -> None:
    async def arrivals(_turns: Turns, arrive: Arrive) -> None:
        for number in range(40):
            arrive(f"stranger {number}", "there")
        arrive("li", None)

    order = served(arrivals)
    assert order[:2] == ["stranger 0", "li"] and len(order) == 41


def test_a_crowd_from_one_place_keeps_nobody_from_another_waiting() -> None:
    async def arrivals(_turns: Turns, arrive: Arrive) -> None:
        for number in range(40):
            arrive(f"crowd {number}", "there")
        arrive("a visitor", "elsewhere")

    assert served(arrivals).index("a visitor") <= 2


def test_no_more_work_than_was_said_is_done_at_once() -> None:
    async def arrivals(_turns: Turns, arrive: Arrive) -> None:
        first = [arrive(f"{number}", "there") for number in range(5)]
        await asyncio.sleep(0)
        assert not any(it.done() for it in first)

    async def two(turns: Turns, arrive: Arrive) -> None:
        for number in range(5):
            arrive(f"{number}", "there")
        await asyncio.sleep(0)
        assert turns._free == 0 and len(turns._waiting) == 3

    assert served(arrivals) == list("01234")
    assert sorted(served(two, at_once=2)) == list("01234")


def test_where_too_many_strangers_wait_one_more_is_sent_away_and_who_is_known_is_not() -> None:
    async def arrivals(turns: Turns, arrive: Arrive) -> None:
        for number in range(WAITING_MAX + 1):
            arrive(f"crowd {number}", "there")
        await asyncio.sleep(0)
        with pytest.raises(Crowded):
            async with turns.turn("elsewhere"):
                pass
        arrive("li", None)

    assert served(arrivals)[1] == "li"


def test_who_gives_up_waiting_keeps_nobody_out() -> None:
    async def arrivals(_turns: Turns, arrive: Arrive) -> None:
        arrive("first", "there")
        impatient = arrive("impatient", "there")
        arrive("last", "there")
        await asyncio.sleep(0)
        impatient.cancel()

    assert served(arrivals) == ["first", "last"]
