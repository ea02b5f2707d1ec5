"""Whatever comes in that makes no sense is pointed at, and never recorded and never a crash."""

import json
import re
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.policy.routes import Policy
from tests.api.answers import created_by, found, head, malformed, problem, reader_of
from tests.api.every_post import EVERY_POST, MISSING, replaced, routes_of, sent
from tests.office import Office

NOT_TEXT: Final[list[Any]] = [0, -1, 1.5, True, [], {}, ["x"], {"x": "x"}, float("nan")]
NO_TEXT: Final[list[Any]] = [
    "",
    " \t",
    "\x00",
    "a\x00b",
    "\ud800",
    "a\udfffb",
    "\u202ea",
    "a\u200bb",
    "x" * 501,
    "x" * 100_000,
]
NO_NUMBER: Final[list[Any]] = [
    "",
    "5",
    "1e3",
    "five",
    1.5,
    1e3,
    True,
    False,
    [],
    {},
    [1],
    -1,
    10**9 + 1,
    2**31,
    2**63,
    -(2**63),
    10**300,
    float("nan"),
    float("inf"),
    "\ud800",
]
NO_TIME: Final[list[Any]] = [
    "",
    "yesterday",
    0,
    1_700_000_000,
    1.5e9,
    "1700000000",
    "1e3",
    "2026",
    "2026-02-30T09:00:00+08:00",
    "2026-02-30",
    "0001-01-01T00:00:00+08:00",
    "0001-01-01",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31",
    "2026-03-05T09:00:00+99:00",
    "２０２６-03-05",
    "\ud800",
    "2026-03-05\x00",
    True,
    [],
    {},
    float("nan"),
]
NO_LIST: Final[list[Any]] = ["", "x", 5, True, {}, {"0": {}}, [None], ["\ud800"], [[]], [[[]]]]
NONSENSE: Final[dict[str, list[Any]]] = {
    "text": [*NOT_TEXT, *NO_TEXT],
    "line": [*NOT_TEXT, *NO_TEXT[2:], "x" * 61],
    "word": [*NOT_TEXT, *NO_TEXT, "x" * 41],
    "name": [*NOT_TEXT, *NO_TEXT, "x" * 51],
    "id": [*NOT_TEXT, *NO_TEXT, "x" * 65, "a b", "é", "../x", "😀", "a\n", "' OR 1=1"],
    "phone": [*NOT_TEXT, *NO_TEXT, "phone", "123", "1.38E+10"],
    "id_number": [*NOT_TEXT, *NO_TEXT, "430499195001010010", "4.30499E+17", "４３０４９９"],
    "choice": [*NOT_TEXT, *NO_TEXT, "something", "Volunteer", "😀"],
    "amount": [*NO_NUMBER, 0],
    "count": NO_NUMBER,
    "minutes": NO_NUMBER,
    "position": NO_NUMBER,
    "moment": [*NO_TIME, "2026-03-05T09:00:00", "2026-03-05 09:00"],
    "day": [*NO_TIME, "2026-03-05T09:00:00+08:00", "05.03.2026"],
    "lines": [*NO_LIST, []],
    "list": NO_LIST,
    "object": ["", "x", 5, True, [], [{}], {"\ud800": 1}, {"surplus": 1}],
}
"""By kind of field, what it never takes; null is added where a field has to be there."""

NO_BODIES: Final[list[bytes]] = [
    b"{",
    b"{{",
    b'{"a": }',
    b"'x'",
    b"\xff\xfe{}",
    b"\xef\xbb\xbf{}",
    b'{"a": "\xff"}',
    '{"a": 1}'.encode("utf-16"),
    b"[" * 50_000,
    b"[" * 50_000 + b"]" * 50_000,
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    b"9" * 5_000,
    b"\x00",
    b"a=b&c=d",
]
"""What is no JSON, or none that anybody should take."""

STRANGE: Final[list[str]] = [
    "",
    " ",
    "%00",
    "%FF",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "%E2%80%AE",
    "x" * 500,
    "0",
    "-1",
    "1.5",
    "1e3",
    "NaN",
    "true",
    str(2**63),
    "9" * 400,
    "%27%20OR%201%3D1",
    "%25",
    "%2E%2E",
    "a%0Ab",
]
"""Ids and parameters as they stand in an address."""


BODILESS: Final = (
    *("/approval", "}/refusal", "/removal"),
    *("/leaving/refusal", "/acceptance", "/{proxy_id}/end"),
)
WITH_BODY: Final = [
    it for it in EVERY_POST if "/services/{" not in it and not it.endswith(BODILESS)
]
"""The routes that need to be told something."""


def points_at(answer: Any, pointer: str) -> None:
    """One of the errors is about this field, or about something in it."""
    document = problem(answer, 422, "malformed")
    told = [error["pointer"] for error in document["errors"]]
    assert any(it == pointer or it.startswith(f"{pointer}/") for it in told), (pointer, told)


@pytest.mark.parametrize("route", EVERY_POST)
def test_nonsense_in_any_field_is_pointed_at(shared_office: Office, route: str) -> None:
    post = EVERY_POST[route](shared_office)
    before = head(shared_office)

    for pointer, kind in post.kinds.items():
        may_be_null = kind.endswith("?")
        for value in [*NONSENSE[kind.removesuffix("?")], *([] if may_be_null else [None])]:
            answer = sent(shared_office, post, replaced(post.body, pointer, value))
            points_at(answer, pointer)
            assert "x" * 40 not in answer.text

    assert head(shared_office) == before


@pytest.mark.parametrize("route", EVERY_POST)
def test_a_field_that_is_missing_or_made_up_is_pointed_at(
    shared_office: Office, route: str
) -> None:
    post = EVERY_POST[route](shared_office)
    before = head(shared_office)
    optional = ("/terms", "/goods")

    for pointer, kind in post.kinds.items():
        if kind.endswith("?") or pointer.startswith(optional) or pointer.endswith("/0"):
            continue
        answer = sent(shared_office, post, replaced(post.body, pointer, MISSING))
        points_at(answer, pointer)
    if post.body is not None:
        answer = sent(shared_office, post, post.body | {"surplus": 1})
        malformed(answer, "/surplus")

    assert head(shared_office) == before


@pytest.mark.parametrize("route", EVERY_POST)
def test_what_is_no_json_object_is_refused(shared_office: Office, route: str) -> None:
    post = EVERY_POST[route](shared_office)
    before = head(shared_office)

    for content in NO_BODIES:
        malformed(sent(shared_office, post, content))
    if post.body is not None:
        for value in ([], "x", 5, True, [post.body], "null"):
            malformed(sent(shared_office, post, value), "")
        repeated = json.dumps(post.body)[:-1] + ', "surplus": "\\ud800", "surplus": 1}'
        malformed(sent(shared_office, post, repeated.encode()))

    assert head(shared_office) == before


@pytest.mark.parametrize("route", EVERY_POST)
def test_a_key_told_twice_with_half_a_character_is_no_json(
    shared_office: Office, route: str
) -> None:
    """The framework keeps the second value and takes it; the digest of the body never would."""
    post = EVERY_POST[route](shared_office)
    if not post.body:
        return
    before = head(shared_office)
    first = next(iter(post.body))
    content = f'{{"{first}": "\\ud800", {json.dumps(post.body)[1:]}'

    malformed(sent(shared_office, post, content.encode()), "")

    assert head(shared_office) == before


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/xml", "😀"]
)
@pytest.mark.parametrize("route", WITH_BODY)
def test_json_is_told_to_be_json(shared_office: Office, route: str, content_type: str) -> None:
    post = EVERY_POST[route](shared_office)
    before = head(shared_office)
    headers = {"Content-Type": content_type.encode()} if content_type else {}
    content = json.dumps(post.body).encode()

    answer = shared_office.ask("POST", post.path, post.who, content=content, headers=headers)

    malformed(answer, "")
    assert head(shared_office) == before


def told_no(answer: Any, *statuses: int) -> None:
    assert answer.status_code in statuses, answer.text
    problem(answer, answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("route", [route for route in EVERY_POST if "{" in route])
def test_nothing_is_recorded_about_a_strange_id(shared_office: Office, route: str) -> None:
    post = EVERY_POST[route](shared_office)
    before = head(shared_office)

    for value in STRANGE:
        path = re.sub(r"\{\w+\}", value, route)
        # "/api/rules/." are the rules themselves, which are asked for otherwise.
        statuses = (404, 422) if "{role}" in route or route.endswith("rules/{book}") else (404,)
        told_no(shared_office.post(path, post.who, post.body), *statuses)

    assert head(shared_office) == before


@pytest.mark.parametrize("value", STRANGE)
def test_there_is_nothing_to_read_about_a_strange_id(shared_office: Office, value: str) -> None:
    gates = Policy(shared_office.client.app).gates  # type: ignore[arg-type] (ours)
    for route, _ in routes_of(shared_office):
        method, path = route.split(" ")
        if "{" in path and method != "POST":
            who = reader_of(gates[route], ("supervisor", "coordinator", "admin"))
            address = re.sub(r"\{\w+\}", value, path)
            answer = shared_office.ask(method, address, who, follow_redirects=False)
            if value or answer.status_code != 307:
                told_no(answer, 404, 422)


def test_strange_parameters_are_pointed_at_or_find_nothing(shared_office: Office) -> None:
    before = head(shared_office)
    gates = Policy(shared_office.client.app).gates  # type: ignore[arg-type] (ours)
    paths = found(shared_office, "/api/openapi.json")["paths"]
    asked = 0

    for path, item in paths.items():
        for parameter in item.get("get", {}).get("parameters", []):
            name = parameter["name"]
            if parameter["in"] != "query" or "{donation_id}" in path or "{notice_id}" in path:
                continue
            address = path.replace("{member_id}", "volunteer")
            for value in STRANGE:
                who = reader_of(gates[f"GET {path}"], ("supervisor", "coordinator"))
                answer = shared_office.get(f"{address}?{name}={value}", who)
                asked += 1
                if name == "node" and answer.status_code == 404:
                    problem(answer, 404, "unknown_node")
                elif answer.status_code != 200:
                    document = problem(answer, 422, "malformed")
                    assert {it["pointer"] for it in document["errors"]} == {f"/query/{name}"}

    assert asked > 500
    assert head(shared_office) == before


@pytest.mark.parametrize("value", STRANGE)
def test_a_strange_receipt_number_opens_nothing(shared_office: Office, value: str) -> None:
    gift = created_by(shared_office, "/api/donations", "cashier", {"money_fen": 1})

    for what in ("", "/trail"):
        path = f"/api/donations/{gift['donation_id']}{what}?receipt_number={value}"
        told_no(shared_office.get(path), 401, 404, 422)


WHO_AND_WHAT = ["name", "kind", "role", "member_id", "item_id", "team", "donor", "from", "to"]
THE_REST = ["lines", "goods", "quantity", "amount", "starts_at", "at", "reason", "terms", "version"]
keys = st.sampled_from([*WHO_AND_WHAT, *THE_REST])
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["\ud800", "\x00", "1e3", "welfare_pool", "2026-03-05T09:00:00"])
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
over_http = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("route", WITH_BODY)
def test_random_json_is_malformed(shared_office: Office, route: str) -> None:
    """A field that no route has is always there, so that nothing can be right by chance."""
    post = EVERY_POST[route](shared_office)
    before = head(shared_office)

    @over_http
    @given(st.dictionaries(keys | st.text(max_size=5), json_values, max_size=6))
    def each(body: dict[str, Any]) -> None:
        answer = sent(shared_office, post, body | {"surplus": None})
        malformed(answer)
        told = {error["pointer"] for error in answer.json()["errors"]}
        assert "/surplus" in told or told == {""}

    each()
    assert head(shared_office) == before


@over_http
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_random_bytes_sign_nobody_in(shared_office: Office, content: bytes) -> None:
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        headers = {"Content-Type": content_type}
        answer = shared_office.client.post("/api/token", content=content, headers=headers)
        told_no(answer, 401, 422)
