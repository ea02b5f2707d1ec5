"""Where somebody comes in decides whom their wrong guesses keep out."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.serving.doors.door import place_of
from domain.people.entering.attempts import (
    FAILURE_WINDOW_SECONDS,
    FAILURES_FROM_PLACE_MAX,
    FAILURES_MAX,
)
from tests.api.answers import problem
from tests.office import PASSWORD, Office

AT_HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"


@contextmanager
def calling_from(office: Office, address: str) -> Iterator[TestClient]:
    """A program of its own somewhere in the network, without the office's cookies."""
    client = TestClient(office.client.app, client=(address, 50_000))
    client.portal = office.client.portal
    yield client


def sign_in(client: TestClient, username: str, password: str = PASSWORD) -> Any:
    return client.post("/api/token", data={"username": username, "password": password})


def test_strangers_who_guess_lock_nobody_out_elsewhere(office: Office) -> None:
    with calling_from(office, ELSEWHERE) as stranger, calling_from(office, AT_HOME) as at_home:
        for _ in range(FAILURES_MAX):
            problem(sign_in(stranger, "cashier", "guess"), 401, "wrong_credentials")
        refused = sign_in(stranger, "cashier")
        problem(refused, 429, "too_many")
        assert 0 < int(refused.headers["Retry-After"]) <= FAILURE_WINDOW_SECONDS
        assert sign_in(at_home, "cashier").status_code == 200


def test_the_till_of_a_shop_is_not_locked_out_by_who_guesses_in_the_same_shop(
    office: Office,
) -> None:
    with calling_from(office, AT_HOME) as till, calling_from(office, AT_HOME) as guest:
        assert sign_in(till, "cashier").status_code == 200
        for _ in range(FAILURES_MAX):
            sign_in(guest, "cashier", "guess")
        problem(sign_in(guest, "cashier"), 429, "too_many")
        assert sign_in(till, "cashier").status_code == 200
        page = till.post("/sign-in", data={"username": "cashier", "password": PASSWORD})
        assert page.status_code == 200


def test_nobody_tries_name_after_name_from_one_address(office: Office) -> None:
    with calling_from(office, ELSEWHERE) as stranger:
        for number in range(FAILURES_FROM_PLACE_MAX):
            problem(sign_in(stranger, f"name{number}"), 401, "wrong_credentials")
        problem(sign_in(stranger, "cashier"), 429, "too_many")


def test_a_device_is_known_by_a_cookie_that_no_script_reads(office: Office) -> None:
    with calling_from(office, AT_HOME) as till:
        plain = sign_in(till, "cashier").headers["set-cookie"]
        till.base_url = "https://testserver"
        secure = sign_in(till, "cashier").headers["set-cookie"]
    assert plain.startswith("chengyin-device=") and "HttpOnly" in plain
    assert secure.startswith("__Host-chengyin-device=") and "Secure" in secure


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("not an address", "not an address"),
        ("", ""),
    ],
)
def test_a_household_is_one_place_whatever_its_addresses(host: str, place: str) -> None:
    assert place_of(host) == place
