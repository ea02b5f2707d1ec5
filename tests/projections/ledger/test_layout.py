"""Each version asks tables of its own definition, and leaves those of others to others."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from psycopg.errors import ObjectNotInPrerequisiteState

import projections.ledger.layout
from domain.service.service_import import ServiceImported
from domain.shop.redemption import PointsRedeemed
from projections.ledger.definition import definition_of, definition_on
from projections.ledger.layout import VersionBeforeRuns
from projections.ledger.projection import Batch, Projection, Tables
from projections.ledger.reader import LeftBehind, NotYetThere, Reader
from projections.ledger.runner import AWAY
from projections.people.balances import Balances, member_balance
from projections.people.members import Members, members
from tests.controls import ELEVEN, LI, LI_JOINED, NINE, WANG_JOINED, served
from tests.projections.conftest import Version
from tests.projections.living import Living
from tests.roles import found

NAME = "upgraded"
OTHERWISE = "otherwise"


class Twice(Balances):
    """Balances as another version has them, where everything counts twice."""

    def project(self, batch: Batch, tables: Tables) -> None:
        super().project([*batch, *batch], tables)


def generations(living: Living) -> list[tuple[str, int]]:
    return living.query("SELECT question, generation FROM projection_generations ORDER BY 1, 2")


def points(living: Living) -> int:
    return living.ask(member_balance, LI).points


def is_there(living: Living, table: str) -> bool:
    return living.query(f"SELECT to_regclass('{table}') IS NOT NULL") == [(True,)]


def test_what_is_defined_otherwise_grows_beside_what_is_in_use(version: Version) -> None:
    """Nobody is told a balance of 0 because an upgrade has just begun."""
    with version("one", Balances(), Members()) as one:
        one.saw(LI_JOINED, served(LI, NINE, ELEVEN))
        assert points(one) == 20
        with version("two", Twice(), Members()) as two:
            with pytest.raises(NotYetThere, match="balances"):
                points(two)
            assert two.ask(Reader.growing) == ["balances"]
            assert [it.member_id for it in two.ask(members)] == [LI]
            assert (points(one), one.ask(Reader.growing)) == (20, [])
            two.runner.catch_up()
            assert (points(two), two.ask(Reader.growing)) == (40, [])
            one.saw(served(LI, NINE, ELEVEN, "another"))
            assert (points(one), points(two)) == (40, 40)
            two.runner.catch_up()
            assert (points(one), points(two)) == (40, 80)


def test_a_version_that_defines_nothing_otherwise_asks_at_once(version: Version) -> None:
    with version("one", Balances(), Members()) as one:
        one.saw(LI_JOINED, served(LI, NINE, ELEVEN))
        with version("two", Balances(), Members()) as two:
            assert points(two) == 20
            assert generations(two) == [("balances", 1), ("members", 1)]
            two.saw(served(LI, NINE, ELEVEN, "another"))
            assert (points(one), points(two)) == (40, 40)


@pytest.mark.parametrize(("changed", "made"), [(ServiceImported, [1, 2]), (PointsRedeemed, [1])])
def test_only_facts_that_are_in_the_tables_make_them_anew(
    version: Version, monkeypatch: pytest.MonkeyPatch, changed: type, made: list[int]
) -> None:
    def on(kind: type[Projection], fact_type: str) -> str:
        return OTHERWISE if fact_type == changed.type else definition_on(kind, fact_type)

    with version("one", Balances()) as one:
        one.saw(served(LI, NINE, ELEVEN))
    monkeypatch.setattr(projections.ledger.layout, "definition_on", on)
    with version("two", Balances()) as two:
        assert [number for _, number in generations(two)] == made


def test_tables_are_dropped_when_nobody_has_used_them_for_long(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections.ledger.layout, "KEPT_SECONDS", 0)
    with version("one", Balances()) as one:
        one.saw(served(LI, NINE, ELEVEN))
        with version("two", Twice()) as two:
            assert is_there(two, "balances_1"), "somebody still asks them"
    with version("two", Twice()) as two:
        assert not is_there(two, "balances_1")
        assert generations(two) == [("balances", 2)]
        two.runner.catch_up()
        assert points(two) == 40


def test_tables_of_a_version_that_has_just_stopped_are_kept_for_going_back(
    version: Version,
) -> None:
    with version("one", Balances()) as one:
        one.saw(served(LI, NINE, ELEVEN))
    with version("two", Twice()):
        pass
    with version("one", Balances()) as one:
        assert points(one) == 20


def test_who_comes_back_after_its_tables_were_dropped_says_so_and_answers_nothing(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections.ledger.layout, "KEPT_SECONDS", 0)
    with version("one", Balances()) as one:
        one.saw(served(LI, NINE, ELEVEN))
        assert points(one) == 20
        one.query(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with version("two", Twice()) as two:
            two.runner.catch_up()
        assert not is_there(one, "balances_1")

        with pytest.raises(LeftBehind, match="balances"):
            once_connected(lambda: points(one))
        assert one.ask(Reader.growing) == ["balances"]
        once_connected(lambda: len(one.write(LI_JOINED)))
        once_connected(one.runner.advance)
        assert one.ask(Reader.failures) == {"balances": "Gone: balances:1"}


def once_connected(ask: Callable[[], int]) -> int:
    """What comes of it when the connections that were cut have been made anew."""
    while True:
        with suppress(*AWAY):
            return ask()


def left_by_the_version_before(living: Living) -> None:
    for statement in (
        "DROP VIEW projection_definitions",
        "CREATE TABLE projection_definitions (question text PRIMARY KEY, definition text)",
        "INSERT INTO projection_definitions VALUES ('balances', 'a digest of files')",
        "INSERT INTO projection_positions VALUES ('balances', 7)",
        "CREATE TABLE balances (account text, unit text, amount bigint)",
    ):
        living.query(statement)


def test_what_the_version_before_left_is_taken_over(version: Version) -> None:
    with version("one", Balances()) as living:
        living.saw(served(LI, NINE, ELEVEN))
        left_by_the_version_before(living)
    with version("two", Balances()) as living:
        assert points(living) == 20
        assert not is_there(living, "balances")
        assert living.ask(Reader.positions).keys() == {"balances"}


@pytest.mark.parametrize("role", ["its own", "another"])
def test_nobody_takes_over_while_the_version_before_runs(version: Version, role: str) -> None:
    with version("one", Balances()) as living:
        left_by_the_version_before(living)
        url = living.url
        if role == "another":
            url = re.sub(r"(?<=//)[^:@/]+", "postgres", url, count=1)
        with (
            connected(url, application_name=""),
            pytest.raises(VersionBeforeRuns, match="still running"),
        ):
            found(living.url, NAME, living.projections)
        assert is_there(living, "balances")


def connected(url: str, **options: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(url, **options)
    except psycopg.OperationalError:
        pytest.skip("the server lets nobody in as postgres")


def test_the_version_before_does_not_start_on_what_was_taken_over(version: Version) -> None:
    """What it asks first, as it was written: it stops there, and has recorded nothing."""
    with version("one", Balances()) as living:
        living.query(
            "CREATE TABLE IF NOT EXISTS projection_definitions ("
            " question text PRIMARY KEY, definition text NOT NULL)"
        )
        with pytest.raises(ObjectNotInPrerequisiteState, match="newer version"):
            living.query(
                "SELECT definitions.definition FROM projection_definitions AS definitions"
                " JOIN projection_positions AS positions"
                " ON positions.application_name = definitions.question"
                " WHERE definitions.question = 'balances' FOR UPDATE"
            )
    with version("two", Balances()):
        pass  # it does not take this for what the version before left


def test_a_definition_is_of_the_code_as_well_as_of_its_statements() -> None:
    assert definition_of(Twice) != definition_of(Balances) != definition_of(Members)
    assert definition_on(Balances, PointsRedeemed.type) != definition_on(Members, LI_JOINED.type)
    assert WANG_JOINED.type == LI_JOINED.type
