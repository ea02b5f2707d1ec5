"""Requests in every state, made through the interface by two who may."""

from typing import Any

from domain.ledger.decision import OFFICE, Request
from domain.needs.claims import ClaimRequest
from tests.api.answers import created_by, settle
from tests.clock import at, past, today
from tests.office import Office

ORIGINAL = "我是王桂英，住3栋502，想请人陪我去医院"
PUBLIC = "陪一位老人去医院看病"


def asked(office: Office, for_member: str, **more: Any) -> str:
    """The id of a request that a coordinator made for somebody."""
    body = {
        "kind": "service",
        "for_member": for_member,
        "need": "陪诊",
        "minutes_wanted": 120,
        "terms": "free",
        "text": ORIGINAL,
    }
    if more.get("kind", "service") != "service":
        del body["minutes_wanted"]
    made = created_by(office, "/api/requests", "coordinator", body | more)
    settle(office)
    return str(made["request_id"])


def put_up(office: Office, for_member: str, words: str = PUBLIC, **more: Any) -> str:
    """The id of a request that everybody can read."""
    request_id = asked(office, for_member, **more)
    up = {"public_text": words, "open_until": today(30).isoformat()}
    created_by(office, f"/api/requests/{request_id}/publication", "coordinator2", up)
    settle(office)
    return request_id


def promised(office: Office, for_member: str, helper: str, **more: Any) -> str:
    """The id of a request that somebody has taken on."""
    request_id = put_up(office, for_member, **more)
    path = f"/api/requests/{request_id}/claims"
    created_by(office, path, "coordinator", {"member_id": helper})
    settle(office)
    return request_id


def overdue(office: Office, for_member: str, helper: str, **more: Any) -> str:
    """The id of a request that somebody should have met by yesterday."""
    request_id = put_up(office, for_member, **more)
    decision = ClaimRequest(need_id=request_id, helper_id=helper, due_on=today(-1))
    long_ago = past(9, days_ago=40)
    office.ledger.record([Request(decision=decision, actor=OFFICE, happened_at=long_ago)])
    settle(office)
    return request_id


def helped(office: Office, for_member: str, helper: str, **more: Any) -> str:
    """The id of a request whose helper has said when they helped."""
    request_id = promised(office, for_member, helper, **more)
    times = {"starts_at": at(9), "ends_at": at(11)}
    created_by(office, f"/api/requests/{request_id}/fulfilment", "coordinator", times)
    settle(office)
    return request_id


def contested(office: Office, for_member: str, helper: str, **more: Any) -> str:
    """The id of a request of which a coordinator said for who asked that it was not so."""
    request_id = helped(office, for_member, helper, **more)
    path = f"/api/requests/{request_id}/contest"
    created_by(office, path, "coordinator", {"reason": "只来了半小时"})
    settle(office)
    return request_id
