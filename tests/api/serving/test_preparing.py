"""An ordinary start changes nothing in the database; setting up takes the role that owns it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, LiteralString, cast

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier

from api.serving.composition import is_prepared, prepare
from api.serving.preparing import Urls, held_too_much, make_ready, url_for_setting_up
from api.serving.upkeep.works import Stopped
from domain.ledger.log import Log, NotSetUp
from domain.ledger.setting_up import asking
from projections.catalogue import PROJECTIONS
from projections.replaying.rebuilding import rebuild
from tests.conftest import COMMUNITY_NAME
from tests.domain.ledger.test_log import append
from tests.office import STAFF, Office
from tests.projections.living import Living
from tests.projections.replaying.spoilt import hour
from tests.roles import as_owner

RUNNING: Final = Path(__file__).parents[3] / "docs/running.md"
MANY: Final = 10


def statements(heading: str) -> list[str]:
    """The statements for psql that the guide gives below a heading."""
    text = RUNNING.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2]
    (block, *_) = re.findall(r"```sql\n(.*?)```", text, flags=re.DOTALL)
    return [it for it in block.split(";\n") if it.strip()]


def objects(url: str) -> list[tuple[object, ...]]:
    """Everything that a statement of set-up could change: tables, functions, rights, owners."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT 'class', xmin::text, oid FROM pg_class UNION ALL"
            " SELECT 'function', xmin::text, oid FROM pg_proc UNION ALL"
            " SELECT 'trigger', xmin::text, oid FROM pg_trigger UNION ALL"
            " SELECT 'schema', xmin::text, oid FROM pg_namespace"
            " WHERE nspname !~ '^pg_' ORDER BY 1, 3"
        )
        return found.fetchall()


def test_an_ordinary_start_changes_nothing_whichever_role_is_named(database: str) -> None:
    owner = as_owner(database)
    make_ready(Urls(database, owner), COMMUNITY_NAME)
    before = objects(database)
    for urls in (Urls(database), Urls(database, owner), Urls(owner)):
        make_ready(urls, COMMUNITY_NAME)
    assert objects(database) == before
    prepare(owner, COMMUNITY_NAME, database)
    assert objects(database) != before


@pytest.mark.parametrize(
    "missing",
    [
        "DELETE FROM set_ups",
        "DROP FUNCTION append_facts",
        "DELETE FROM fact_types WHERE type = 'team.founded'",
    ],
)
def test_who_serves_says_what_to_run_where_something_is_missing(
    database: str, missing: LiteralString
) -> None:
    owner = as_owner(database)
    with asking(owner, COMMUNITY_NAME) as connection:
        connection.execute(missing)
    assert not is_prepared(database, COMMUNITY_NAME)
    with pytest.raises(NotSetUp, match="chengyin prepare"):
        make_ready(Urls(database), COMMUNITY_NAME)

    make_ready(Urls(database, owner), COMMUNITY_NAME)

    assert is_prepared(database, COMMUNITY_NAME)
    make_ready(Urls(database), COMMUNITY_NAME)


def test_a_community_with_one_url_goes_on_and_is_warned(database: str) -> None:
    owner = as_owner(database)
    make_ready(Urls(owner), "another")
    make_ready(Urls(owner), "another")

    log = Log(owner, "another")
    assert append(log, "a:1") == 1
    log.close()
    chinese, english = held_too_much(Urls(owner), "another")
    assert "docs/running.md" in chinese and "the log's tables" in english
    assert url_for_setting_up(Urls(owner), "another") == owner

    make_ready(Urls(database, owner), "another")
    assert held_too_much(Urls(database, owner), "another") == []
    with pytest.raises(NotSetUp):
        url_for_setting_up(Urls(database), "another")


def test_the_tables_of_a_rebuild_are_read_and_written_by_who_serves(
    office: Office, database: str
) -> None:
    before = office.get("/api/rankings?by=team").json()
    rebuild(as_owner(database), COMMUNITY_NAME, PROJECTIONS)

    assert office.get("/api/rankings?by=team").json() == before
    for hours in range(1, MANY):
        office.has_served("volunteer", 1, days_ago=hours)
    position = office.post("/api/teams", "admin", {"team": "夜跑队"}).json()["position"]
    headers = {"Read-After": str(position)}
    while (answer := office.get("/api/me", "volunteer", headers=headers)).status_code == 503:
        pass
    assert answer.json()["member_id"] in STAFF
    assert office.get("/readyz").json()["failures"] == {}


def test_a_start_whose_rebuild_is_stopped_goes_on_and_the_runner_makes_up_for_it(
    database: str,
) -> None:
    """Another process, which serves already, shows the rebuild to the administrator."""
    owner, told = as_owner(database), list[tuple[int, int]]()
    with Living(owner) as living:
        (position,) = living.write(hour(1))
    with asking(owner, COMMUNITY_NAME) as connection:
        connection.execute("UPDATE projection_generations SET is_ready = false")

    def stop(_what: str, done: int, all_of_it: int) -> None:
        told.append((done, all_of_it))
        raise Stopped

    prepare(owner, COMMUNITY_NAME, database, tell=stop)

    assert told == [(0, position)], "it begins once"
    assert is_prepared(database, COMMUNITY_NAME)
    with asking(owner, COMMUNITY_NAME) as connection:
        waiting = "SELECT count(*) AS those FROM projection_generations WHERE NOT is_ready"
        assert connection.execute(waiting).fetchone() == {"those": len(PROJECTIONS)}
        works = connection.execute("SELECT count(*) AS those FROM works").fetchone()
        assert works == {"those": 0}
    prepare(owner, COMMUNITY_NAME, database)
    with asking(owner, COMMUNITY_NAME) as connection:
        assert connection.execute(waiting).fetchone() == {"those": 0}


@pytest.fixture
def superuser(server: str) -> Iterator[str]:
    """The URL of somebody who may do anything in the server, as whoever reads the guide may."""
    url = re.sub(r"(?<=//)([^:@/]+)", "postgres", server, count=1)
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        pytest.skip("the server lets nobody in as postgres")
    yield url
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS timebank WITH (FORCE)")
        for role in ("chengyin_service", "chengyin_setup"):
            connection.execute(SQL("DROP ROLE IF EXISTS {}").format(Identifier(role)))


def timebank(superuser: str, role: str) -> str:
    """The guide's database for one of its roles."""
    url = re.sub(r"(?<=[^/])/[^/?]*(?=\?|$)", "/timebank", superuser, count=1)
    return f"{url}{'&' if '?' in url else '?'}options=-c%20role%3D{role}"


def run(url: str, given: list[str]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in given:
            connection.execute(cast(LiteralString, statement))


def is_safe(urls: Urls) -> bool:
    """Who serves appends, and changes nothing."""
    log = Log(urls.serving, COMMUNITY_NAME)
    append(log, "a:1", after=log.head())
    log.close()
    with (
        asking(urls.serving, COMMUNITY_NAME) as connection,
        pytest.raises(InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM facts_tt_main")
    return held_too_much(urls, COMMUNITY_NAME) == []


def test_the_guides_statements_make_a_safe_database(superuser: str) -> None:
    run(superuser, statements("Two roles"))
    urls = Urls(timebank(superuser, "chengyin_service"), timebank(superuser, "chengyin_setup"))

    make_ready(urls, COMMUNITY_NAME)

    assert is_safe(urls)
    make_ready(Urls(urls.serving), COMMUNITY_NAME)


def test_the_guides_statements_part_the_roles_of_a_community_with_one_url(superuser: str) -> None:
    """As it is: one role owns everything and serves."""
    run(
        superuser,
        [
            "CREATE ROLE chengyin_setup LOGIN",
            "CREATE DATABASE timebank OWNER chengyin_setup",
        ],
    )
    one = timebank(superuser, "chengyin_setup")
    make_ready(Urls(one), COMMUNITY_NAME)
    log = Log(one, COMMUNITY_NAME)
    append(log, "a:1")
    log.close()
    assert held_too_much(Urls(one), COMMUNITY_NAME) != []

    run(timebank(superuser, "postgres"), statements("From one role to two"))
    urls = Urls(timebank(superuser, "chengyin_service"), one)
    make_ready(urls, COMMUNITY_NAME)

    assert is_safe(urls)
    log = Log(urls.serving, COMMUNITY_NAME)
    assert [position for position, _ in log.about(["a:1"]).facts] == [1, 2]
    log.close()
