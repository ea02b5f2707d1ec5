"""Every route, asked by each role for themselves and for somebody else, is as open as is said."""

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from api.application import create_application
from api.pages.routing import PageRoute
from api.policy.act import Gate
from api.policy.routes import Policy
from tests.api.policy.asked import BODIES, FORMS, OF_SOMEBODY, QUERIES
from tests.api.policy.walkers import ROLES, WALKERS, Walk, roles_of, set_out
from tests.office import open_office
from tests.pages.desk.test_importing import GOOD, workbook
from tests.pages.desk.test_pictures import photograph

POLICY: Final[Policy] = create_application().state.policy
PAGES: Final = {
    f"{method} {it.path}"
    for it in POLICY.routes
    if isinstance(it, PageRoute)
    for method in it.methods or ()
}
PLACE: Final = re.compile(r"\{(\w+)\}")

SHOWS: Final = {"GET /api/pairings": "pairing_id", "GET /api/calls": "calls_id"}
"""Lists that are narrowed to what is one's own: another's thing is not in them."""

SECRET: Final = {
    "GET /me/certificate/{number}",
    "GET /me/certificate/{number}.pdf",
    "POST /me/card/lost",
}
"""Where another's thing is not there at all."""


UPLOADS: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    "POST /desk/import": lambda: {"file": ("花名册.xlsx", workbook("roster", [GOOD]))},
    "POST /desk/pictures": lambda: {"photograph": ("大米.png", photograph())},
}
"""Where a file is sent along."""

MAKES_NOTHING: Final = {"POST /ledger/disputes", "GET /pictures/{digest}"}
"""Where what is asked for is not there, and who may ask is told so."""

GATES: Final = dict(sorted(POLICY.gates.items(), key=lambda it: not it[0].startswith("GET ")))
"""Who only looks goes first, while everything is as it was set out."""


@pytest.fixture(scope="module")
def walk(shared_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder: Path = tmp_path_factory.mktemp("walk")
    with open_office(shared_database, folder) as office:
        yield set_out(office)


def tells_whose(route: str, gate: Gate) -> bool:
    """Whether a request can be about another's thing, where that makes a difference."""
    if gate.for_oneself:
        return not OF_SOMEBODY.isdisjoint(PLACE.findall(route)) or route in SECRET
    return bool(gate.act.own) and not gate.for_others


def ask(walk: Walk, walker: str, route: str, *, own: bool) -> Any:
    """A real request by somebody, about their own things or another's."""
    places = walk.places(walker, own=own)
    method, path = route.split(" ")
    options: dict[str, Any] = {}
    if route in QUERIES:
        options["params"] = QUERIES[route](places, own)
    if route in BODIES:
        options["json"] = BODIES[route](places)
        options["headers"] = {"Idempotency-Key": places["sale_id"]}
    elif route in FORMS:
        options["data"] = FORMS[route](places)
        if route in UPLOADS:
            options["files"] = UPLOADS[route]()
    elif method == "POST":
        post = walk.post(path)
        path, options["json"] = post.path, post.body
    return walk.send(walker, method, path.format(**places), **options)


def is_let_in(answer: Any, route: str, thing: str) -> bool:
    """Whether the answer is not that one has to sign in, or may not."""
    if route in SHOWS and answer.status_code == 200:
        return thing in answer.text
    to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
    if answer.status_code == 303 and to_sign_in and "set-cookie" not in answer.headers:
        return False
    return answer.status_code not in ({401, 403, 404} if route in SECRET else {401, 403})


def is_told_why(answer: Any, route: str, walker: str) -> bool:
    """Whether who is not let in is told so in the manner of the interface or the pages."""
    if route in SHOWS and answer.status_code == 200:
        return True
    if walker != "nobody":
        return bool(answer.status_code == (404 if route in SECRET else 403))
    return bool(answer.status_code == (303 if route in PAGES else 401))


def whose(route: str, gate: Gate, walker: str) -> tuple[bool, ...]:
    """On whose things somebody tries a route: their own, another's, or both where there are any."""
    if gate.for_oneself:
        return (True, False) if tells_whose(route, gate) else (True,)
    is_of_somebody = not OF_SOMEBODY.isdisjoint(PLACE.findall(route))
    concerns_somebody = is_of_somebody or route in BODIES | FORMS | QUERIES
    may_in_any_case = gate.lets(roles_of(walker), own=False) and not tells_whose(route, gate)
    return (True, False) if concerns_somebody and not may_in_any_case else (False,)


def test_nothing_is_said_here_of_a_route_that_is_not_there() -> None:
    said = {*BODIES, *FORMS, *QUERIES, *SHOWS, *SECRET, *UPLOADS, *MAKES_NOTHING}
    assert said <= GATES.keys()


@pytest.mark.parametrize("route", GATES)
def test_a_route_is_open_to_those_to_whom_it_is_said_to_be(walk: Walk, route: str) -> None:
    gate = GATES[route]
    for walker in WALKERS:
        for own in whose(route, gate, walker):
            answer = ask(walk, walker, route, own=own)
            ends_session = gate.act.name == "session.keep" or route == "POST /sign-in"
            if ends_session and walker != "nobody":
                walk.signed_in_anew(walker)
            expected = gate.lets(roles_of(walker), own=own)
            said = (
                f"{walker}, {'own' if own else 'another'}: {answer.status_code} {answer.text[:300]}"
            )
            things = walk.own[walker] if own else walk.anothers
            assert answer.status_code < 500, said
            assert is_let_in(answer, route, things[SHOWS.get(route, "kind")]) == expected, said
            assert expected or is_told_why(answer, route, walker), said
            is_real = answer.status_code < 400 or answer.status_code == 409
            assert is_real or not expected or route in MAKES_NOTHING, said


@pytest.mark.parametrize("role", ROLES)
def test_no_link_on_a_first_page_leads_to_a_closed_door(walk: Walk, role: str) -> None:
    led = set[str]()
    for first in ("/me", "/activities", "/till", "/till/donations", "/desk", "/ledger"):
        page = walk.send(role, "GET", first)
        if page.status_code == 200:
            led |= {html.unescape(it) for it in re.findall(r'href="(/[^/"][^"]*)"', page.text)}
    assert len(led) > 5
    for address in sorted(it for it in led if not it.endswith(".pdf")):
        answer = walk.send(role, "GET", address)
        assert is_let_in(answer, address, "") and answer.status_code < 400, address
    homes = {
        "cashier": "/till",
        "coordinator": "/desk",
        "supervisor": "/ledger",
        "admin": "/ledger",
    }
    own_work = led & {*homes.values()}
    assert own_work == {*homes.values()} & {homes.get(role)}
