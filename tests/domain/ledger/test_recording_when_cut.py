"""A connection that is lost leaves nobody in doubt: the key tells what was recorded."""

from collections.abc import Iterator

import psycopg
import pytest

from domain.ledger.decision import KeyReused, Receipt
from domain.ledger.fact import UnknownFact
from domain.ledger.log import Log, Unreachable
from domain.ledger.recording import Ledger, Outcome
from domain.people.teams import FoundTeam
from domain.shop.redemption import InsufficientPoints
from tests.broken_line import BrokenLine, broken_line
from tests.domain.ledger.test_snapshots import a_newer_version_records
from tests.shop import ask, ledger_of, oil, one, open_shop, recorded, taken

SALE = b'"type":"points.redeemed"'


@pytest.fixture
def log(database: str) -> Iterator[Log]:
    opened = open_shop(database)
    yield opened
    opened.close()


@pytest.fixture
def line(database: str, log: Log) -> Iterator[BrokenLine]:
    with broken_line(database) as it:
        yield it


@pytest.fixture
def ledger(line: BrokenLine) -> Iterator[Ledger]:
    """A process at the far end of the line."""
    far = Log(line.database, "yanwuping")
    yield ledger_of(far)
    far.close()


def test_an_answer_that_was_lost_after_the_commit_is_looked_up(
    log: Log, line: BrokenLine, ledger: Ledger
) -> None:
    line.cut("after", SALE)
    outcome = one(ledger, oil(), "1")
    assert isinstance(outcome, Receipt) and outcome.replayed
    assert [it.position for it in recorded(log)] == [outcome.position]
    assert taken(one(ledger, oil(), "2")).fact.balance_after == 60


def test_a_request_that_was_lost_before_the_commit_is_made_again(
    log: Log, line: BrokenLine, ledger: Ledger
) -> None:
    line.cut("before", SALE)
    receipt = taken(one(ledger, oil(), "1"))
    assert [it.position for it in recorded(log)] == [receipt.position]
    assert taken(one(ledger, oil(), "2")).fact.balance_after == 60


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_batch_whose_answer_was_lost_is_recorded_once_and_whole(
    log: Log, line: BrokenLine, ledger: Ledger, when: str
) -> None:
    earlier = taken(one(ledger, FoundTeam(team="甲"), "0"))
    line.cut(when, SALE)
    requests = [
        ask(oil(bottles=2), "1"),
        ask(FoundTeam(team="甲"), "0"),
        ask(oil(bottles=2), "2"),
        ask(oil(), "3"),
        ask(oil(), "3"),
    ]
    first, zeroth, second, third, again = ledger.record(requests)
    assert [it.position for it in recorded(log)] == [
        earlier.position,
        first.position,
        third.position,
    ]
    assert first.replayed == third.replayed == (when == "after")
    assert zeroth == Receipt(earlier.recorded, replayed=True)
    assert isinstance(second, InsufficientPoints)
    assert again == Receipt(third.recorded, replayed=True)


def test_idle_connections_that_were_cut_go_unnoticed(
    database: str, log: Log, ledger: Ledger
) -> None:
    taken(one(ledger, oil(), "1"))
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )
    assert taken(one(ledger, oil(), "2")).fact.balance_after == 60


def test_a_database_that_is_gone_is_said_to_be_and_the_key_settles_it_later(
    log: Log, line: BrokenLine, ledger: Ledger
) -> None:
    taken(one(ledger, oil(), "1"))
    line.cut("after", SALE, for_good=True)
    with pytest.raises(Unreachable):
        one(ledger, oil(), "2")
    line.mend()
    outcome = one_in_the_end(ledger, "2")
    assert isinstance(outcome, Receipt) and outcome.fact.balance_after == 60
    assert len(recorded(log)) == 2


def test_whose_answer_was_lost_before_a_later_version_took_over_is_told_what_was_recorded(
    database: str, log: Log, line: BrokenLine, ledger: Ledger
) -> None:
    taken(one(ledger, oil(), "1"))
    line.cut("after", SALE, for_good=True)
    with pytest.raises(Unreachable):
        one(ledger, oil(), "2")
    head = a_newer_version_records(log, database)
    line.mend()

    for key, balance in (("2", 60), ("1", 110), ("2", 60)):
        outcome = one_in_the_end(ledger, key)
        assert isinstance(outcome, Receipt) and outcome.replayed
        assert outcome.fact.balance_after == balance
    with pytest.raises(UnknownFact):
        one(ledger, oil(), "3")
    (other,) = ledger.record([ask(oil(), "2", content="two bottles")])
    assert isinstance(other, KeyReused)
    assert log.head() == head


def one_in_the_end(ledger: Ledger, key: str) -> Outcome:
    """A bottle of oil, asked for until the database is back."""
    for _ in range(5):
        try:
            return one(ledger, oil(), key)
        except Unreachable:
            continue
    return one(ledger, oil(), key)
