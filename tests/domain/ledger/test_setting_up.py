"""Who serves appends and reads; who sets up owns the log; nobody else may do anything."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from psycopg.sql import SQL, Identifier

from domain.ledger.log import Log, NotSetUp
from domain.ledger.setting_up import (
    asking,
    beyond_serving,
    is_set_up,
    let_serve,
    may_set_up,
    note_set_up,
    role_of,
    schema_for_replays,
    set_up_log,
    setting_up,
)
from tests.domain.ledger.test_log import append
from tests.roles import as_owner, found

COMMUNITY = "yanwuping"

REFUSED = [
    "INSERT INTO facts_tt_main (type, tags) VALUES ('points.redeemed', '{}')",
    "INSERT INTO facts_tt_tag (tag, main_id) VALUES ('member:li', 1)",
    "UPDATE facts_tt_main SET data = data",
    "DELETE FROM facts_tt_tag",
    "TRUNCATE facts_tt_main, facts_tt_tag",
    "BEGIN; LOCK TABLE facts_tt_main IN EXCLUSIVE MODE",
    "SELECT dcb_unconditional_append_tt('{}')",
    "SELECT dcb_conditional_append_tt('{}', 0, '{}')",
    "DROP TABLE facts_tt_tag",
    "DROP TABLE vault_people",
    "ALTER TABLE facts_tt_main DISABLE TRIGGER append_only",
    "ALTER TABLE facts_tt_main DISABLE TRIGGER ALL",
    "DROP TRIGGER append_only ON facts_tt_main",
    "CREATE TRIGGER mine BEFORE INSERT ON facts_tt_main EXECUTE FUNCTION refuse_change()",
    "CREATE RULE mine AS ON INSERT TO facts_tt_main DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RETURN NULL; END'",
    "DROP FUNCTION refuse_change() CASCADE",
    "ALTER FUNCTION append_facts SECURITY INVOKER",
    "ALTER TABLE facts_tt_main OWNER TO CURRENT_USER",
    "ALTER FUNCTION refuse_change() OWNER TO CURRENT_USER",
    "ALTER SCHEMA yanwuping OWNER TO CURRENT_USER",
    "ALTER SCHEMA yanwuping RENAME TO another",
    "ALTER DATABASE {database} OWNER TO CURRENT_USER",
    "DROP SCHEMA yanwuping CASCADE",
    "CREATE SCHEMA mine",
    "CREATE TABLE yanwuping.mine ()",
    "CREATE TABLE public.mine ()",
    "CREATE FUNCTION yanwuping.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET session_replication_role TO replica",
    "SET ROLE {owner}",
    "GRANT {owner} TO CURRENT_USER",
    "DELETE FROM set_ups",
    "INSERT INTO set_ups (definition) VALUES ('mine')",
]


@pytest.fixture
def log(database: str) -> Iterator[Log]:
    opened = Log(database, COMMUNITY)
    yield opened
    opened.close()


@pytest.mark.parametrize("statement", REFUSED)
def test_who_serves_may_not(database: str, log: Log, statement: str) -> None:
    append(log, "a:1")
    with asking(database, COMMUNITY) as serving:
        names = {"{database}": serving.info.dbname, "{owner}": role_of(as_owner(database))}
        for name, meant in names.items():
            statement = statement.replace(name, meant)
        with pytest.raises(errors.InsufficientPrivilege):
            serving.execute(statement.encode())
    assert log.about(["a:1"]).facts == [(1, b"{}")]


def test_who_serves_holds_nothing_of_the_log_and_who_sets_up_holds_it_all(database: str) -> None:
    everything = ["the database", "the schema", "the log's tables", "the functions"]
    with asking(database, COMMUNITY) as serving, asking(as_owner(database), COMMUNITY) as owner:
        assert beyond_serving(serving, COMMUNITY) == []
        assert beyond_serving(owner, COMMUNITY) == everything
        assert not may_set_up(serving, COMMUNITY) and not may_set_up(serving, "another")
        assert may_set_up(owner, COMMUNITY) and may_set_up(owner, "another")


def test_a_right_too_many_is_noticed_and_taken_back(database: str) -> None:
    with setting_up(as_owner(database), COMMUNITY) as owner:
        role = role_of(database)
        for right in (
            "INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER ON facts_tt_main",
            "UPDATE ON facts_tt_tag",
            "CREATE ON SCHEMA yanwuping",
        ):
            owner.execute(SQL(f"GRANT {right} TO {{}}").format(Identifier(role)))
            with asking(database, COMMUNITY) as serving:
                assert len(beyond_serving(serving, COMMUNITY)) == 1
                let_serve(owner, COMMUNITY, role)
                assert beyond_serving(serving, COMMUNITY) == []


OPEN_TO_EVERYBODY = """
    SELECT 'schema', nspname, privilege_type
    FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS granted
    WHERE grantee = 0 AND nspname IN ('yanwuping', 'public') AND privilege_type <> 'USAGE'
    UNION ALL
    SELECT 'function', proname, privilege_type
    FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS granted
    WHERE grantee = 0 AND pronamespace = 'yanwuping'::regnamespace
    UNION ALL
    SELECT 'table', relname, privilege_type
    FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) AS granted
    WHERE grantee = 0 AND relnamespace = 'yanwuping'::regnamespace
"""


def test_everybody_else_has_no_right(database: str) -> None:
    with asking(as_owner(database), COMMUNITY) as owner:
        for opening in (
            "GRANT ALL ON SCHEMA yanwuping TO PUBLIC",
            "GRANT CREATE ON SCHEMA public TO PUBLIC",
            "GRANT SELECT ON facts_tt_main TO PUBLIC",
            "GRANT EXECUTE ON FUNCTION append_facts TO PUBLIC",
        ):
            owner.execute(opening)
        assert len(owner.execute(OPEN_TO_EVERYBODY).fetchall()) == 4
        let_serve(owner, COMMUNITY, role_of(database))
        assert owner.execute(OPEN_TO_EVERYBODY).fetchall() == []


def test_two_roles_may_serve_and_both_may_write_a_table_that_comes_later(database: str) -> None:
    owner_url = as_owner(database)
    with setting_up(owner_url, COMMUNITY) as owner:
        owner.execute("CREATE TABLE notes (what text)")
        with asking(database, COMMUNITY) as serving, pytest.raises(errors.InsufficientPrivilege):
            serving.execute("SELECT what FROM notes")
        let_serve(owner, COMMUNITY, role_of(owner_url))
    with asking(database, COMMUNITY) as serving:
        serving.execute("INSERT INTO notes VALUES ('noted')")
        serving.execute("UPDATE notes SET what = 'noted again'")
        serving.execute("DELETE FROM notes")


def test_a_log_that_is_not_set_up_says_so(database: str) -> None:
    for url in (database, as_owner(database)):
        with pytest.raises(NotSetUp, match="chengyin prepare"):
            Log(url, "another")


def test_a_set_up_that_was_cut_off_is_not_taken_for_a_whole_one(database: str) -> None:
    owner_url = as_owner(database)
    with setting_up(owner_url, "another") as owner, asking(database, "another") as serving:
        assert not is_set_up(serving, "another", "this version")
        set_up_log(owner, owner_url, "another")
        assert not is_set_up(serving, "another", "this version")
        let_serve(owner, "another", role_of(database))
        assert not is_set_up(serving, "another", "this version")
        note_set_up(owner, "this version")
        assert is_set_up(serving, "another", "this version")
        assert not is_set_up(serving, "another", "the next version")


def test_a_schema_that_was_restored_without_its_grants_is_not_taken_for_a_whole_one(
    database: str,
) -> None:
    role = role_of(database)
    found(database, "another")
    with setting_up(as_owner(database), "another") as owner:
        note_set_up(owner, "this version")
        for lost in (
            "REVOKE ALL ON SCHEMA another FROM {}",
            "REVOKE ALL ON set_ups FROM {}",
            "REVOKE ALL ON FUNCTION append_facts FROM {}",
            "REVOKE ALL ON SCHEMA another__replayed FROM {}",
        ):
            let_serve(owner, "another", role)
            with asking(database, "another") as serving:
                assert is_set_up(serving, "another", "this version")
                owner.execute(SQL(lost).format(Identifier(role)))
                assert not is_set_up(serving, "another", "this version")


def test_who_owns_the_schema_but_not_the_database_may_set_up(database: str) -> None:
    """An administrator may keep the database and make the schema."""
    role = role_of(database)
    with psycopg.connect(as_owner(database), autocommit=True) as owner:
        for schema in ("theirs", schema_for_replays("theirs")):
            made = SQL("CREATE SCHEMA {} AUTHORIZATION {}")
            owner.execute(made.format(Identifier(schema), Identifier(role)))
    with setting_up(database, "theirs") as serving:
        set_up_log(serving, database, "theirs")
        let_serve(serving, "theirs", role)
        assert "the database" not in beyond_serving(serving, "theirs")
        assert "the schema" in beyond_serving(serving, "theirs")
    theirs = Log(database, "theirs")
    assert append(theirs, "a:1") == 1
    theirs.close()
