"""Databases with one role, with two, and a data folder that the version before made."""

from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from api.postgres.private_postgres import PrivatePostgres
from api.postgres.private_postgres import start as start_private_postgres
from domain.ledger.setting_up import schema_for_replays
from tests.conftest import COMMUNITY_NAME, temporary_folder
from tests.journeys.running import Running, created, running
from tests.roles import as_owner

pytestmark = pytest.mark.whole

WARNING = "The role that serves could change what was recorded"


@pytest.fixture
def folder() -> Iterator[Path]:
    with temporary_folder() as made:
        yield made


def works(program: Running) -> None:
    """Something is recorded, and read once the projections have it."""
    desk = program.sign_in("coordinator")
    rice: dict[str, Any] = {"name": f"大米{uuid4().hex}", "unit": "袋", "points": 30}
    headers = {"Read-After": str(created(desk.post("/api/items", json=rice))["position"])}
    while (answer := desk.get("/api/items", headers=headers)).status_code == 503:
        sleep(0.05)
    assert rice["name"] in answer.text


def test_one_role_goes_on_with_a_warning_and_a_line_in_the_check(
    database: str, folder: Path
) -> None:
    with running(folder, "demo", "--empty", database_url=as_owner(database)) as program:
        works(program)
        checked = program.run("check-books")
        rebuilt = program.run("rebuild", "balances")

    assert WARNING in (folder / "program.log").read_text()
    assert (checked.returncode, rebuilt.returncode) == (0, 0)
    assert WARNING in checked.stdout and "账实相符" in checked.stdout


def test_who_serves_needs_no_other_url_and_gets_by_without_a_warning(
    database: str, folder: Path
) -> None:
    with running(folder, "demo", "--empty", database_url=database) as program:
        works(program)
        checked = program.run("check-books")
        refused = program.run("rebuild", "balances")
        both = Running(folder, database_url=database, setup_database_url=as_owner(database))
        rebuilt = both.run("rebuild", "balances")
        works(program)

    assert WARNING not in (folder / "program.log").read_text() + checked.stdout
    assert (checked.returncode, refused.returncode, rebuilt.returncode) == (0, 1, 0)
    assert "CHENGYIN_SETUP_DATABASE_URL" in refused.stderr and "Traceback" not in refused.stderr


def test_a_community_that_is_not_there_yet_is_prepared_first(database: str, folder: Path) -> None:
    serving = Running(folder, database_url=database, community="another")
    both = Running(
        folder,
        database_url=database,
        setup_database_url=as_owner(database),
        community="another",
    )

    refused = serving.run("serve")
    assert refused.returncode == 1
    assert "chengyin prepare" in refused.stderr and "Traceback" not in refused.stderr
    assert serving.run("prepare").returncode == 1
    assert both.run("prepare").returncode == 0
    assert serving.run("check-books").returncode == 0


def everything(program: Running) -> str:
    """The whole ledger, line for line."""
    return program.run("export", "csv").stdout


def as_the_version_before_left_it(private: PrivatePostgres) -> None:
    """One role owns everything and appends by the library's own function."""
    with psycopg.connect(private.setup_url) as owner:
        owner.execute(f"SET search_path TO {COMMUNITY_NAME}".encode())
        owner.execute("DROP FUNCTION append_facts")
        owner.execute("DROP TABLE set_ups")
        owner.execute(f"DROP SCHEMA {schema_for_replays(COMMUNITY_NAME)} CASCADE".encode())
        owner.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA yanwuping TO PUBLIC")
    with psycopg.connect(private.url_of("postgres")) as superuser:
        superuser.execute("DROP OWNED BY chengyin_serving")
        superuser.execute("DROP ROLE chengyin_serving")


def test_a_data_folder_of_the_version_before_is_taken_over(folder: Path) -> None:
    with running(folder, "demo", "--empty") as program:
        works(program)
    before = everything(program)
    with start_private_postgres(folder / "postgres", durable=False) as private:
        as_the_version_before_left_it(private)

    with running(folder, "demo", "--empty") as program:
        assert program.run("check-books").returncode == 0
        assert everything(program) == before
        works(program)

    with (
        start_private_postgres(folder / "postgres", durable=False) as private,
        psycopg.connect(private.url) as serving,
        pytest.raises(InsufficientPrivilege),
    ):
        serving.execute(f"DELETE FROM {COMMUNITY_NAME}.facts_tt_main".encode())
    assert WARNING not in (folder / "program.log").read_text()
