"""Requests as nobody would send them: drawn from the interface's own description, under a seed."""

import json
import re
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, cycle
from random import Random
from typing import Any, Final

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.specs.openapi import checks

CONFORMS: Final = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
WAIT_SECONDS_MAX: Final = 60
KNOWN_OFTEN: Final = 0.6
"""How often an id is one that there is: by chance none would ever be."""

ID: Final = re.compile(r"(_id|number)$")
ALIKE: Final = {
    "volunteer_id": "member_id",
    "donor_member_id": "member_id",
    "from": "member_id",
    "to": "member_id",
}
"""Under which name an id is known that a request calls otherwise."""

STRANGE: Final = (
    *(r'"a\u0000b"', r'"\ud800"', '"\u202e\u200b"', '"' + "x" * 100_000 + '"'),
    *("NaN", "-Infinity", "1e400", "9" * 400, "-0.0", "true", "{}", "[" * 500 + "]" * 500),
    *('"0000-00-00"', '"9999-12-31T23:59:60+99:99"', '"2026-02-30"', '"0001-01-01T00:00:00+23:59"'),
)
"""Values in JSON that no honest writer sends."""

BODIES: Final = (
    *(b"", b"null", b"[]", b"7", b'"text"', b"{", b"\xff\xfe{}", b"[" * 100_000, b"{}" * 2),
    b'{"a": 1, "a": 2}',
    b"<?xml version='1.0'?><a/>",
)
TYPES: Final = (
    "application/json",
    "text/xml",
    "application/x-www-form-urlencoded",
    "\u00ff/;=",
    "",
)
HEADERS: Final = (
    b"Idempotency-Key: a\rX-Injected: yes",
    b"Idempotency-Key: a\0b",
    b"Idempotency-Key: " + b"k" * 70_000,
    b"Idempotency-Key: \xff\xfe",
    b"Read-After: " + b"9" * 400,
    b"Read-After: -1",
    b"Accept-Language: " + b"en;q=nan," * 1_000,
    b"Authorization: Bearer \xf0\x9f\x8d\x8a",
    b"Content-Length: -5",
    b"Content-Length: 99999999999999999999",
    b"Transfer-Encoding: chunked\r\nContent-Length: 4",
    b"Cookie: chengyin=\x01; chengyin=\x02",
    b"X-Forwarded-For: ]]]]",
)


@dataclass
class Fuzzing:
    """What was asked so far, what of it was done, and what was wrong with the answers."""

    address: str
    secrets: tuple[str, ...]
    sign_in: Callable[[str], str]
    number: int
    random: Random = field(init=False)
    tokens: dict[str, str] = field(default_factory=dict)
    known: dict[str, list[Any]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    routes_done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.random = Random(self.number)
        described = requests.get(f"{self.address}/api/openapi.json", timeout=WAIT_SECONDS_MAX)
        schema = schemathesis.openapi.from_dict(described.json())
        self.operations: list[APIOperation] = [it.ok() for it in schema.get_all_operations()]

    def headers(self, who: str) -> dict[str, str]:
        """What a request in somebody's name carries."""
        if who == "nobody":
            return {}
        if who not in self.tokens:
            self.tokens[who] = self.sign_in(who)
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def learn(self, told: dict[str, Any]) -> None:
        """The ids by which later requests can name what there is now."""
        for name, value in told.items():
            pool = self.known.setdefault(name, [])
            if ID.search(name) and isinstance(value, str) and value not in pool:
                pool.append(value)

    def note(self, who: str, operation: APIOperation, asked: str, answer: Any) -> None:
        """See what an answer is: never a failure, and nothing personal in a problem."""
        route = f"{operation.method.upper()} {operation.path}"
        said = f"{who}: {route} {asked[:500]} -> {answer.status_code} {answer.text[:500]}"
        self.asked[who] += 1
        told = _json(answer)
        if answer.status_code < 300:
            self.done[who] += 1
            self.routes_done[route] += 1
            if answer.status_code == 201 and isinstance(told, dict):
                self.learn(told)
            if route == "DELETE /api/token":
                self.tokens.pop(who, None)
            return
        is_problem = _header(answer, "content-type").startswith("application/problem+json")
        if not is_problem or not {"type", "title", "status", "detail", "code"} <= told.keys():
            self.wrong.append(f"no problem: {said}")
        elif answer.status_code >= 500 and not _is_later(told, answer):
            self.wrong.append(said)
        if any(it in answer.text for it in self.secrets):
            self.wrong.append(f"personal: {said}")


def _json(answer: Any) -> Any:
    with suppress(ValueError):
        return answer.json()


def _header(answer: Any, name: str) -> str:
    value = answer.headers.get(name) or ""
    return value if isinstance(value, str) else value[0]


def _is_later(told: dict[str, Any], answer: Any) -> bool:
    is_documented = answer.status_code == 503 and told["code"] in {"busy", "lagging", "outdated"}
    return is_documented and bool(_header(answer, "retry-after"))


def drawn(fuzzing: Fuzzing, people: Sequence[str], each: int) -> None:
    """So many requests to each route, well-formed ones and as many others.

    The first of them, the plainest, in everybody's name; those after it in each one's in turn.
    """
    turns = cycle(people)
    for operation in fuzzing.operations:
        for mode in GenerationMode:
            asking = chain([people], ([it] for it in turns))
            with suppress(Unsatisfiable):  # where nothing is asked for, nothing is malformed
                _drawing(fuzzing, operation.as_strategy(generation_mode=mode), asking, each)()


def _drawing(
    fuzzing: Fuzzing,
    strategy: SearchStrategy[Case],
    asking: Iterator[Sequence[str]],
    each: int,
) -> Callable[[], None]:
    @seed(fuzzing.number)
    @settings(
        max_examples=each,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @given(case=strategy)
    def ask(case: Case) -> None:
        for who in next(asking):
            _ask(fuzzing, case, who)

    return ask


def _ask(fuzzing: Fuzzing, case: Case, who: str) -> None:
    for holder in (case.path_parameters, case.query):
        for name in holder or {}:
            holder[name] = _known(fuzzing, name, holder[name])
    case.body = _known(fuzzing, "", case.body)
    answer = case.call(
        base_url=fuzzing.address,
        session=fuzzing.session,
        headers=fuzzing.headers(who),
        timeout=WAIT_SECONDS_MAX,
    )
    asked = f"{case.formatted_path} {case.query} {case.body!r}"
    fuzzing.note(who, case.operation, asked, answer)
    try:
        case.validate_response(answer, checks=CONFORMS)
    except BaseExceptionGroup as failures:
        fuzzing.wrong += [f"{who}: {asked[:500]} -> {it}" for it in failures.exceptions]


def _known(fuzzing: Fuzzing, name: str, value: Any) -> Any:
    """A value with things that are there in the place of ids that were made up."""
    if isinstance(value, dict):
        return {key: _known(fuzzing, key, it) for key, it in value.items()}
    if isinstance(value, list):
        return [_known(fuzzing, name, it) for it in value]
    pool = fuzzing.known.get(ALIKE.get(name, name))
    if pool and fuzzing.random.random() < KNOWN_OFTEN:
        return fuzzing.random.choice(pool)
    return value


def strange(fuzzing: Fuzzing, who: str) -> None:
    """To each route that takes something: what no client would write, also as its own fields."""
    for operation in fuzzing.operations:
        if operation.method == "post":
            path = re.sub(r"\{(\w+)\}", lambda it: _place(fuzzing, it[1]), operation.path)
            for body, kind in _strange_bodies(fuzzing, operation):
                headers = fuzzing.headers(who) | {"Content-Type": kind.encode("latin-1")}
                answer = fuzzing.session.post(
                    fuzzing.address + path, data=body, headers=headers, timeout=WAIT_SECONDS_MAX
                )
                fuzzing.note(who, operation, f"{path} {body[:200]!r} {kind}", answer)


def _place(fuzzing: Fuzzing, name: str) -> str:
    return str(fuzzing.random.choice(fuzzing.known.get(name) or ["cashier"]))


def _strange_bodies(fuzzing: Fuzzing, operation: APIOperation) -> Iterator[tuple[bytes, str]]:
    names = [name for body in operation.body for name in _fields(body.definition)]
    for body in fuzzing.random.sample(BODIES, 3):
        yield body, fuzzing.random.choice(TYPES)
    for value in fuzzing.random.sample(STRANGE, 6) if names else ():
        fields = ", ".join(f"{json.dumps(name)}: {value}" for name in names)
        yield f"{{{fields}}}".encode(), "application/json"


def _fields(definition: Any) -> Iterator[str]:
    """The names of all fields that a description has, however deep."""
    for name, it in definition.items() if isinstance(definition, dict) else ():
        if name == "properties":
            yield from it
        yield from _fields(it)


def strange_heads(port: int, token: str) -> list[bytes]:
    """What is answered to heads of requests that no client can be made to send."""
    answers = []
    for header in HEADERS:
        with socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS_MAX) as line:
            head = f"POST /api/teams HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n"
            with suppress(OSError):  # it may hang up before it has heard all
                line.sendall(head.encode() + header + b"\r\nConnection: close\r\n\r\n")
                line.shutdown(socket.SHUT_WR)
            with suppress(OSError):
                answers.append(line.recv(1_000))
    return answers
