"""After an upgrade a projection that is written otherwise is built anew from the log."""

import psycopg

from projections.ledger.layout import definition_of, tables_of
from projections.ledger.runner import Runner
from projections.people.members import members
from tests.controls import LI, LI_JOINED, WANG_JOINED
from tests.projections.living import COMMUNITY, Living
from tests.roles import found


def begin_again(living: Living) -> None:
    """The program starts anew and takes what is in the log in."""
    found(living.url, COMMUNITY, [it.question for it in living.projections])
    runner = Runner(living.log, living.projections, living.url, COMMUNITY)
    runner.catch_up()
    runner.close()


def change(living: Living, *statements: str) -> None:
    """What an earlier version left in the database."""
    with psycopg.connect(living.url) as connection:
        connection.execute(f"SET search_path TO {COMMUNITY}".encode())
        for statement in statements:
            connection.execute(statement.encode())


def test_tables_of_an_earlier_version_are_made_anew_and_filled_from_the_log(
    living: Living,
) -> None:
    living.saw(LI_JOINED, WANG_JOINED)
    before = living.ask(members)
    change(
        living,
        "ALTER TABLE members DROP COLUMN has_left",
        "UPDATE projection_definitions SET definition = 'earlier' WHERE question = 'members'",
    )
    begin_again(living)
    assert living.ask(members) == before


def test_tables_of_before_definitions_were_noted_are_made_anew(living: Living) -> None:
    living.saw(LI_JOINED)
    change(
        living,
        "ALTER TABLE members DROP COLUMN has_left",
        "DROP TABLE projection_definitions",
    )
    begin_again(living)
    assert [it.member_id for it in living.ask(members)] == [LI]


def test_tables_that_are_as_they_should_be_are_left_alone(living: Living) -> None:
    living.saw(LI_JOINED)
    change(living, "UPDATE members SET team = 'unharmed'")
    begin_again(living)
    assert [it.team for it in living.ask(members)] == ["unharmed"]


def test_every_projection_names_its_tables_and_is_known_by_its_files(living: Living) -> None:
    assert tables_of("members") == ["members", "member_roles", "teams"]
    definitions = {definition_of(it.question) for it in living.projections}
    assert len(definitions) == len(living.projections)
