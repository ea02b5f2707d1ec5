"""What answers look like, whichever route gives them."""

import re
from collections.abc import Sequence
from datetime import datetime
from time import sleep
from typing import Any, Final
from uuid import uuid4

from api.policy.act import Gate
from tests.office import Office

RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


def reader_of(gate: Gate, among: Sequence[str]) -> str:
    """The first who may ask for anybody's things; the volunteer, where one asks for one's own."""
    return next((it for it in among if gate.lets(frozenset({it}), own=False)), "volunteer")


def head(office: Office) -> int:
    """The last position of the log."""
    return int(office.get("/readyz").json()["head"])


def settle(office: Office) -> None:
    """Wait until every projection has all that happened, whoever recorded it.

    The service itself waits only for a moment, and on a busy machine that may be too short.
    """
    while any((ready := office.get("/readyz").json())["lag"].values()):
        assert not ready["failures"], ready
        sleep(0.005)


def serve(office: Office, member_id: str, hours: int, *, days_ago: int = 10) -> None:
    """Let a member have served so many hours (of which 8 are credited), known to everybody."""
    office.has_served(member_id, hours, days_ago=days_ago)
    settle(office)


def created(answer: Any, *fields: str) -> dict[str, Any]:
    """What was recorded, after seeing that it says all that it should, and its position."""
    assert answer.status_code == 201, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert "Idempotency-Replayed" not in answer.headers
    body: dict[str, Any] = answer.json()
    assert {*body} == {*fields, "position"}
    assert type(body["position"]) is int
    return body


def found(office: Office, path: str, who: str | None = None, **options: Any) -> Any:
    """What a GET answers once everything is known to everybody."""
    settle(office)
    answer = office.get(path, who, **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def listed(office: Office, path: str, who: str | None = None, **query: Any) -> list[dict[str, Any]]:
    """The items of a list that fits on one page."""
    page = found(office, path, who, params={"limit": 200} | query)
    assert {*page} == {"items", "next"} and page["next"] is None
    items: list[dict[str, Any]] = page["items"]
    return items


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document, after seeing that it is a whole one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert {*document} - {"errors"} == {"type", "title", "status", "detail", "code"}
    assert document["status"] == status
    assert document["code"] == code
    assert document["type"] == f"/problems/{code}"
    assert document["title"] and document["detail"]
    return document


def refused(
    office: Office,
    path: str,
    who: str,
    body: Any = None,
    *,
    code: str,
    zh: str,
    en: str,
    status: int = 409,
    field: str | None = None,
) -> None:
    """Asks in Chinese and in English, is told no in both, and sees that nothing was recorded."""
    before = head(office)
    in_chinese = office.post(path, who, body)
    in_english = office.post(path, who, body, headers={"Accept-Language": "en"})

    for answer, sentence, language in ((in_chinese, zh, "zh"), (in_english, en, "en")):
        document = problem(answer, status, code)
        assert document["detail"] == sentence
        assert answer.headers["Content-Language"] == language
        assert bool(CHINESE.search(document["title"])) == (language == "zh")
        if field is not None:
            assert document["errors"] == [{"pointer": f"/{field}", "message": sentence}]
    assert head(office) == before


def malformed(answer: Any, *pointers: str) -> None:
    """It was told which fields are malformed, and these are among them."""
    document = problem(answer, 422, "malformed")
    assert all({*error} == {"pointer", "message"} for error in document["errors"])
    assert all(error["message"] for error in document["errors"])
    told = {error["pointer"] for error in document["errors"]}
    assert {*pointers} <= told, f"{told} for {pointers}"


def moment(text: str) -> datetime:
    """The moment that a text names in RFC 3339 with an offset."""
    assert RFC_3339.fullmatch(text), text
    return datetime.fromisoformat(text)


def enrol(office: Office, name: str = "李桂珍", *, kind: str = "volunteer", **more: Any) -> str:
    """The id of somebody who has just become a member."""
    body = {"name": name, "kind": kind} | more
    return str(created_by(office, "/api/members", "coordinator", body)["member_id"])


def list_item(office: Office, points: int = 30, *, stock: int = 0, **more: Any) -> str:
    """The id of an item that is new on the shelf, with so many pieces."""
    name = f"大米{uuid4().hex[:8]}"
    body = {"name": name, "unit": "袋", "points": points} | more
    item_id = str(created_by(office, "/api/items", "coordinator", body)["item_id"])
    if stock:
        goods = {"goods": [{"item_id": item_id, "quantity": stock}]}
        created_by(office, "/api/donations", "coordinator", goods)
    return item_id


def number_of(office: Office, member_id: str) -> str:
    """The volunteer number of somebody."""
    (enrolment,) = listed(
        office,
        "/api/audit/facts",
        "supervisor",
        about=f"member:{member_id}",
        type="member.enrolled",
    )
    return str(enrolment["data"]["volunteer_number"])


def created_by(office: Office, path: str, who: str, body: Any = None) -> dict[str, Any]:
    """What somebody had recorded."""
    answer = office.post(path, who, body)
    assert answer.status_code == 201, answer.text
    recorded: dict[str, Any] = answer.json()
    return recorded


def give_role(office: Office, member_id: str, role: str) -> None:
    """An administrator lets somebody act in a role, and a supervisor approves it."""
    path = f"/api/members/{member_id}/roles"
    if created_by(office, path, "admin", {"role": role})["status"] == "proposed":
        created_by(office, f"{path}/{role}/approval", "supervisor")


def adopt_rules(office: Office, body: dict[str, Any]) -> dict[str, Any]:
    """An administrator proposes a version of the rules, and a supervisor approves it."""
    proposed = created_by(office, "/api/rules", "admin", body)
    path = f"/api/rules/{proposed['rules_id']}/approval"
    return created_by(office, path, "supervisor")
