"""The runner takes each projection along the log, every fact exactly once, whatever happens."""

import logging
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, Event, Thread

import pytest
from psycopg.conninfo import make_conninfo

import projections.ledger.runner
from domain.ledger.fact import decode
from domain.ledger.log import Log, channel_of
from domain.people.teams import TeamFounded
from domain.service.service_import import ServiceImported
from domain.shop.items import ItemListed
from projections.ledger.projection import Batch, Tables
from projections.ledger.reader import NotYetThere, Reader
from projections.ledger.runner import BATCH_SIZE, Runner
from projections.people.balances import Balances, member_balance
from projections.people.members import Members
from projections.people.statements import Statements
from projections.shop.stock import Stock, item_names
from tests.controls import LI, LI_JOINED, WANG, listed, moment, served
from tests.examples import EXAMPLES
from tests.projections.living import COMMUNITY, NOBODY_WAITS_SECONDS, Living
from tests.roles import as_owner


def hour(number: int, member_id: str = LI) -> ServiceImported:
    """An hour of service, which earns ten points."""
    return served(member_id, moment(2, 1, 8), moment(2, 1, 9), f"{member_id}-{number}")


def folded(living: Living) -> dict[tuple[str, str], int]:
    """What every account holds by the log itself."""
    held: Counter[tuple[str, str]] = Counter()
    for row in living.log.after(0, limit=100_000):
        for account, unit, amount in decode(*row).fact.postings():
            held[account, unit] += amount
    return {key: amount for key, amount in held.items() if amount}


def nothing_is_missing_nor_doubled(living: Living) -> None:
    """Every projection stands at the end of the log and knows what a replay of it knows."""
    head = living.log.head()
    assert set(standing(living).values()) == {head}
    assert living.differences() == {}
    rows = living.query("SELECT account, unit, amount FROM {} WHERE amount <> 0", "balances")
    held = {(account, unit): amount for account, unit, amount in rows}
    assert held == folded(living)


def standing(living: Living) -> dict[str, int]:
    """Where each of its projections stands."""
    positions = living.ask(Reader.positions)
    return {it.question: positions[it.question] for it in living.projections}


@contextmanager
def running(living: Living, runner: Runner | None = None) -> Iterator[None]:
    """A runner follows the log, as a process of its own would."""
    stopped = Event()
    thread = Thread(target=(runner or living.runner).run, args=(stopped,))
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        living.query("NOTIFY {}", channel_of(living.name))
        thread.join()


def await_position(living: Living, position: int) -> None:
    for projection in living.projections:
        living.ask(Reader.wait, projection.question, position, seconds=NOBODY_WAITS_SECONDS)


def test_everything_that_can_happen_is_taken_in(living: Living) -> None:
    living.saw(*EXAMPLES.values())
    nothing_is_missing_nor_doubled(living)
    assert living.runner.advance() == 0


def test_an_empty_log_is_no_work(few: Living) -> None:
    assert few.runner.advance() == 0
    nothing_is_missing_nor_doubled(few)


def test_it_is_told_how_many_facts_were_taken_in(few: Living) -> None:
    few.write(LI_JOINED, hour(1))
    assert few.runner.advance() == 2 * len(few.projections)


def test_more_facts_than_a_batch_holds_are_taken_in_batch_by_batch(database: str) -> None:
    with Living(database, [Balances(), Statements()]) as living:
        count = 2 * BATCH_SIZE + 1
        living.write(*(hour(number) for number in range(count)))
        taken = []
        while advanced := living.runner.advance():
            taken.append(advanced)
        assert taken == [2 * BATCH_SIZE, 2 * BATCH_SIZE, 2]
        assert living.ask(member_balance, LI).points == 10 * count
        assert living.query("SELECT count(*) FROM {}", "statement_lines") == [(3 * count,)]


def test_a_runner_that_starts_again_goes_on_where_the_last_one_was(few: Living) -> None:
    few.saw(hour(1))
    few.write(hour(2))
    with Living(few.url, few.projections) as again:
        assert again.runner.advance() == len(few.projections)
        nothing_is_missing_nor_doubled(again)


def test_a_projection_that_is_new_reads_the_log_from_its_beginning(database: str) -> None:
    url, name = as_owner(database), "another"
    with Living(url, [Statements()], name=name) as before:
        before.saw(hour(1), hour(2))
    with Living(url, [Statements(), Balances()], name=name) as living:
        with pytest.raises(NotYetThere, match="balances"):
            living.ask(member_balance, LI)
        living.runner.catch_up()
        assert living.ask(member_balance, LI).points == 20
        nothing_is_missing_nor_doubled(living)


def test_several_runners_at_once_take_in_every_fact_once(
    few: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections.ledger.runner, "BATCH_SIZE", 3)
    runners, start = 3, Barrier(4)

    def run(_: int) -> int:
        with Living(few.url, few.projections) as another:
            start.wait()
            taken = 0
            for _ in range(40):
                taken += another.runner.advance()
            return taken

    with ThreadPoolExecutor(runners) as pool:
        counts = pool.map(run, range(runners))
        start.wait()
        for number in range(30):
            few.write(hour(number), hour(number, WANG))
        before = sum(counts)
    after = sum(iter(few.runner.advance, 0))
    assert before + after == 60 * len(few.projections)
    nothing_is_missing_nor_doubled(few)


class Stumbling(Balances):
    """Fails in the middle of its work when it is told to."""

    stumbles = True

    def project(self, batch: Batch, tables: Tables) -> None:
        super().project(batch, tables)
        if self.stumbles:
            raise RuntimeError("stumbled over nothing")


def test_a_batch_that_failed_in_the_middle_left_nothing_behind(database: str) -> None:
    stumbling = Stumbling()
    with Living(database, [stumbling]) as living:
        living.write(hour(1))
        assert living.runner.advance() == 0
        assert living.query("SELECT * FROM {}", "balances") == []
        assert living.ask(Reader.position, "balances") == 0
        stumbling.stumbles = False
        living.runner.catch_up()
        assert living.ask(member_balance, LI).points == 10


class Choking(Stock):
    """Chokes on one item until it is mended."""

    mended = False

    def project(self, batch: Batch, tables: Tables) -> None:
        for recorded in batch:
            fact = recorded.fact
            if isinstance(fact, ItemListed) and fact.item_id == "stone" and not self.mended:
                raise ValueError("cannot swallow a stone")
        super().project(batch, tables)


def test_a_projection_that_fails_stops_and_says_so_while_the_others_go_on(
    database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(projections.ledger.runner, "BATCH_SIZE", 2)
    choking = Choking()
    with Living(database, [choking, Balances()]) as living:
        positions = living.write(listed("a", 1), listed("b", 1), listed("stone", 1), listed("c", 1))
        (last,) = living.write(hour(1))
        with caplog.at_level(logging.ERROR, "chengyin.projections"):
            living.runner.catch_up()
        assert "the projection stock stopped" in caplog.text
        failed = {"stock": "ValueError: cannot swallow a stone"}
        assert living.ask(Reader.failures) == failed
        assert living.ask(Reader.position, "stock") == positions[1]
        assert living.ask(item_names).keys() == {"a", "b"}
        assert living.ask(Reader.position, "balances") == last
        living.runner.catch_up()
        assert living.ask(Reader.failures) == failed

        choking.mended = True
        living.runner.catch_up()
        assert living.ask(Reader.failures) == {}
        assert living.ask(item_names).keys() == {"a", "b", "stone", "c"}
        assert living.ask(Reader.position, "stock") == last


def test_a_fact_that_nobody_knows_stops_every_projection(few: Living) -> None:
    few.saw(hour(1))
    (first,) = few.write(hour(3))
    raw = few.log.after(0, limit=1)[0][1].replace(b"service.imported", b"service.dreamt_of")
    few.log.append([("service.dreamt_of", raw, ["a:1"])], unless=["a:1"], after=first)
    few.write(hour(2))
    few.runner.catch_up()
    failures = few.ask(Reader.failures)
    assert failures.keys() == standing(few).keys()
    (reason,) = set(failures.values())
    assert "is a service.dreamt_of, which this version does not know" in reason
    assert set(standing(few).values()) == {first}
    assert few.ask(member_balance, LI).points == 20


def test_what_the_tables_cannot_hold_is_the_projections_own_failure(database: str) -> None:
    """PostgreSQL says of a key that is too long what it says of a connection that is cut."""
    endless = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(3_000))
    with Living(database, [Members(), Balances()]) as living:
        living.write(TeamFounded(team=endless))
        (last,) = living.write(hour(1))
        living.runner.catch_up()
        assert living.ask(Reader.failures).keys() == {"members"}
        assert standing(living) == {"members": 0, "balances": last}


def test_a_runner_hears_of_new_facts(few: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projections.ledger.runner, "IDLE_SECONDS", 3600)
    with running(few):
        for number in range(5):
            (position,) = few.write(hour(number))
            await_position(few, position)


def test_a_runner_that_hears_nothing_looks_by_itself(
    few: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections.ledger.runner, "channel_of", lambda it: f"nothing_of_{it}")
    with running(few):
        for number in range(3):
            (position,) = few.write(hour(number))
            await_position(few, position)


@contextmanager
def a_runner_of_its_own(living: Living) -> Iterator[Runner]:
    """A runner whose connections can be told from those of others."""
    url = make_conninfo(living.url, application_name="the runner")
    log = Log(url, COMMUNITY)
    runner = Runner(log, living.projections, url, COMMUNITY)
    try:
        yield runner
    finally:
        runner.close()
        log.close()


def cut_its_connections(living: Living) -> None:
    living.query(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'the runner'"
    )


def test_a_cut_connection_is_no_projections_failure(few: Living) -> None:
    (position,) = few.saw(hour(1))
    with a_runner_of_its_own(few) as runner:
        runner.catch_up()
        cut_its_connections(few)
        with pytest.raises(projections.ledger.runner.AWAY):
            runner.advance()
        for _ in range(10):
            with suppress(*projections.ledger.runner.AWAY):
                runner.advance()
    assert few.ask(Reader.failures) == {}
    assert set(standing(few).values()) == {position}


def test_a_runner_whose_connections_are_cut_goes_on(
    few: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections.ledger.runner, "IDLE_SECONDS", 0.05)
    with a_runner_of_its_own(few) as runner, running(few, runner):
        for number in range(3):
            (position,) = few.write(hour(number))
            await_position(few, position)
            cut_its_connections(few)
    few.runner.catch_up()
    nothing_is_missing_nor_doubled(few)
