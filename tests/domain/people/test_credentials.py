"""People sign in with what only they know, and guessing is cut short."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from domain.ledger.database import Database
from domain.people import credentials as module
from domain.people.credentials import (
    FAILURES_MAX,
    Credentials,
    Given,
    TooManyAttempts,
    create_credentials,
)
from domain.people.entering.session import Session
from domain.people.vault import Person, Vault
from tests.controls import AUNT, CHEN, LI, NOW, WANG
from tests.domain.conftest import Do
from tests.roles import as_owner

SECRET = "correct horse"
PHONE = "13800001234"
HASHER = module._hasher  # other tests of the same run take a quicker one
Change = Callable[[str], None]


@pytest.fixture
def credentials(
    community: Database, do: Do[Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Credentials]:
    """Li and Wang may sign in."""
    monkeypatch.setattr(module, "_hasher", HASHER)
    opened = Credentials(community)
    do(opened.set(LI, "li", SECRET))
    do(opened.set(WANG, "wang", "battery staple"))
    yield opened


@pytest.fixture
def change(database: str) -> Iterator[Change]:
    """Time passes, or somebody else changes something, by a statement."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET search_path TO yanwuping")
        yield lambda statement: connection.execute(statement) and None


def phones(community: Database, do: Do[Any], **numbers: str) -> None:
    vault = Vault(community, b"key")
    for member_id, phone in numbers.items():
        do(vault.keep(member_id.replace("_", "-"), Person(name="某人", phone=phone)))


def test_whoever_knows_their_password_is_signed_in_as_themselves(
    credentials: Credentials, do: Do[Any]
) -> None:
    li, wang = (
        do(credentials.sign_in("li", SECRET)),
        do(credentials.sign_in("wang", "battery staple")),
    )
    assert do(credentials.session(li)) == Session(LI, frozenset())
    assert do(credentials.session(wang)) == Session(WANG, frozenset())
    assert do(credentials.sign_in("li", SECRET)) != li


@pytest.mark.parametrize(
    ("username", "password"),
    [
        *(("li", "battery staple"), ("wang", SECRET), ("li", ""), ("li", SECRET.upper())),
        *(("LI", SECRET), ("", SECRET), ("nobody", SECRET), (" li", SECRET), ("l%", SECRET)),
    ],
)
def test_a_wrong_name_or_password_opens_nothing(
    credentials: Credentials, do: Do[Any], username: str, password: str
) -> None:
    assert do(credentials.sign_in(username, password)) is None


def test_neither_passwords_nor_tokens_are_stored(
    credentials: Credentials, do: Do[Any], database: str
) -> None:
    token = do(credentials.sign_in("li", SECRET))
    with psycopg.connect(database) as connection:
        held = "\n".join(
            row[0]
            for table in ("credentials", "sessions", "sign_in_failures")
            for row in connection.execute(f"SELECT it::text FROM yanwuping.{table} AS it")
        )
    assert SECRET not in held
    assert token not in held
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in held


def test_a_session_has_the_roles_that_its_person_has_now(
    credentials: Credentials, do: Do[Any], change: Change
) -> None:
    token = do(credentials.sign_in("li", SECRET))
    change(
        "INSERT INTO member_roles_1 (member_id, role, granted_by, position) VALUES"
        f" ('{LI}', 'cashier', 'x', 1), ('{LI}', 'volunteer', 'x', 2), ('{WANG}', 'admin', 'x', 3)"
    )
    assert do(credentials.session(token)) == Session(LI, frozenset({"cashier", "volunteer"}))
    change(f"DELETE FROM member_roles_1 WHERE member_id = '{LI}' AND role = 'cashier'")
    assert do(credentials.session(token)) == Session(LI, frozenset({"volunteer"}))


def test_signing_out_ends_one_session(credentials: Credentials, do: Do[Any]) -> None:
    first, second = (do(credentials.open_session(LI)) for _ in range(2))
    do(credentials.sign_out(first))
    do(credentials.sign_out("never given out"))
    assert do(credentials.session(first)) is None
    assert do(credentials.session(second)) == Session(LI, frozenset())
    assert do(credentials.session("never given out")) is None


def test_a_session_ends_by_itself_and_is_forgotten(
    credentials: Credentials, do: Do[Any], change: Change, database: str
) -> None:
    old = do(credentials.open_session(LI))
    change("UPDATE sessions SET expires_at = expires_at - interval '11 hours 59 minutes'")
    assert do(credentials.session(old)) is not None
    change("UPDATE sessions SET expires_at = expires_at - interval '1 minute'")
    assert do(credentials.session(old)) is None
    new = do(credentials.open_session(WANG))
    assert do(credentials.session(new)) is not None
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT member_id FROM yanwuping.sessions").fetchall()
    assert rows == [(WANG,)]


def test_a_phone_number_is_a_name_too(
    credentials: Credentials, community: Database, do: Do[Any]
) -> None:
    phones(community, do, **{LI: PHONE, WANG: "13900005678"})
    token = do(credentials.sign_in(PHONE, SECRET))
    assert do(credentials.session(token)).member_id == LI
    assert do(credentials.sign_in(PHONE, "battery staple")) is None
    assert do(credentials.sign_in("1234", SECRET)) is None


def test_a_phone_that_two_share_is_nobodys_name(
    credentials: Credentials, community: Database, do: Do[Any]
) -> None:
    phones(community, do, **{LI: PHONE, WANG: PHONE})
    assert do(credentials.sign_in(PHONE, SECRET)) is None
    assert do(credentials.sign_in(PHONE, "battery staple")) is None
    assert do(credentials.sign_in("li", SECRET)) is not None


def test_a_phone_shared_with_somebody_who_cannot_sign_in_is_a_name(
    credentials: Credentials, community: Database, do: Do[Any]
) -> None:
    phones(community, do, **{LI: PHONE, AUNT: PHONE})
    assert do(credentials.sign_in(PHONE, SECRET)) is not None


def test_a_username_comes_before_the_same_phone_number(
    credentials: Credentials, community: Database, do: Do[Any]
) -> None:
    do(credentials.set(WANG, PHONE, "battery staple"))
    phones(community, do, **{LI: PHONE})
    assert do(credentials.sign_in(PHONE, SECRET)) is None
    token = do(credentials.sign_in(PHONE, "battery staple"))
    assert do(credentials.session(token)).member_id == WANG


def test_a_new_name_and_password_replace_the_old_ones(
    credentials: Credentials, do: Do[Any]
) -> None:
    do(credentials.set(LI, "guizhen", "new secret"))
    assert do(credentials.username_of(LI)) == "guizhen"
    assert do(credentials.username_of(WANG)) == "wang"
    assert do(credentials.username_of(AUNT)) is None
    assert do(credentials.sign_in("li", SECRET)) is None
    assert do(credentials.sign_in("guizhen", SECRET)) is None
    assert do(credentials.sign_in("guizhen", "new secret")) is not None


def test_a_name_belongs_to_one_person(credentials: Credentials, do: Do[Any]) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        do(credentials.set(WANG, "li", "battery staple"))
    assert do(credentials.sign_in("li", SECRET)) is not None


def test_after_ten_wrong_passwords_even_the_right_one_is_refused(
    credentials: Credentials, do: Do[Any], change: Change
) -> None:
    for _ in range(FAILURES_MAX):
        assert do(credentials.sign_in("li", "guess")) is None
    for password in ("guess", SECRET):
        with pytest.raises(TooManyAttempts):
            do(credentials.sign_in("li", password))
    assert do(credentials.sign_in("wang", "battery staple")) is not None

    change("UPDATE sign_in_failures SET since = since - interval '15 minutes'")
    assert do(credentials.sign_in("li", "guess")) is None
    assert do(credentials.sign_in("li", SECRET)) is not None


def test_names_that_nobody_has_are_guessed_no_more_often(
    credentials: Credentials, do: Do[Any]
) -> None:
    for _ in range(FAILURES_MAX):
        assert do(credentials.sign_in("nobody", "guess")) is None
    with pytest.raises(TooManyAttempts):
        do(credentials.sign_in("nobody", "guess"))


def test_the_right_password_forgives_the_wrong_ones(credentials: Credentials, do: Do[Any]) -> None:
    for _ in range(2):
        for _ in range(FAILURES_MAX - 1):
            assert do(credentials.sign_in("li", "guess")) is None
        assert do(credentials.sign_in("li", SECRET)) is not None


def test_making_the_tables_again_locks_nobody_out(
    credentials: Credentials, do: Do[Any], database: str
) -> None:
    with psycopg.connect(as_owner(database)) as connection:
        connection.execute("SET search_path TO yanwuping")
        connection.execute(create_credentials())
    assert do(credentials.sign_in("li", SECRET)) is not None


def let_in(credentials: Credentials, do: Do[Any], member_id: str, name: str) -> str:
    """The session of somebody who asked, and whom the desk let in."""
    asking = do(credentials.ask())
    do(credentials.give(member_id, name, asking.code, Given(CHEN, NOW)))
    return str(do(credentials.arrive(asking.token)))


def test_who_is_let_in_chooses_a_password_and_the_old_sessions_end(
    credentials: Credentials, do: Do[Any]
) -> None:
    lis, wangs = do(credentials.open_session(LI)), do(credentials.open_session(WANG))
    token = let_in(credentials, do, LI, "guizhen")
    assert do(credentials.session(lis)) is None
    assert do(credentials.session(wangs)) == Session(WANG, frozenset())
    assert do(credentials.session(token)) == Session(LI, frozenset(), must_choose=True)
    for name, password in (("li", SECRET), ("guizhen", SECRET), ("guizhen", "")):
        assert do(credentials.sign_in(name, password)) is None
    assert do(credentials.change_password(token, "", "three unlikely words"))
    assert do(credentials.session(token)) == Session(LI, frozenset())
    assert do(credentials.sign_in("guizhen", "three unlikely words")) is not None
    assert not do(credentials.change_password(token, "", "three other words"))
    assert do(credentials.change_password(token, "", "three unlikely words"))


def test_digits_let_in_one_person_and_only_who_asked_until_a_password_is_chosen(
    credentials: Credentials, do: Do[Any]
) -> None:
    asking, other = do(credentials.ask()), do(credentials.ask())
    assert asking.code != other.code and len(asking.code) == 6
    assert do(credentials.is_asking(asking.code)) and not do(credentials.is_asking("not one"))
    assert do(credentials.arrive(asking.token)) is None
    do(credentials.give(LI, "guizhen", asking.code, Given(CHEN, NOW)))
    assert not do(credentials.is_asking(asking.code))
    assert do(credentials.arrive(other.token)) is None
    session = do(credentials.arrive(asking.token))
    assert do(credentials.session(session)).member_id == LI
    again = do(credentials.arrive(asking.token))
    assert do(credentials.session(again)).must_choose
    assert do(credentials.change_password(again, "", "three unlikely words"))
    assert do(credentials.arrive(asking.token)) is None


def test_a_password_that_was_right_a_moment_ago_opens_nothing_once_the_desk_let_its_owner_in(
    credentials: Credentials, do: Do[Any], community: Database
) -> None:
    held = "SELECT password_hash FROM credentials WHERE member_id = %(member_id)s"
    before = do(community.row(held.encode(), member_id=LI))["password_hash"]
    assert do(credentials.open_session(LI, before)) is not None
    let_in(credentials, do, LI, "guizhen")
    assert do(credentials.open_session(LI, before)) is None


def test_who_let_somebody_in_is_known(credentials: Credentials, do: Do[Any]) -> None:
    assert do(credentials.given(LI)) is None
    let_in(credentials, do, LI, "guizhen")
    assert do(credentials.given(LI)) == Given(CHEN, NOW)


def test_guesses_that_are_sent_all_at_once_are_no_more(
    credentials: Credentials, do: Do[Any]
) -> None:
    async def at_once() -> list[object]:
        guesses = (credentials.sign_in("li", f"guess {number}") for number in range(30))
        return list(await asyncio.gather(*guesses, return_exceptions=True))

    outcomes = do(at_once())
    assert outcomes.count(None) == FAILURES_MAX
    assert sum(isinstance(it, TooManyAttempts) for it in outcomes) == 30 - FAILURES_MAX
    with pytest.raises(TooManyAttempts):
        do(credentials.sign_in("li", SECRET))


def test_who_guessed_wrongly_at_home_comes_in_when_the_desk_lets_them(
    credentials: Credentials, do: Do[Any]
) -> None:
    for _ in range(FAILURES_MAX):
        do(credentials.sign_in("li", "guess"))
    token = let_in(credentials, do, LI, "li")
    do(credentials.change_password(token, "", "three unlikely words"))
    assert do(credentials.sign_in("li", "three unlikely words")) is not None


def test_a_name_is_taken_by_others_only(credentials: Credentials, do: Do[Any]) -> None:
    assert do(credentials.is_taken("li", WANG))
    assert not do(credentials.is_taken("li", LI))
    assert not do(credentials.is_taken("nobody", LI))
