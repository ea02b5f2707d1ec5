"""Projections are built anew beside the living ones, while people write and read."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Event, Thread
from time import sleep

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

import projections.replaying.replay
from projections.catalogue import PROJECTIONS
from projections.ledger.audit_trail import audit_page
from projections.ledger.projection import Batch, Projection, Tables
from projections.ledger.reader import Reader
from projections.office.community import community_figures
from projections.people.balances import trial_balance
from projections.people.members import members, teams
from projections.people.statements import LAST, member_statement
from projections.replaying.rebuilding import rebuild, rebuild_what_grows
from projections.rules.rule_versions import rule_versions
from projections.service.activities import activities
from projections.service.pairing_board import pairing_board
from projections.service.rankings import ALWAYS, ranking
from projections.service.services import services
from projections.shop.donation_trail import trail
from projections.shop.stock import shelf
from tests.controls import LI, RICE, SPRING, WANG, ZONE, donated
from tests.projections.living import COMMUNITY, Living, in_use
from tests.projections.replaying.spoilt import EVERYTHING, QUESTIONS, change_a_row, hour

BESIDE = f"SELECT to_regnamespace('{COMMUNITY}__rebuilt') IS NOT NULL"


def test_only_what_was_named_is_built_anew(few: Living) -> None:
    few.saw(*EVERYTHING)
    change_a_row(few, "balances")
    change_a_row(few, "stock_lots")
    assert few.rebuild(["stock"]) == len(EVERYTHING)
    assert few.differences().keys() == {"balances"}
    assert few.rebuild(["no such question"]) == 0


def test_a_projection_that_had_stopped_goes_on_when_it_is_built_anew(few: Living) -> None:
    few.saw(*EVERYTHING)
    few.query("DROP TABLE {}", "stock_lots")
    (last,) = few.write(donated(RICE, 1, donation_id="gift-9"))
    few.runner.catch_up()
    assert few.ask(Reader.failures).keys() == {"stock"}
    few.rebuild(["stock"])
    assert few.ask(Reader.failures) == {}
    assert few.ask(Reader.position, "stock") == last
    assert few.differences() == {}


def test_tables_that_were_built_anew_have_the_indexes_of_those_before(few: Living) -> None:
    indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1"
    few.saw(*EVERYTHING)
    before = few.query(indexes)
    few.rebuild([it.question for it in few.projections])
    assert few.query(indexes) == before
    assert any("services_member_id" in definition for (definition,) in before)


def test_progress_is_told_until_everything_is_done(
    few: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections.replaying.replay, "PAGE_SIZE", 10)
    few.saw(*(hour(number) for number in range(25)))
    told: list[tuple[int, int]] = []
    assert few.rebuild(["balances"], lambda *it: told.append(it)) == 25
    assert told == [(0, 25), (10, 25), (20, 25), (25, 25)]


def test_another_process_takes_its_half_of_the_work(
    few: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    few.saw(*EVERYTHING, *(hour(number) for number in range(25)))
    for table in ("balances", "statement_lines", "stock_lots"):
        change_a_row(few, table)
    monkeypatch.setattr(projections.replaying.replay, "PAGE_SIZE", 10)
    told: list[tuple[int, int]] = []
    few.rebuild(QUESTIONS, lambda *it: told.append(it))
    assert told == sorted(told)
    assert told[-1] == (few.log.head(), few.log.head())
    assert few.differences() == {}


def test_progress_comes_to_its_end_where_positions_have_gaps(few: Living) -> None:
    few.saw(hour(1))
    few.query("SELECT nextval('facts_tt_main_id_seq') FROM generate_series(1, 7)")
    few.saw(hour(2))
    told: list[tuple[int, int]] = []
    assert few.rebuild(["balances"], lambda *it: told.append(it)) == 2
    assert told[-1] == (9, 9)
    assert few.differences() == {}


class Halted(Exception):
    """Somebody has had enough."""


@pytest.mark.parametrize("step", range(4))
def test_a_rebuild_that_is_stopped_at_any_step_leaves_nothing_beside(
    few: Living, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(projections.replaying.replay, "PAGE_SIZE", 10)
    few.saw(*(hour(number) for number in range(25)))
    told: list[int] = []

    def halts(done: int, _: int) -> None:
        assert few.query(BESIDE) == [(True,)]
        told.append(done)
        if len(told) > step:
            raise Halted

    with pytest.raises(Halted):
        few.rebuild(["balances"], halts)
    assert few.query(BESIDE) == [(False,)]
    few.saw(hour(30))
    assert few.differences() == {}
    few.rebuild(["balances"])
    assert few.differences() == {}


def test_what_a_killed_rebuild_left_is_cleared_away(few: Living) -> None:
    few.saw(*EVERYTHING)
    few.query(f"CREATE SCHEMA {COMMUNITY}__rebuilt")
    few.query(f"CREATE TABLE {COMMUNITY}__rebuilt.balances_1 ()")
    assert few.ask(Reader.positions).keys() == set(QUESTIONS)
    few.saw(hour(1))
    few.rebuild(QUESTIONS)
    assert few.differences() == {}
    assert few.query("SELECT count(*) FROM {}", "projection_positions") == [(len(PROJECTIONS) + 1,)]


class Stumbling(Projection):
    """Cannot be built anew."""

    question = "balances"

    def project(self, batch: Batch, tables: Tables) -> None:
        raise RuntimeError("stumbled")


def test_a_rebuild_that_fails_leaves_the_living_tables_as_they_are(few: Living) -> None:
    few.saw(*EVERYTHING)
    before = few.query("SELECT * FROM {} ORDER BY 1, 2", "balances")
    with pytest.raises(RuntimeError, match="stumbled"):
        rebuild(few.url, COMMUNITY, [Stumbling()])
    assert few.query("SELECT * FROM {} ORDER BY 1, 2", "balances") == before
    assert few.differences() == {}


@contextmanager
def busy(work: Callable[[Event], None]) -> Iterator[Event]:
    """Somebody works on in a thread until they are told to stop; what they raise is raised."""
    stopped, raised = Event(), []

    def go_on() -> None:
        try:
            work(stopped)
        except BaseException as failure:
            raised.append(failure)
            stopped.set()
            raise

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield stopped
    finally:
        stopped.set()
        thread.join()
    assert raised == []


async def everything_is_there(reader: Reader) -> None:
    """Each question has an answer, which is never the one of an empty table."""
    today = SPRING
    assert (await member_statement(reader, LI, "zh")) and await audit_page(
        reader, before=LAST, limit=5
    )
    assert await ranking(reader, "team", "points", ALWAYS)
    assert await ranking(reader, "member", "services", ALWAYS)
    assert await pairing_board(reader, today, ZONE)
    assert len(await trail(reader, "gift-1")) == 4
    assert await rule_versions(reader)
    assert (await members(reader)) and await teams(reader, today)
    assert (await community_figures(reader))["people_helped"] == 2
    assert {it.sum for it in (await trial_balance(reader)).values()} == {0}
    (activity,) = await activities(reader, LI, before=LAST, limit=9)
    assert activity.i_signed_in_at
    (item,) = await shelf(reader, today)
    assert item.in_stock
    assert await services(reader, before=LAST, limit=5)


def test_people_write_and_read_on_while_everything_is_built_anew(living: Living) -> None:
    living.saw(*EVERYTHING)
    living.saw(*(hour(number, WANG) for number in range(100)))

    def write(stopped: Event) -> None:
        with Living(living.url) as writer:
            for number in count(100):
                if stopped.is_set():
                    return
                writer.write(hour(number), hour(number, WANG))

    def read(stopped: Event) -> None:
        async def read_on() -> None:
            async with Reader(living.url, COMMUNITY) as reader:
                before = dict.fromkeys(QUESTIONS, 0)
                while not stopped.is_set():
                    await asyncio.gather(*(everything_is_there(reader) for _ in range(2)))
                    after = await reader.positions()
                    assert all(before[it] <= after[it] for it in QUESTIONS)
                    before = after

        asyncio.run(read_on())

    def follow(stopped: Event) -> None:
        with Living(living.url) as follower:
            follower.runner.run(stopped)

    with busy(write), busy(read), busy(follow):
        living.rebuild(QUESTIONS)
    living.runner.catch_up()
    assert living.differences() == {}


def waits_for_a_lock(living: Living, kind: str) -> bool:
    found = living.query(f"SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = '{kind}'")
    return bool(found)


def await_lock(living: Living, kind: str, work: Thread) -> None:
    """Until somebody waits for a lock, or their work is done."""
    while work.is_alive() and not waits_for_a_lock(living, kind):
        sleep(0.01)


def test_who_reads_for_long_is_neither_cut_off_nor_kept_waiting(few: Living) -> None:
    """They hold one table of a question, and want the next while both are about to be swapped."""
    few.saw(*EVERYTHING)
    rebuilding = Thread(target=few.rebuild, args=(["rankings"],))
    with psycopg.connect(few.url) as reader:
        reader.execute(SQL("SET search_path TO {}").format(Identifier(COMMUNITY)))
        assert reader.execute(f"SELECT 1 FROM {in_use(reader, 'ranking_months')}").fetchall()
        rebuilding.start()
        await_lock(few, "relation", rebuilding)
        assert reader.execute(f"SELECT 1 FROM {in_use(reader, 'ranking_members')}").fetchall()
        few.saw(hour(1))
        assert rebuilding.is_alive()
    rebuilding.join()
    assert few.differences() == {}


def test_what_is_recorded_while_somebody_reads_for_long_counts_once(few: Living) -> None:
    few.saw(*EVERYTHING)
    rebuilding = Thread(target=few.rebuild, args=(["rankings"],))
    with psycopg.connect(few.url) as reader:
        reader.execute(SQL("SET search_path TO {}").format(Identifier(COMMUNITY)))
        assert reader.execute(f"SELECT 1 FROM {in_use(reader, 'ranking_months')}").fetchall()
        rebuilding.start()
        for number in range(1, 4):
            await_lock(few, "relation", rebuilding)
            few.saw(hour(number))
        await_lock(few, "relation", rebuilding)
        assert rebuilding.is_alive()
    rebuilding.join()
    assert few.differences() == {}


@pytest.mark.parametrize("second", ["rebuild", "check"])
def test_two_who_build_anew_do_so_one_after_the_other(few: Living, second: str) -> None:
    few.saw(*EVERYTHING)
    stock = PROJECTIONS[QUESTIONS.index("stock")]
    found: list[str] = []

    def do_the_same() -> None:
        with Living(few.url) as other:
            if second == "rebuild":
                other.rebuild(["stock"])
            else:
                found.extend(other.differing(stock, 10))

    other = Thread(target=do_the_same)

    def another_begins(_done: int, _all: int) -> None:
        if not other.ident:
            other.start()
            await_lock(few, "advisory", other)

    few.rebuild(["stock"], another_begins)
    other.join()
    assert found == []
    few.saw(hour(1))
    assert few.differences() == {}


def test_what_has_not_caught_up_is_taken_there_at_once_unless_the_log_is_long(
    few: Living,
) -> None:
    few.write(*EVERYTHING)
    few.query("UPDATE {} SET is_ready = false WHERE question <> 'stock'", "projection_generations")
    rebuild_what_grows(few.url, COMMUNITY, few.projections, facts_max=few.log.head() - 1)
    assert set(few.ask(Reader.growing)) == set(few.ask(Reader.positions)) - {"stock"}
    rebuild_what_grows(few.url, COMMUNITY, few.projections, facts_max=few.log.head())
    assert few.ask(Reader.position, "balances") == few.log.head()
    assert few.ask(Reader.position, "stock") == 0
    few.runner.catch_up()
    assert few.differences() == {}
