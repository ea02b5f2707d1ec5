"""A code is of its owner's phone and of now, and is good once."""

import asyncio
from time import time
from typing import Any

import psycopg
import pyotp
import pytest

from domain.ledger.database import Database
from domain.people.entering.one_time_codes import OneTimeCodes
from domain.people.vault import Vault
from tests.controls import LI, WANG
from tests.domain.conftest import Do

DRAFT = "d" * 32


@pytest.fixture
def codes(community: Database) -> OneTimeCodes:
    return OneTimeCodes(community, Vault(community, b"key"))


def shown(codes: OneTimeCodes, member_id: str = LI, steps: int = 0, draft: str = DRAFT) -> str:
    """What the app shows so many half minutes from now."""
    return pyotp.TOTP(codes.secret(member_id, draft)).at(int(time()) + 30 * steps)


def this_step() -> int:
    return int(time()) // 30


def test_a_code_of_this_half_minute_and_its_neighbours_is_known(codes: OneTimeCodes) -> None:
    now = this_step()
    for steps in (-1, 0, 1):
        assert codes.step_of(LI, DRAFT, shown(codes, steps=steps)) in {now + steps, now + steps + 1}
    for steps in (-4, 4):
        assert codes.step_of(LI, DRAFT, shown(codes, steps=steps)) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34"])
def test_what_is_no_code_is_none(codes: OneTimeCodes, typed: str) -> None:
    assert codes.step_of(LI, DRAFT, typed) is None


def test_a_code_is_typed_with_a_space_as_apps_show_it(codes: OneTimeCodes) -> None:
    code = shown(codes)
    assert codes.step_of(LI, DRAFT, f"{code[:3]} {code[3:]}") is not None


def test_each_has_codes_of_their_own_and_each_draft_too(codes: OneTimeCodes) -> None:
    vault = Vault(codes._database, b"another key")
    secrets = {
        codes.secret(LI, DRAFT),
        codes.secret(WANG, DRAFT),
        codes.secret(LI, "e" * 32),
        OneTimeCodes(codes._database, vault).secret(LI, DRAFT),
    }
    assert len(secrets) == 4
    assert all(len(it) == 32 for it in secrets)


def test_a_code_is_good_once(codes: OneTimeCodes, do: Do[Any]) -> None:
    step = codes.step_of(LI, DRAFT, shown(codes))
    do(codes.turn_on(LI, DRAFT, 7, step))
    assert not do(codes.fits(LI, shown(codes, steps=-1)))
    code = shown(codes, steps=1)
    assert do(codes.fits(LI, code))
    assert not do(codes.fits(LI, code))
    assert not do(codes.fits(WANG, code))


def test_of_two_who_send_one_code_at_once_one_comes_in(codes: OneTimeCodes, do: Do[Any]) -> None:
    do(codes.turn_on(LI, DRAFT, 7, this_step() - 1))
    code = shown(codes, steps=1)

    async def both() -> list[bool]:
        return await asyncio.gather(*(codes.fits(LI, code) for _ in range(2)))

    assert sorted(do(both())) == [False, True]


def test_what_comes_late_changes_nothing_that_came_after(codes: OneTimeCodes, do: Do[Any]) -> None:
    do(codes.turn_on(LI, DRAFT, 7, 1))
    do(codes.turn_off(LI, 8))
    do(codes.turn_on(LI, DRAFT, 7, 1))
    assert not do(codes.held_among([LI, WANG]))
    do(codes.turn_on(LI, "e" * 32, 9, 1))
    do(codes.turn_off(LI, 8))
    assert do(codes.held_among([LI, WANG])) == {LI}
    assert do(codes.fits(LI, shown(codes, draft="e" * 32)))


def test_the_database_alone_makes_no_codes(codes: OneTimeCodes, do: Do[Any], database: str) -> None:
    do(codes.turn_on(LI, DRAFT, 7, 1))
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT * FROM yanwuping.one_time_codes").fetchall()
    assert rows == [(LI, DRAFT, 1, 7)]
    assert pyotp.TOTP(codes.secret(LI, DRAFT)).secret not in str(rows)
