"""The log only grows, in the order of its commits, and only under a condition."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import sleep

import psycopg
import pytest
from psycopg import errors
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

import domain.ledger.log
from domain.ledger.fact import Fact
from domain.ledger.log import Conflict, Log, Unreachable, UnsafeSettings
from domain.ledger.queries import load_queries
from tests.roles import as_owner, found

COMMUNITY = "yanwuping"
TABLES = ["facts_tt_main", "facts_tt_tag"]
CHANGES = [
    "UPDATE {} SET {} = {}",
    "DELETE FROM {}",
    "DELETE FROM {} WHERE false",
    "TRUNCATE {} CASCADE",
]


@pytest.fixture
def log(database: str) -> Iterator[Log]:
    opened = Log(database, COMMUNITY)
    yield opened
    opened.close()


@pytest.fixture
def superuser(database: str, log: Log) -> Iterator[psycopg.Connection]:
    """A connection of somebody who may do anything in the server."""
    try:
        opened = psycopg.connect(database, user="postgres", autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("the server lets nobody in as postgres")
    pid = opened.info.backend_pid
    with opened:
        opened.execute(SQL("SET search_path TO {}").format(Identifier(COMMUNITY)))
        yield opened
    wait_until_gone(database, pid)


def wait_until_gone(database: str, pid: int) -> None:
    """Wait for the end of a superuser's connection, which nobody else may cut."""
    with psycopg.connect(database, autocommit=True) as connection:
        for _ in range(500):
            found = connection.execute("SELECT pid FROM pg_stat_activity WHERE pid = %s", [pid])
            if not found.fetchone():
                return
            sleep(0.01)


def append(log: Log, *tags: str, data: bytes = b"{}", after: int | None = None) -> int:
    """One fact about some things, unless something newer is about the first of them."""
    return log.append(
        [("any.type", data, tags)], unless=tags[:1], after=log.head() if after is None else after
    )


def positions(rows: list[tuple[int, bytes]]) -> list[int]:
    return [position for position, _ in rows]


def test_an_empty_log_begins_at_nothing(log: Log) -> None:
    assert (log.head(), log.after(0, limit=10), log.about(["a:1"]).facts) == (0, [], [])


def test_bytes_come_back_as_they_were_written(log: Log) -> None:
    data = '{"team":"爱心帮扶"}'.encode() + bytes(range(256))
    position = append(log, "a:1", data=data)
    assert log.after(0, limit=10) == log.about(["a:1"]).facts == [(position, data)]


def test_facts_stand_in_the_order_in_which_they_were_appended(log: Log) -> None:
    rows = [("any.type", b"%d" % number, (f"a:{number % 2}",)) for number in range(7)]
    last = log.append(rows, unless=["a:0"], after=0)
    assert last == log.head()
    assert [data for _, data in log.after(0, limit=10)] == [row[1] for row in rows]
    assert positions(log.after(0, limit=10)) == [*range(last - 6, last + 1)]
    assert positions(log.after(last - 3, limit=2)) == [last - 2, last - 1]
    assert positions(log.after(last, limit=2)) == []


def test_the_facts_about_a_thing_are_found(log: Log) -> None:
    first, second, third = append(log, "a:1", "b:1"), append(log, "a:2"), append(log, "b:1")
    assert positions(log.about(["a:1"]).facts) == [first]
    assert positions(log.about(["b:1", "a:1"]).facts) == [first, third]
    assert positions(log.about(["a:2"]).facts) == [second]
    assert positions(log.about(["a", "b:", "c:1"]).facts) == []
    assert positions(log.about([]).facts) == []


def test_what_some_fact_is_about_is_known(log: Log) -> None:
    append(log, "a:1", "b:1")
    append(log, "a:1")
    assert log.known(["a:1", "a:2", "b:1", "b:"]) == {"a:1", "b:1"}
    assert log.known([]) == set()


def test_nothing_is_appended_when_something_newer_is_about_the_same(log: Log) -> None:
    first = append(log, "a:1")
    second = append(log, "a:2")
    with pytest.raises(Conflict):
        append(log, "a:1", "c:1", after=first - 1)
    with pytest.raises(Conflict):
        log.append([("any.type", b"{}", ("c:1",))], unless=["c:1", "a:2"], after=first)
    assert positions(log.after(0, limit=10)) == [first, second]
    assert append(log, "a:1", after=first) > second


def test_nothing_is_appended_under_a_tag_that_is_not_new(log: Log) -> None:
    first = append(log, "a:1")
    row = ("any.type", b"{}", ("a:1",))
    with pytest.raises(Conflict):
        log.append([row], unless=["a:1"], after=first, new=["a:0", "a:1"])
    assert log.head() == first
    assert log.append([row], unless=["a:1"], after=first, new=["a:0"]) > first


def test_an_append_of_many_is_whole_or_not_at_all(log: Log) -> None:
    first = append(log, "a:1")
    rows = [("any.type", b"{}", ("b:1",)), ("any.type", b"{}", ("b:2",))]
    with pytest.raises(Conflict):
        log.append(rows, unless=["b:1", "a:1"], after=0)
    assert log.head() == first


def test_an_append_without_a_condition_is_never_made(log: Log) -> None:
    with pytest.raises(ValueError, match="condition"):
        log.append([("any.type", b"{}", ("a:1",))], unless=[], after=0)
    assert log.head() == 0


def changed(connection: psycopg.Connection, table: str, change: str) -> None:
    column = {"facts_tt_main": "data", "facts_tt_tag": "tag"}[table]
    parts = [table, column, column][: change.count("{}")]
    with pytest.raises(errors.RestrictViolation, match="append-only"):
        connection.execute(SQL(change).format(*map(Identifier, parts)))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", TABLES)
def test_not_even_its_owner_changes_what_was_recorded(
    database: str, log: Log, table: str, change: str
) -> None:
    position = append(log, "a:1")
    with psycopg.connect(as_owner(database), autocommit=True) as connection:
        connection.execute(SQL("SET search_path TO {}").format(Identifier(COMMUNITY)))
        changed(connection, table, change)
    assert log.about(["a:1"]).facts == [(position, b"{}")]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", TABLES)
def test_no_superuser_changes_it_posing_as_a_replica(
    log: Log, superuser: psycopg.Connection, table: str, change: str
) -> None:
    position = append(log, "a:1")
    for role in ("replica", "local", "origin"):
        superuser.execute(SQL("SET session_replication_role TO {}").format(Identifier(role)))
        changed(superuser, table, change)
    assert log.about(["a:1"]).facts == [(position, b"{}")]


def test_a_truncation_of_both_tables_at_once_is_refused(
    log: Log, superuser: psycopg.Connection
) -> None:
    append(log, "a:1")
    with pytest.raises(errors.RestrictViolation):
        superuser.execute("TRUNCATE facts_tt_tag, facts_tt_main")
    assert log.head() == 1


def test_it_stays_append_only_when_it_is_set_up_again(
    database: str, log: Log, superuser: psycopg.Connection
) -> None:
    append(log, "a:1")
    found(database, COMMUNITY)
    superuser.execute("SET session_replication_role = replica")
    with pytest.raises(errors.RestrictViolation):
        superuser.execute("DELETE FROM facts_tt_main")


def test_two_communities_know_nothing_of_each_other(database: str, log: Log) -> None:
    found(database, "another")
    other = Log(database, "another")
    try:
        append(other, "a:1", data=b"other")
        assert log.about(["a:1"]).facts == []
        append(log, "a:1", after=0)
        assert [data for _, data in other.about(["a:1"]).facts] == [b"other"]
    finally:
        other.close()


def test_processes_that_start_together_set_one_log_up(database: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: found(database, "anew"), range(6)))
    logs = [Log(database, "anew") for _ in range(6)]
    try:
        assert sorted(append(log, f"a:{number}") for number, log in enumerate(logs)) == [
            *range(1, 7)
        ]
    finally:
        for log in logs:
            log.close()


@pytest.mark.parametrize("word", ["yes", "Y", "true", "1", "T", "On"])
def test_it_refuses_to_start_where_readers_would_miss_facts(
    database: str, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", word)
    with pytest.raises(UnsafeSettings):
        Log(database, COMMUNITY)


@pytest.mark.parametrize("word", ["no", "", "0", "false", "off"])
def test_it_starts_where_they_would_not(
    database: str, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", word)
    Log(database, COMMUNITY).close()


def test_a_database_that_is_not_there_is_unreachable(database: str) -> None:
    with pytest.raises(Unreachable):
        Log(make_conninfo(database, dbname="gone"), COMMUNITY)


def test_a_log_whose_connections_were_cut_answers_again(database: str, log: Log) -> None:
    first = append(log, "a:1")
    cut_all(database)
    assert eventually(log.head) == first
    assert eventually(lambda: append(log, "a:2", after=first)) > first


def cut_all(database: str) -> None:
    """Cut every connection to this database."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )


def eventually(ask: Callable[[], int]) -> int:
    """The answer, once the connections that are gone were noticed."""
    for _ in range(10):
        try:
            return ask()
        except Unreachable:
            continue
    return ask()


WRITERS, EACH = 8, 40


def keep_appending(database: str, writer: int) -> None:
    log, last = Log(database, COMMUNITY), 0
    try:
        for number in range(EACH):
            last = append(log, f"writer:{writer}", data=b"%d %d" % (writer, number), after=last)
    finally:
        log.close()


def read_on(database: str, all_written: Event) -> list[tuple[int, bytes]]:
    """All facts in the order in which a reader meets them who goes on from the last one."""
    log, seen = Log(database, COMMUNITY), []
    try:
        while True:
            finished = all_written.is_set()
            page = log.after(seen[-1][0] if seen else 0, limit=7)
            seen += page
            if finished and not page:
                return seen
    finally:
        log.close()


def test_a_reader_who_goes_on_misses_nothing_while_eight_write(database: str, log: Log) -> None:
    all_written = Event()
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(read_on, database, all_written)
        writers = [pool.submit(keep_appending, database, number) for number in range(WRITERS)]
        try:
            for writer in writers:
                writer.result()
        finally:
            all_written.set()
        seen = reader.result()
    assert len(seen) == WRITERS * EACH
    assert seen == log.after(0, limit=WRITERS * EACH + 1)
    for writer in range(WRITERS):
        own = [data for _, data in seen if data.startswith(b"%d " % writer)]
        assert own == [b"%d %d" % (writer, number) for number in range(EACH)]


def test_hot_is_what_came_up_often_of_late_and_has_many_facts(log: Log) -> None:
    """However long the log is, no more than the latest facts are looked through."""
    for tag in ("a:1", "a:1", "a:1", "b:1", "b:1", "c:1"):
        append(log, tag)
    assert log.hot(1, latest=100) == ["a:1", "b:1"]
    assert log.hot(2, latest=100) == ["a:1"]
    assert log.hot(1, latest=3) == ["b:1"]
    assert log.hot(3, latest=100) == []


@pytest.mark.parametrize("query", ["unknown_type", "append"])
def test_to_know_of_no_unknown_type_takes_no_look_at_the_facts(
    database: str, log: Log, query: str
) -> None:
    """However long the log is: who starts anew asks this before the first sale, each sale again."""
    append(log, "item:1")
    asked = {"after": 0, "unless": ["item:2"], "new": ["item:2"], "turn": "of nobody else"}
    appended = {"types": ["any.type"], "contents": [b"{}"], "tags": ["item:2"]}
    queries = load_queries(Path(domain.ledger.log.__file__).with_suffix(".sql"))
    with psycopg.connect(database) as connection:
        connection.execute(SQL("SET search_path TO {}").format(Identifier(COMMUNITY)))
        for known, looked in ((list(Fact.known), False), (["team.founded"], True)):
            explained = connection.execute(
                b"EXPLAIN (ANALYZE) " + queries[query], asked | appended | {"types_known": known}
            )
            lines = [line for (line,) in explained.fetchall() if "facts_tt_main" in line]
            assert lines and all(("never executed" in line) != looked for line in lines)
