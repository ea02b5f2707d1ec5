"""Readers may wait until a projection has come as far as what they did."""

from threading import Thread

import pytest

from projections.catalogue import PROJECTIONS
from projections.ledger.reader import Lagging, Reader
from projections.people.balances import member_balance
from tests.controls import LI, LI_JOINED, NINE, RULES, served
from tests.projections.living import NOBODY_WAITS_SECONDS, Living


def test_at_first_every_projection_stands_at_nothing(living: Living) -> None:
    assert living.ask(Reader.positions) == {it.question: 0 for it in PROJECTIONS}
    assert living.ask(Reader.position, "balances") == 0
    assert living.ask(Reader.position, "no such question") == 0
    assert living.ask(Reader.head) == 0
    assert living.ask(Reader.failures) == {}


def test_every_projection_comes_to_the_end_of_the_log(living: Living) -> None:
    _, last = living.write(RULES, LI_JOINED)
    assert living.ask(Reader.head) == last
    assert living.ask(Reader.position, "balances") == 0
    living.runner.catch_up()
    assert living.ask(Reader.positions) == {it.question: last for it in PROJECTIONS}


def test_whoever_has_seen_enough_does_not_wait(living: Living) -> None:
    (position,) = living.saw(RULES)
    living.ask(Reader.wait, "balances", 0, seconds=0)
    living.ask(Reader.wait, "balances", position, seconds=0)
    living.ask(Reader.wait, "balances", position - 1, seconds=0)


def test_whoever_waits_too_long_is_told_for_what(living: Living) -> None:
    (position,) = living.write(RULES)
    for _ in range(2):
        with pytest.raises(Lagging, match="balances"):
            living.ask(Reader.wait, "balances", position, seconds=0)


def test_one_projections_progress_is_not_anothers(living: Living) -> None:
    (position,) = living.saw(RULES)
    living.ask(Reader.wait, "balances", position, seconds=0)
    with pytest.raises(Lagging):
        living.ask(Reader.wait, "no such question", position, seconds=0)


def test_whoever_waits_reads_what_they_wrote(living: Living) -> None:
    (position,) = living.write(served(LI, NINE, NINE.replace(hour=10)))

    async def wait_and_read(reader: Reader) -> int:
        behind = Thread(target=living.runner.catch_up)
        behind.start()
        await reader.wait("balances", position, seconds=NOBODY_WAITS_SECONDS)
        held = await member_balance(reader, LI)
        behind.join()
        return held.points

    assert living.ask(wait_and_read) == 10
