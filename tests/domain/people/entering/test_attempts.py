"""Guessing is cut short where it happens, and keeps nobody out who comes in elsewhere."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from domain.ledger.database import Database
from domain.people.credentials import CROWDED_SECONDS, Credentials, Given
from domain.people.entering.attempts import (
    FAILURES_FOR_PERSON_MAX,
    FAILURES_FROM_PLACE_MAX,
    FAILURES_MAX,
    Attempts,
    Door,
    TooManyAttempts,
)
from domain.people.vault import Person, Vault
from tests.controls import LI, NOW, WANG
from tests.domain.conftest import Do

SECRET = "correct horse"
HOME, ELSEWHERE = Door("home"), Door("elsewhere")


@pytest.fixture
def credentials(community: Database, do: Do[Any]) -> Iterator[Credentials]:
    """Li and Wang may sign in."""
    opened = Credentials(community)
    do(opened.set(LI, "li", SECRET))
    do(opened.set(WANG, "wang", SECRET))
    yield opened


@pytest.fixture
def attempts(community: Database) -> Attempts:
    return Attempts(community)


def guess(credentials: Credentials, do: Do[Any], name: str, door: Door, *, times: int) -> None:
    for _ in range(times):
        assert do(credentials.enter(name, "guess", door)) is None


def test_who_is_guessed_at_elsewhere_comes_in_at_home(
    credentials: Credentials, do: Do[Any]
) -> None:
    guess(credentials, do, "li", ELSEWHERE, times=FAILURES_MAX)
    with pytest.raises(TooManyAttempts) as refused:
        do(credentials.enter("li", SECRET, ELSEWHERE))
    assert 0 < refused.value.wait_seconds <= 15 * 60
    assert do(credentials.enter("li", SECRET, HOME)) is not None


def test_on_a_device_where_they_are_known_nobody_is_kept_out_by_their_neighbours(
    credentials: Credentials, do: Do[Any]
) -> None:
    device = do(credentials.enter("li", SECRET, HOME)).device
    guess(credentials, do, "li", HOME, times=FAILURES_MAX)
    with pytest.raises(TooManyAttempts):
        do(credentials.enter("li", SECRET, HOME))
    entry = do(credentials.enter("li", SECRET, Door("home", device)))
    assert entry is not None and entry.device == device


def test_a_device_of_ones_own_does_not_open_the_door_to_another(
    credentials: Credentials, do: Do[Any]
) -> None:
    device = do(credentials.enter("wang", SECRET, ELSEWHERE)).device
    guess(credentials, do, "li", Door("elsewhere", device), times=FAILURES_MAX)
    with pytest.raises(TooManyAttempts):
        do(credentials.enter("li", SECRET, Door("elsewhere", device)))


def test_a_stolen_device_guesses_no_more_often(credentials: Credentials, do: Do[Any]) -> None:
    stolen = Door("elsewhere", do(credentials.enter("li", SECRET, HOME)).device)
    guess(credentials, do, "li", stolen, times=FAILURES_MAX)
    with pytest.raises(TooManyAttempts):
        do(credentials.enter("li", SECRET, stolen))


def test_a_device_that_was_never_given_out_is_not_taken_for_known(
    credentials: Credentials, do: Do[Any]
) -> None:
    entry = do(credentials.enter("li", SECRET, Door("home", "made up")))
    assert entry.device != "made up"


def test_one_place_does_not_try_name_after_name(credentials: Credentials, do: Do[Any]) -> None:
    for number in range(FAILURES_FROM_PLACE_MAX):
        assert do(credentials.enter(f"name {number}", "guess", ELSEWHERE)) is None
    with pytest.raises(TooManyAttempts):
        do(credentials.enter("one more", "guess", ELSEWHERE))
    assert do(credentials.enter("li", SECRET, HOME)) is not None


def test_right_sign_ins_do_not_use_a_place_up(attempts: Attempts, do: Do[Any]) -> None:
    for number in range(FAILURES_FROM_PLACE_MAX + 1):
        do(attempts.succeed(do(attempts.begin(HOME, f"person {number}"))))


def test_many_places_do_not_try_one_person_again_and_again(
    credentials: Credentials, attempts: Attempts, do: Do[Any]
) -> None:
    device = do(credentials.enter("li", SECRET, HOME)).device
    for number in range(FAILURES_FOR_PERSON_MAX):
        do(attempts.begin(Door(f"place {number}"), LI))
    with pytest.raises(TooManyAttempts):
        do(credentials.enter("li", SECRET, Door("one more place")))
    assert do(credentials.enter("li", SECRET, HOME)) is not None
    assert do(credentials.enter("li", SECRET, Door("one more place", device))) is not None


def test_who_is_refused_already_uses_nothing_up_for_others(
    credentials: Credentials, attempts: Attempts, do: Do[Any]
) -> None:
    guess(credentials, do, "li", ELSEWHERE, times=FAILURES_MAX)
    for _ in range(FAILURES_FOR_PERSON_MAX):
        with pytest.raises(TooManyAttempts):
            do(attempts.begin(ELSEWHERE, LI))
    assert do(credentials.enter("li", SECRET, HOME)) is not None


def test_letting_one_person_in_anew_gives_nobody_else_more_guesses(
    credentials: Credentials, attempts: Attempts, do: Do[Any]
) -> None:
    guess(credentials, do, "li", ELSEWHERE, times=1)
    for number in range(FAILURES_FROM_PLACE_MAX - 1):
        do(attempts.begin(ELSEWHERE, f"person {number}"))
    asking = do(credentials.ask())
    do(credentials.give(LI, "li", asking.code, Given(WANG, NOW)))
    with pytest.raises(TooManyAttempts):
        do(attempts.begin(ELSEWHERE, "one more"))


def test_who_was_turned_away_by_a_crowd_has_not_guessed(
    credentials: Credentials, do: Do[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.people.entering.turns.WAITING_MAX", 0)
    credentials._turns._free = 0
    for _ in range(FAILURES_MAX + 1):
        with pytest.raises(TooManyAttempts, match=f"wait {CROWDED_SECONDS} seconds"):
            do(credentials.enter("li", SECRET, ELSEWHERE))
    credentials._turns._free = 1
    assert do(credentials.enter("li", SECRET, ELSEWHERE)) is not None


def test_a_username_and_a_phone_number_are_guessed_as_one(
    credentials: Credentials, community: Database, do: Do[Any]
) -> None:
    do(Vault(community, b"key").keep(LI, Person(name="李桂珍", phone="13800001234")))
    guess(credentials, do, "li", ELSEWHERE, times=FAILURES_MAX // 2)
    guess(credentials, do, "13800001234", ELSEWHERE, times=FAILURES_MAX // 2)
    for name in ("li", "13800001234"):
        with pytest.raises(TooManyAttempts):
            do(credentials.enter(name, SECRET, ELSEWHERE))


def test_forty_wrong_sign_ins_at_once_keep_a_known_one_waiting_for_few_of_them(
    credentials: Credentials, do: Do[Any]
) -> None:
    assert do(credentials.enter("li", SECRET, HOME)) is not None
    done: list[str] = []

    async def come(name: str, password: str, door: Door) -> None:
        await credentials.enter(name, password, door)
        done.append(name)

    async def all_at_once() -> None:
        crowd = [asyncio.create_task(come(f"{it}", "guess", ELSEWHERE)) for it in range(40)]
        while not credentials._turns._waiting:
            await asyncio.sleep(0)
        await asyncio.gather(come("li", SECRET, HOME), *crowd)

    do(all_at_once())
    assert done.index("li") < 20 and len(done) == 41


def test_who_was_let_in_anew_is_known_nowhere(credentials: Credentials, do: Do[Any]) -> None:
    device = do(credentials.enter("li", SECRET, HOME)).device
    asking = do(credentials.ask())
    do(credentials.give(LI, "li", asking.code, Given(WANG, NOW)))
    guess(credentials, do, "li", HOME, times=FAILURES_MAX)
    with pytest.raises(TooManyAttempts):
        do(credentials.enter("li", SECRET, Door("home", device)))
