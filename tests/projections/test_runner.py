"""The runner takes each projection along the log, every fact exactly once, whatever happens."""

import logging
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event, Thread

import psycopg
import pytest

import projections.runner
from domain.fact import decode
from domain.items import ItemListed
from domain.log import Log
from projections.balances import Balances, all_balances, member_balance
from projections.catalogue import PROJECTIONS
from projections.projection import Batch, Tables
from projections.reader import Reader
from projections.runner import BATCH_SIZE, Runner
from projections.statements import Statements
from projections.stock import Stock, item_names
from tests.controls import LI, LI_JOINED, WANG, listed, moment, served
from tests.examples import EXAMPLES
from tests.projections.living import COMMUNITY, NOBODY_WAITS_SECONDS, Living
from tests.scenario import by


def hour(number: int, member_id: str = LI) -> object:
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
    assert living.ask(Reader.positions) == {it.question: head for it in PROJECTIONS}
    assert living.differences() == {}
    held = {(it.account, it.unit): it.amount for it in living.ask(all_balances)}
    assert held == folded(living)


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
        living.query("NOTIFY {}", projections.runner.CHANNEL)
        thread.join()


def await_position(living: Living, position: int) -> None:
    for projection in PROJECTIONS:
        living.ask(Reader.wait, projection.question, position, seconds=NOBODY_WAITS_SECONDS)


def test_everything_that_can_happen_is_taken_in(living: Living) -> None:
    living.saw(*EXAMPLES.values())
    nothing_is_missing_nor_doubled(living)
    assert living.runner.advance() == 0


def test_an_empty_log_is_no_work(living: Living) -> None:
    assert living.runner.advance() == 0
    nothing_is_missing_nor_doubled(living)


def test_it_is_told_how_many_facts_were_taken_in(living: Living) -> None:
    living.write(LI_JOINED, hour(1))
    assert living.runner.advance() == 2 * len(PROJECTIONS)


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


def test_a_runner_that_starts_again_goes_on_where_the_last_one_was(living: Living) -> None:
    living.saw(hour(1))
    living.write(hour(2))
    with Living(living.url) as again:
        assert again.runner.advance() == len(PROJECTIONS)
        nothing_is_missing_nor_doubled(again)


def test_a_projection_that_is_new_reads_the_log_from_its_beginning(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"DROP TABLE {COMMUNITY}.balances")
        connection.execute(
            f"DELETE FROM {COMMUNITY}.projection_positions WHERE application_name = 'balances'"
        )
    others = [it for it in PROJECTIONS if it.question != "balances"]
    with Living(database, others) as before:
        before.saw(hour(1), hour(2))
    with Living(database) as living:
        living.runner.catch_up()
        nothing_is_missing_nor_doubled(living)


def test_several_runners_at_once_take_in_every_fact_once(
    living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections.runner, "BATCH_SIZE", 3)
    runners, start = 3, Barrier(4)

    def run(_: int) -> int:
        with Living(living.url) as another:
            start.wait()
            taken = 0
            for _ in range(40):
                taken += another.runner.advance()
            return taken

    with ThreadPoolExecutor(runners) as pool:
        counts = pool.map(run, range(runners))
        start.wait()
        for number in range(30):
            living.write(hour(number), hour(number, WANG))
        before = sum(counts)
    after = sum(iter(living.runner.advance, 0))
    assert before + after == 60 * len(PROJECTIONS)
    nothing_is_missing_nor_doubled(living)


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
            if isinstance(recorded.fact, ItemListed) and recorded.fact.item_id == "stone":
                if not self.mended:
                    raise ValueError("cannot swallow a stone")
        super().project(batch, tables)


def test_a_projection_that_fails_stops_and_says_so_while_the_others_go_on(
    database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(projections.runner, "BATCH_SIZE", 2)
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


def test_a_fact_that_nobody_knows_stops_every_projection(living: Living) -> None:
    (first,) = living.saw(hour(1))
    raw = living.log.after(0, limit=1)[0][1].replace(b"service.imported", b"service.dreamt_of")
    living.log.append([("service.dreamt_of", raw, ["a:1"])], unless=["a:1"], after=first)
    living.write(hour(2))
    living.runner.catch_up()
    failures = living.ask(Reader.failures)
    assert failures.keys() == {it.question for it in PROJECTIONS}
    assert set(failures.values()) == {"KeyError: 'service.dreamt_of'"}
    assert set(living.ask(Reader.positions).values()) == {first}
    assert living.ask(member_balance, LI).points == 10


def test_what_the_tables_cannot_hold_is_the_projections_own_failure(living: Living) -> None:
    """PostgreSQL says of a key that is too long what it says of a connection that is cut."""
    nobody = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(3_000))
    living.write(hour(1, nobody))
    (last,) = living.write(by(LI, hour(1)))
    living.runner.catch_up()
    failures = living.ask(Reader.failures)
    assert {"balances", "statements", "rankings"} <= failures.keys()
    assert "index row" in failures["balances"]
    assert living.ask(Reader.position, "stock") == last


def test_a_runner_hears_of_new_facts(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projections.runner, "IDLE_SECONDS", 3600)
    with running(living):
        for number in range(5):
            (position,) = living.write(hour(number))
            await_position(living, position)


def test_a_runner_that_hears_nothing_looks_by_itself(
    living: Living, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections.runner, "CHANNEL", "where_nothing_is_announced")
    with running(living):
        for number in range(3):
            (position,) = living.write(hour(number))
            await_position(living, position)


def test_a_runner_whose_connections_are_cut_goes_on_and_blames_no_projection(
    living: Living,
) -> None:
    log = Log(living.url, COMMUNITY)
    runner = Runner(log, PROJECTIONS, living.url, COMMUNITY)
    with running(living, runner):
        for number in range(4):
            (position,) = living.write(hour(number))
            await_position(living, position)
            living.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND application_name = 'the runner'"
            )
    assert living.ask(Reader.failures) == {}
    nothing_is_missing_nor_doubled(living)
    runner.close()
    log.close()
