"""One good request for each route that records, made of people and things of its own."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from fastapi.routing import APIRoute
from msgspec.structs import replace

from api.serving.codes import word_code
from api.workbooks.identity_number import check_character
from domain.ledger.decision import OFFICE, Request, Stamp, View
from domain.people.second_factor import SetUpSecondFactor
from domain.service.hours import ServiceRevoked
from domain.service.service_audit import RevokeService
from domain.service.service_import import ImportService
from domain.shop.offline_sale import AcceptOfflineSale
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import Pieces
from tests.api.answers import created_by, enrol, found, head, list_item, number_of, settle
from tests.clock import at, now, past, today
from tests.office import TEAM, Office
from tests.pages.people import join

Body = dict[str, Any] | None


@dataclass(frozen=True)
class Post:
    """A request that is recorded when it comes for the first time.

    `other` is another body with which the same person may ask the same route. `kinds` says what
    each field of the body takes, by its JSON pointer: see `test_bad_input`.
    """

    path: str
    who: str
    body: Body = None
    other: Body = None
    kinds: dict[str, str] = field(default_factory=dict)


EIGHT_HOURS: Final = timedelta(hours=8)
MISSING: Final = object()
"""Stands for a field that is left out."""

Making = Callable[[Office], Post]
EVERY_POST: Final[dict[str, Making]] = {}


def to(route: str) -> Callable[[Making], Making]:
    """Puts a request on the list of all."""

    def put(making: Making) -> Making:
        EVERY_POST[route] = making
        return making

    return put


def routes_of(office: Office) -> Iterator[tuple[str, APIRoute]]:
    """The routes of the HTTP interface, as `METHOD path`; the pages have a table of their own."""
    waiting: list[Any] = [office.client.app]
    while waiting:
        holder = waiting.pop()
        for route in getattr(holder, "original_router", holder).routes:
            if isinstance(route, APIRoute):
                if not route.endpoint.__module__.startswith("api.pages"):
                    yield from ((f"{it} {route.path}", route) for it in route.methods or ())
            elif hasattr(route, "original_router"):
                waiting.append(route)


def sent(office: Office, post: Post, body: Any) -> Any:
    """A POST of JSON that an honest writer of JSON would not write."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    return office.ask("POST", post.path, post.who, content=content, headers=headers)


def replaced(body: Any, pointer: str, value: Any) -> Any:
    """The body with another value at a pointer; without it where the value is `MISSING`."""
    copy = json.loads(json.dumps(body))
    *way, last = pointer.removeprefix("/").split("/")
    holder = copy
    for step in way:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    if isinstance(holder, list):
        holder[int(last)] = value
    elif value is MISSING:
        del holder[last]
    else:
        holder[last] = value
    return copy


def fresh() -> str:
    """A word that nobody has used."""
    return uuid4().hex[:12]


def fresh_id_number() -> str:
    """The ID number of somebody born in 1950."""
    number = uuid4().int
    seventeen = f"{430_000 + number % 999:06d}1950{number % 12 + 1:02d}01{number % 997:03d}"
    return seventeen + check_character(seventeen)


def volunteer(office: Office, hours: int = 0) -> str:
    """Somebody new, who has served so many hours."""
    member_id = enrol(office)
    if hours:
        office.has_served(member_id, hours)
    return member_id


def service_of(office: Office, member_id: str, who: str = "coordinator2") -> str:
    """The path of a service that waits."""
    body = {"member_id": member_id, "programme": "陪护", "starts_at": at(9), "ends_at": at(11)}
    return f"/api/services/{created_by(office, '/api/services', who, body)['service_id']}"


def activity_now() -> dict[str, Any]:
    return {
        "title": "清扫楼道",
        "programme": "环境美化",
        "team": TEAM,
        "place": "3栋门口",
        "starts_at": now().isoformat(),
        "ends_at": (now() + timedelta(hours=1)).isoformat(),
        "capacity": 20,
    }


def published(office: Office, node_id: str | None = None) -> str:
    """The path of an activity that goes on, of a grid or of the whole community."""
    body = activity_now() | ({"node": node_id} if node_id else {})
    made = created_by(office, "/api/activities", "coordinator", body)
    return f"/api/activities/{made['activity_id']}"


def paired(office: Office) -> str:
    """The path of a pairing."""
    made = created_by(office, "/api/pairings", "coordinator", promise(office))
    return f"/api/pairings/{made['pairing_id']}"


def promise(office: Office) -> dict[str, Any]:
    return {
        "volunteer_id": volunteer(office),
        "assisted_id": volunteer(office),
        "cause": "illness",
        "visit_every_days": 7,
        "starts_on": today().isoformat(),
    }


@to("/api/members")
def enrolling(office: Office) -> Post:
    body = {
        "name": "李桂珍",
        "phone": "13900001111",
        "id_number": fresh_id_number(),
        "sex": "female",
        "birth_date": "1950-01-01",
        "grid": "第一网格",
        "building": "3栋",
        "team": TEAM,
        "kind": "volunteer",
    }
    kinds = {
        "/name": "name",
        "/phone": "phone?",
        "/id_number": "id_number?",
        "/sex": "choice?",
        "/birth_date": "day?",
        "/grid": "word?",
        "/building": "word?",
        "/team": "word?",
        "/kind": "choice",
    }
    other = body | {"name": "李桂芳", "id_number": fresh_id_number()}
    return Post("/api/members", "coordinator", body, other, kinds)


@to("/api/members/{member_id}/details")
def correcting(office: Office) -> Post:
    body = {"name": "李桂珍", "phone": "13900001112"}
    path = f"/api/members/{volunteer(office)}/details"
    kinds = {"/name": "name", "/phone": "phone?"}
    return Post(path, "coordinator", body, body | {"name": "李桂芳"}, kinds)


@to("/api/members/{member_id}/leaving")
def leaving(office: Office) -> Post:
    member_id = volunteer(office)
    body = {"volunteer_number": number_of(office, member_id)}
    other = {"volunteer_number": "V999999"}
    kinds = {"/volunteer_number": "word"}
    return Post(f"/api/members/{member_id}/leaving", "admin", body, other, kinds)


@to("/api/members/{member_id}/leaving/approval")
def approving_leaving(office: Office) -> Post:
    return Post(f"{proposed_leaving(office)}/approval", "supervisor")


@to("/api/members/{member_id}/leaving/refusal")
def refusing_leaving(office: Office) -> Post:
    return Post(f"{proposed_leaving(office)}/refusal", "supervisor")


def proposed_leaving(office: Office) -> str:
    """The path of a leaving that waits for a second person's word."""
    member_id = volunteer(office)
    path = f"/api/members/{member_id}/leaving"
    body = {
        "volunteer_number": number_of(office, member_id),
        "why": "incapable",
        "paper": "鉴定书",
    }
    created_by(office, path, "admin", body)
    return path


@to("/api/members/{member_id}/kin")
def recording_kin(office: Office) -> Post:
    body = {"relative_id": enrol(office), "relation": "child", "evidence": "seen"}
    kinds = {"/relative_id": "id", "/relation": "choice", "/evidence": "choice"}
    path = f"/api/members/{enrol(office)}/kin"
    return Post(path, "coordinator", body, body | {"relation": "spouse"}, kinds)


@to("/api/members/{member_id}/kin/{relative_id}/end")
def ending_kin(office: Office) -> Post:
    member_id, relative_id = relatives(office)
    path = f"/api/members/{member_id}/kin/{relative_id}/end"
    kinds = {"/reason": "text"}
    return Post(path, "coordinator", {"reason": "离婚"}, {"reason": "登记错了"}, kinds)


def relatives(office: Office) -> tuple[str, str]:
    """A member, and a relative whose paper was seen."""
    member_id, relative_id = enrol(office), enrol(office)
    body = {"relative_id": relative_id, "relation": "child", "evidence": "seen"}
    created_by(office, f"/api/members/{member_id}/kin", "coordinator", body)
    return member_id, relative_id


@to("/api/members/{member_id}/heir")
def naming_heir(office: Office) -> Post:
    member_id, relative_id = relatives(office)
    path = f"/api/members/{member_id}/heir"
    return Post(path, "coordinator", {"to": relative_id}, {"to": "welfare_pool"}, {"/to": "id"})


@to("/api/members/{member_id}/proxies")
def naming_proxy(office: Office) -> Post:
    body = {"by": enrol(office), "scope": ["see"], "until": today(90).isoformat()}
    kinds = {"/by": "id", "/until": "day", "/paper": "text?"}
    path = f"/api/members/{enrol(office)}/proxies"
    full = body | {"paper": "签字在柜子里"}
    return Post(path, "coordinator", full, body | {"scope": ["ask"]}, kinds)


def asked_proxy(office: Office) -> str:
    """The path of a helper to whom nobody has said yes."""
    body = {"by": enrol(office), "scope": ["see"], "until": today(90).isoformat()}
    path = f"/api/members/{enrol(office)}/proxies"
    return f"/api/proxies/{created_by(office, path, 'coordinator2', body)['proxy_id']}"


@to("/api/proxies/{proxy_id}/acceptance")
def accepting_proxy(office: Office) -> Post:
    path = f"{asked_proxy(office)}/acceptance"
    body, other = {"paper": "签字在柜子里"}, {"paper": "签字在档案室"}
    return Post(path, "coordinator", body, other, {"/paper": "text?"})


@to("/api/proxies/{proxy_id}/end")
def ending_proxy(office: Office) -> Post:
    return Post(f"{asked_proxy(office)}/end", "coordinator")


@to("/api/members/{member_id}/merge")
def merging(office: Office) -> Post:
    path = f"/api/members/{volunteer(office)}/merge"
    return Post(path, "admin", {"into": volunteer(office)}, {"into": volunteer(office)})


@to("/api/members/{member_id}/merge/approval")
def approving_merge(office: Office) -> Post:
    path, body = proposed_merge(office)
    return Post(f"{path}/approval", "supervisor", body, {"into": volunteer(office)})


@to("/api/members/{member_id}/merge/refusal")
def declining_merge(office: Office) -> Post:
    path, body = proposed_merge(office)
    return Post(f"{path}/refusal", "supervisor", body, {"into": volunteer(office)})


def proposed_merge(office: Office) -> tuple[str, dict[str, Any]]:
    """The path and body of a merge that waits for a second person."""
    path, body = f"/api/members/{volunteer(office)}/merge", {"into": volunteer(office)}
    created_by(office, path, "admin", body)
    return path, body


@to("/api/members/{member_id}/roles")
def granting(office: Office) -> Post:
    path = f"/api/members/{volunteer(office)}/roles"
    return Post(path, "admin", {"role": "cashier"}, {"role": "volunteer"}, {"/role": "choice"})


@to("/api/members/{member_id}/sign-in")
def letting_in(office: Office) -> Post:
    body = {"code": asking(office)["code"], "username": f"u{fresh()}"[:20]}
    other = body | {"username": f"u{fresh()}"[:20]}
    member_id = volunteer(office)
    created_by(office, f"/api/members/{member_id}/roles", "admin", {"role": "volunteer"})
    settle(office)
    return Post(f"/api/members/{member_id}/sign-in", "coordinator", body, other)


def asking(office: Office) -> dict[str, Any]:
    """Somebody waits to be let in: the token, and the digits for the desk."""
    answer = office.client.post("/api/sign-in-requests")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@to("/api/members/{member_id}/second-factor/removal")
def taking_second_factor_away(office: Office) -> Post:
    member_id = volunteer(office)
    office.record(SetUpSecondFactor(member_id=member_id), member_id)
    return Post(f"/api/members/{member_id}/second-factor/removal", "admin", None, {})


@to("/api/members/{member_id}/roles/{role}/approval")
def approving_role(office: Office) -> Post:
    return Post(f"{proposed_role(office)}/approval", "supervisor", None, {})


@to("/api/members/{member_id}/roles/{role}/refusal")
def declining_role(office: Office) -> Post:
    return Post(f"{proposed_role(office)}/refusal", "supervisor", None, {})


def proposed_role(office: Office) -> str:
    """The path of a role that waits for a second person."""
    path = f"/api/members/{volunteer(office)}/roles"
    created_by(office, path, "admin", {"role": "cashier"})
    return f"{path}/cashier"


def objected(office: Office) -> str:
    """The path of a member's objection to what the office took in."""
    member_id = volunteer(office, 8)
    settle(office)
    lines = found(office, f"/api/members/{member_id}/statement", "coordinator")["items"]
    body = {"position": lines[0]["position"], "text": "那天我去了四小时"}
    made = created_by(office, f"/api/members/{member_id}/objections", "coordinator2", body)
    return f"/api/objections/{made['objection_id']}"


@to("/api/members/{member_id}/moves")
def moving(office: Office) -> Post:
    member_id, label = volunteer(office, 0), fresh()
    created_by(office, "/api/nodes", "admin", {"level": "grid", "label": label})
    body = {
        "grid": label,
        "building": "7栋",
        "teams": {"join": [TEAM], "leave": []},
        "from_day": today().isoformat(),
    }
    kinds = {
        "/grid": "word?",
        "/building": "word?",
        "/from_day": "day",
    }
    path = f"/api/members/{member_id}/moves"
    return Post(path, "coordinator", body, body | {"building": "8栋"}, kinds)


@to("/api/members/{member_id}/objections")
def objecting(office: Office) -> Post:
    member_id = volunteer(office, 8)
    settle(office)
    lines = found(office, f"/api/members/{member_id}/statement", "coordinator")["items"]
    body = {"position": lines[0]["position"], "text": "那天我去了四小时"}
    kinds = {"/position": "amount", "/text": "text"}
    path = f"/api/members/{member_id}/objections"
    return Post(path, "coordinator", body, body | {"text": "我没去"}, kinds)


@to("/api/objections/{objection_id}/answers")
def answering(office: Office) -> Post:
    body = {"outcome": "upheld", "answer": "已更正"}
    kinds = {"/outcome": "choice", "/answer": "text"}
    path = f"{objected(office)}/answers"
    return Post(path, "coordinator", body, body | {"answer": "核对过了"}, kinds)


def notice(office: Office) -> dict[str, Any]:
    """What hangs for everybody to object to."""
    return {
        "kind": "honour",
        "subjects": [f"member:{volunteer(office)}", f"member:{volunteer(office)}"],
        "opens_on": today().isoformat(),
        "last_day": (today() + timedelta(days=9)).isoformat(),
        "wording": "本月之星：1 号李*珍，2 号王*国。",
    }


def hanging(office: Office) -> str:
    """The path of a notice that hangs."""
    made = created_by(office, "/api/notices", "coordinator2", notice(office))
    return f"/api/notices/{made['notice_id']}"


def objected_notice(office: Office) -> tuple[str, str]:
    """The path of a notice, and the id of an objection to it."""
    path = hanging(office)
    body = {"grounds": "时长不对"}
    made = created_by(office, f"{path}/objections", "volunteer", body)
    return path, made["objection_id"]


@to("/api/notices")
def posting(office: Office) -> Post:
    body = notice(office)
    kinds = {
        "/kind": "choice",
        "/subjects": "list?",
        "/opens_on": "day",
        "/last_day": "day",
    }
    other = body | {"last_day": (today() + timedelta(days=20)).isoformat()}
    return Post("/api/notices", "coordinator", body, other, kinds)


@to("/api/notices/hours")
def posting_hours(office: Office) -> Post:
    service_of(office, volunteer(office))
    body = {
        "first_day": (today() - timedelta(days=40)).isoformat(),
        "until_day": today().isoformat(),
        "opens_on": today().isoformat(),
        "last_day": (today() + timedelta(days=9)).isoformat(),
    }
    kinds = dict.fromkeys(("/first_day", "/until_day", "/opens_on", "/last_day"), "day")
    other = body | {"last_day": (today() + timedelta(days=20)).isoformat()}
    return Post("/api/notices/hours", "coordinator", body, other, kinds)


@to("/api/notices/rules")
def posting_rules(office: Office) -> Post:
    body = {
        "rules_id": proposed_terms(office).rpartition("/")[2],
        "opens_on": today().isoformat(),
        "last_day": (today() + timedelta(days=9)).isoformat(),
    }
    settle(office)
    kinds = {"/rules_id": "id", "/opens_on": "day", "/last_day": "day"}
    other = body | {"last_day": (today() + timedelta(days=20)).isoformat()}
    return Post("/api/notices/rules", "coordinator", body, other, kinds)


@to("/api/notices/{notice_id}/objections")
def objecting_to_notice(office: Office) -> Post:
    body = {"grounds": "这一项时长不对", "line": 1}
    kinds = {"/way": "choice?"}
    path = f"{hanging(office)}/objections"
    return Post(path, "volunteer", body | {"way": "page"}, body | {"line": 2}, kinds)


@to("/api/notices/{notice_id}/answers")
def answering_notice(office: Office) -> Post:
    path, objection_id = objected_notice(office)
    body = {"objection_id": objection_id, "outcome": "dismissed", "answer": "核对过了"}
    kinds = {"/objection_id": "id", "/outcome": "choice", "/answer": "text"}
    return Post(f"{path}/answers", "coordinator", body, body | {"answer": "没有错"}, kinds)


@to("/api/notices/{notice_id}/withdrawal")
def withdrawing_notice(office: Office) -> Post:
    body = {"reason": "写错了月份"}
    path = f"{hanging(office)}/withdrawal"
    return Post(path, "supervisor", body, {"reason": "重写"}, {"/reason": "text"})


@to("/api/notices/{notice_id}/erasure")
def erasing_notice(office: Office) -> Post:
    path = hanging(office)
    created_by(office, f"{path}/withdrawal", "supervisor", {"reason": "写错了月份"})
    body = {"reason": "名单已过期"}
    return Post(f"{path}/erasure", "supervisor", body, {"reason": "不再需要"}, {"/reason": "text"})


@to("/api/activities")
def publishing(office: Office) -> Post:
    kinds = {
        "/title": "text",
        "/programme": "word",
        "/team": "word?",
        "/place": "text",
        "/starts_at": "moment",
        "/ends_at": "moment",
        "/capacity": "amount?",
        "/node": "id?",
    }
    body = activity_now() | {"node": node_called(office)}
    return Post("/api/activities", "coordinator", body, body | {"capacity": 21}, kinds)


@to("/api/activities/{activity_id}/changes")
def changing(office: Office) -> Post:
    later = {"starts_at": (now() + timedelta(hours=3)).isoformat()}
    body = later | {"ends_at": (now() + timedelta(hours=4)).isoformat(), "place": "小区门岗"}
    body |= {"capacity": 30}
    kinds = {
        "/starts_at": "moment?",
        "/ends_at": "moment?",
        "/place": "text?",
        "/capacity": "amount?",
    }
    path = f"{published(office)}/changes"
    return Post(path, "coordinator", body, body | {"capacity": 31}, kinds)


@to("/api/activities/{activity_id}/calling-off")
def calling_off(office: Office) -> Post:
    path = f"{published(office)}/calling-off"
    other = {"reason": "老师病了"}
    return Post(path, "coordinator", {"reason": "下大雨"}, other, {"/reason": "text"})


@to("/api/activities/{activity_id}/sign-ups")
def signing_up(office: Office) -> Post:
    body, other = ({"member_id": volunteer(office)} for _ in range(2))
    path = f"{published(office)}/sign-ups"
    return Post(path, "coordinator", body, other, {"/member_id": "id?"})


@to("/api/activities/{activity_id}/cancellations")
def cancelling(office: Office) -> Post:
    path = published(office)
    body, other = ({"member_id": volunteer(office)} for _ in range(2))
    for who in (body, other):
        created_by(office, f"{path}/sign-ups", "coordinator", who)
    return Post(f"{path}/cancellations", "coordinator", body, other, {"/member_id": "id?"})


@to("/api/activities/{activity_id}/sign-ins")
def signing_in(office: Office) -> Post:
    path = f"{published(office)}/sign-ins"
    body, other = ({"member_id": volunteer(office), "at": now().isoformat()} for _ in range(2))
    kinds = {"/member_id": "id?", "/at": "moment?", "/code": "word?"}
    return Post(path, "coordinator", body, other, kinds)


@to("/api/activities/{activity_id}/sign-outs")
def signing_out(office: Office) -> Post:
    path = published(office)
    people = [volunteer(office) for _ in range(2)]
    for member_id in people:
        created_by(office, f"{path}/sign-ins", "coordinator", {"member_id": member_id})
    body, other = ({"member_id": it, "at": now().isoformat()} for it in people)
    kinds = {"/member_id": "id?", "/at": "moment?", "/code": "word?"}
    return Post(f"{path}/sign-outs", "coordinator", body, other, kinds)


@to("/api/activities/{activity_id}/sign-outs/{member_id}/withdrawal")
def going_on(office: Office) -> Post:
    path, who = published(office), {"member_id": volunteer(office)}
    for act in ("sign-ins", "sign-outs"):
        created_by(office, f"{path}/{act}", "coordinator", who)
    path = f"{path}/sign-outs/{who['member_id']}/withdrawal"
    return Post(path, "coordinator", {}, {"code": "123456"}, {"/code": "word?"})


@to("/api/services")
def entering(office: Office) -> Post:
    body = {
        "member_id": volunteer(office),
        "programme": "陪护",
        "starts_at": at(9),
        "ends_at": at(11),
        "place": "3栋",
        "evidence": "签到表",
    }
    kinds = {
        "/member_id": "id",
        "/programme": "word",
        "/starts_at": "moment",
        "/ends_at": "moment",
        "/place": "text?",
        "/evidence": "text?",
    }
    return Post("/api/services", "coordinator", body, body | {"ends_at": at(12)}, kinds)


@to("/api/services/{service_id}/confirmation")
def confirming(office: Office) -> Post:
    path = f"{service_of(office, volunteer(office))}/confirmation"
    return Post(path, "coordinator", None, {})


@to("/api/services/{service_id}/rejection")
def rejecting(office: Office) -> Post:
    path = f"{service_of(office, volunteer(office))}/rejection"
    body, other = {"reason": "时间不对"}, {"reason": "核对不上"}
    return Post(path, "coordinator", body, other, {"/reason": "text"})


@to("/api/services/{service_id}/release")
def releasing(office: Office) -> Post:
    path = service_of(office, volunteer(office))
    created_by(office, f"{path}/confirmation", "coordinator")
    return Post(f"{path}/release", "supervisor", None, {})


@to("/api/services/{service_id}/revocation")
def revoking(office: Office) -> Post:
    path = service_of(office, volunteer(office))
    created_by(office, f"{path}/confirmation", "coordinator")
    body, other = {"reason": "签到表上没有"}, {"reason": "人不在场"}
    return Post(f"{path}/revocation", "supervisor", body, other, {"/reason": "text"})


@to("/api/services/{service_id}/refill")
def refilling(office: Office) -> Post:
    return Post(f"{revoked_without_refill(office)}/refill", "supervisor", None, {})


def revoked_without_refill(office: Office) -> str:
    """The path of a service that filled a day and was revoked as revocations once were."""
    member_id = volunteer(office)
    whole_day = [
        ImportService(member_id=member_id, programme="巡逻", starts_at=it, ends_at=it + EIGHT_HOURS)
        for it in (past(0, days_ago=3), past(8, days_ago=3))
    ]
    for decision in whole_day:
        office.ledger.record([Request(decision=decision, actor=OFFICE)])
    settle(office)
    trail = found(office, f"/api/services?member_id={member_id}", "supervisor")
    service_id = trail["items"][-1]["service_id"]
    revoking_once = RevokedOnce(service_id=service_id)
    office.ledger.record([Request(decision=revoking_once, actor="supervisor")])
    settle(office)
    return f"/api/services/{service_id}"


@dataclass(frozen=True, kw_only=True)
class RevokedOnce(RevokeService):
    """A revocation as it was before it gave the room that it makes to other services."""

    def decide(self, view: View, stamp: Stamp) -> ServiceRevoked:
        """The revocation alone."""
        return replace(super().decide(view, stamp), refills=())


@to("/api/items")
def listing(office: Office) -> Post:
    body = {
        "name": f"大米{fresh()}",
        "barcode": fresh(),
        "unit": "袋",
        "points": 30,
        "cash_price_fen": 2_500,
        "limit_per_member_month": 2,
    }
    kinds = {
        "/name": "name",
        "/barcode": "word?",
        "/unit": "word",
        "/points": "amount",
        "/cash_price_fen": "amount?",
        "/limit_per_member_month": "amount?",
    }
    return Post("/api/items", "coordinator", body, body | {"points": 31}, kinds)


@to("/api/items/{item_id}/changes")
def changing_item(office: Office) -> Post:
    body = {
        "name": f"大米{fresh()}",
        "points": 31,
        "barcodes": [fresh()],
        "cash_price_fen": 900,
        "limit_per_member_month": 2,
        "withdrawn": False,
        "from_day": today(3).isoformat(),
    }
    kinds = {
        "/name": "name?",
        "/points": "amount?",
        "/barcodes": "list?",
        "/barcodes/0": "word",
        "/cash_price_fen": "count?",
        "/limit_per_member_month": "count?",
        "/from_day": "day",
    }
    path = f"/api/items/{list_item(office)}/changes"
    return Post(path, "coordinator", body, body | {"points": 32}, kinds)


@to("/api/donations/{donation_id}/corrections")
def correcting_a_donation(office: Office) -> Post:
    item_id = list_item(office)
    goods = {"item_id": item_id, "quantity": 10, "expires_on": "2100-12-31"}
    gift = {"goods": [goods], "money_fen": 100_000}
    donation_id = created_by(office, "/api/donations", "coordinator2", gift)["donation_id"]
    body = {
        "reason": "多写了两个零",
        "money_fen": 1_000,
        "purpose": "助学",
        "goods": [goods | {"quantity": 9}],
    }
    kinds = {
        "/reason": "text",
        "/money_fen": "count?",
        "/purpose": "word?",
        "/goods/0/item_id": "id",
        "/goods/0/quantity": "amount",
        "/goods/0/expires_on": "day?",
    }
    path = f"/api/donations/{donation_id}/corrections"
    return Post(path, "coordinator", body, body | {"money_fen": 2_000}, kinds)


@to("/api/stock-counts")
def counting(office: Office) -> Post:
    line = {"item_id": list_item(office, stock=5), "counted": 3, "reason": "受潮"}
    body = {"lines": [line], "counted_at_position": head(office)}
    other = {"lines": [line | {"counted": 2}]}
    kinds = {
        "/counted_at_position": "position?",
        "/lines": "lines",
        "/lines/0/item_id": "id",
        "/lines/0/counted": "count",
        "/lines/0/reason": "text",
    }
    return Post("/api/stock-counts", "coordinator", body, other, kinds)


def waiting_count(office: Office) -> str:
    """The path of a count by a cashier, which waits for somebody else's word."""
    line = {"item_id": list_item(office, stock=5), "counted": 3, "reason": "受潮"}
    made = created_by(office, "/api/stock-counts", "cashier", {"lines": [line]})
    return f"/api/stock-counts/{made['count_id']}"


@to("/api/stock-counts/{count_id}/approval")
def approving(office: Office) -> Post:
    return Post(f"{waiting_count(office)}/approval", "coordinator")


@to("/api/stock-counts/{count_id}/refusal")
def refusing(office: Office) -> Post:
    body, other = {"reason": "再数一次"}, {"reason": "数错了"}
    path = f"{waiting_count(office)}/refusal"
    return Post(path, "supervisor", body, other, {"/reason": "text"})


@to("/api/donations")
def giving(office: Office) -> Post:
    goods = {
        "item_id": list_item(office),
        "quantity": 5,
        "expires_on": today(90).isoformat(),
    }
    body = {
        "donor": {"name": "好又多超市"},
        "goods": [goods],
        "money_fen": 100,
        "purpose": "助老",
    }
    kinds = {
        "/donor": "object?",
        "/donor/name": "name?",
        "/goods": "list",
        "/goods/0/item_id": "id",
        "/goods/0/quantity": "amount",
        "/goods/0/expires_on": "day?",
        "/money_fen": "amount?",
        "/purpose": "word?",
    }
    return Post("/api/donations", "cashier", body, body | {"money_fen": 101}, kinds)


@to("/api/redemptions")
def redeeming(office: Office) -> Post:
    line = {"item_id": list_item(office, 10, stock=5), "quantity": 1}
    body = {"member_id": volunteer(office, 8), "lines": [line]}
    kinds = {
        "/member_id": "id",
        "/lines": "lines",
        "/lines/0/item_id": "id",
        "/lines/0/quantity": "amount",
    }
    other = body | {"lines": [line | {"quantity": 2}]}
    return Post("/api/redemptions", "cashier", body, other, kinds)


@to("/api/redemptions/{redemption_id}/returns")
def returning(office: Office) -> Post:
    sale = redeeming(office)
    assert sale.other is not None
    sold = created_by(office, sale.path, sale.who, sale.other)
    path = f"{sale.path}/{sold['redemption_id']}/returns"
    (line,) = sale.other["lines"]
    body = {"lines": [line | {"quantity": 1}], "reason": "拿多了"}
    kinds = {
        "/lines": "lines",
        "/lines/0/item_id": "id",
        "/lines/0/quantity": "amount",
        "/reason": "text",
    }
    return Post(path, "cashier", body, body | {"reason": "不要了"}, kinds)


@to("/api/disputes/{redemption_id}/settlement")
def settling(office: Office) -> Post:
    """Word on a sale that no allowance had covered."""
    member_id, item_id = volunteer(office, 8), list_item(office, stock=5)
    sale = RedeemPoints(
        member_id=member_id,
        lines=(Pieces(item_id, 1),),
        served_by="cashier",
        slip=fresh()[:6],
        allowance_id="none",
    )
    made = office.record(AcceptOfflineSale(sale=sale, allowance=None), "cashier").fact
    body = {"outcome": "did_not_happen", "reason": "问过本人"}
    kinds = {"/outcome": "choice", "/reason": "text"}
    path = f"/api/disputes/{made.redemption_id}/settlement"
    return Post(path, "supervisor", body, body | {"outcome": "borne"}, kinds)


@to("/api/transfers")
def transferring(office: Office) -> Post:
    giver, mother = volunteer(office, 8), volunteer(office)
    body = {"from": giver, "to": mother, "unit": "credit", "amount": 60, "relation": "parent"}
    kinds = {
        "/from": "id?",
        "/to": "id",
        "/unit": "choice",
        "/amount": "amount",
        "/relation": "choice?",
    }
    return Post("/api/transfers", "coordinator", body, body | {"amount": 61}, kinds)


@to("/api/pairings")
def pairing(office: Office) -> Post:
    body = promise(office)
    kinds = {
        "/volunteer_id": "id",
        "/assisted_id": "id",
        "/cause": "choice",
        "/visit_every_days": "amount",
        "/starts_on": "day",
    }
    return Post("/api/pairings", "coordinator", body, body | {"visit_every_days": 8}, kinds)


@to("/api/pairings/{pairing_id}/visits")
def visiting(office: Office) -> Post:
    body = {"starts_at": at(9), "ends_at": at(10), "note_kind": "well"}
    other = body | {"note_kind": "needs_help"}
    kinds = {"/starts_at": "moment", "/ends_at": "moment", "/note_kind": "choice?"}
    return Post(f"{paired(office)}/visits", "coordinator", body, other, kinds)


def visited(office: Office) -> tuple[str, str]:
    """The path of a visit that waits, and who was visited."""
    people = promise(office) | {"volunteer_id": join(office), "assisted_id": join(office, "赵大爷")}
    made = created_by(office, "/api/pairings", "coordinator", people)
    path = f"/api/pairings/{made['pairing_id']}/visits"
    told = created_by(office, path, people["volunteer_id"], {"starts_at": at(9), "ends_at": at(10)})
    settle(office)
    return f"/api/services/{told['service_id']}", people["assisted_id"]


@to("/api/services/{service_id}/attestation")
def attesting(office: Office) -> Post:
    path, helped = visited(office)
    body = {"satisfaction": 5, "remark": "谢谢"}
    kinds = {"/remark": "text?"}
    return Post(f"{path}/attestation", helped, body, body | {"satisfaction": 4}, kinds)


@to("/api/services/{service_id}/dispute")
def disputing(office: Office) -> Post:
    path, helped = visited(office)
    body, other = {"reason": "那天没有人来"}, {"reason": "时间不对"}
    return Post(f"{path}/dispute", helped, body, other, {"/reason": "text"})


@to("/api/services/{service_id}/attestation/code")
def typing_code(office: Office) -> Post:
    path, _ = visited(office)
    service_id = path.rpartition("/")[2]
    listed = found(office, "/api/services", "coordinator", params={"limit": 200})["items"]
    (helper,) = (it["member_id"] for it in listed if it["service_id"] == service_id)
    body = {"code": word_code(office.community.vault, service_id)}
    other = body | {"satisfaction": 5}
    return Post(f"{path}/attestation/code", helper, body, other, {"/code": "word"})


@to("/api/services/{service_id}/attestation/heard")
def hearing(office: Office) -> Post:
    path, helped = visited(office)
    body = {"way": "slip", "attester_id": helped, "satisfaction": 5, "remark": "谢谢"}
    kinds = {"/way": "choice", "/attester_id": "id?", "/remark": "text?"}
    other = body | {"way": "phone_call"}
    return Post(f"{path}/attestation/heard", "coordinator", body, other, kinds)


@to("/api/services/{service_id}/dispute/heard")
def hearing_no(office: Office) -> Post:
    path, helped = visited(office)
    body = {"way": "slip", "attester_id": helped, "reason": "那天没有人来"}
    kinds = {"/way": "choice", "/attester_id": "id?", "/reason": "text"}
    other = body | {"reason": "时间不对"}
    return Post(f"{path}/dispute/heard", "coordinator", body, other, kinds)


@to("/api/pairings/{pairing_id}/cause")
def reading_cause(office: Office) -> Post:
    body, other = {"why": "帮他申请临时救助"}, {"why": "社区医生来问"}
    return Post(f"{paired(office)}/cause", "coordinator", body, other, {"/why": "text?"})


def disputed(office: Office) -> str:
    """The path of hours that stand though who was visited denies them."""
    path, helped = visited(office)
    created_by(office, f"{path}/dispute", helped, {"reason": "那天没有人来"})
    created_by(office, f"{path}/confirmation", "coordinator2", {"despite_dispute": True})
    return path


@to("/api/services/{service_id}/dispute/answer")
def answering_dispute(office: Office) -> Post:
    body = {"outcome": "dismissed", "answer": "问过邻居，来过"}
    kinds = {"/outcome": "choice", "/answer": "text"}
    other = body | {"answer": "电话里又说来过"}
    return Post(f"{disputed(office)}/dispute/answer", "supervisor", body, other, kinds)


@to("/api/pairings/{pairing_id}/end")
def parting(office: Office) -> Post:
    body, other = {"reason": "搬走了"}, {"reason": "去世了"}
    return Post(f"{paired(office)}/end", "coordinator", body, other, {"/reason": "text"})


def insured(office: Office) -> str:
    """The path of somebody's standing that holds."""
    member_id = enrol(office)
    body = {"kind": "insured", "from_day": today(-9).isoformat(), "evidence": "seen"}
    created_by(office, f"/api/members/{member_id}/standings", "coordinator2", body)
    return f"/api/members/{member_id}/standings/insured"


@to("/api/members/{member_id}/standings")
def granting_standing(office: Office) -> Post:
    body = {
        "kind": "licence:电工证",
        "from_day": today(-9).isoformat(),
        "until_day": today(300).isoformat(),
        "evidence": "seen",
        "paper": "电工证原件",
    }
    kinds = {
        "/kind": "text",
        "/from_day": "day",
        "/until_day": "day?",
        "/evidence": "choice",
        "/paper": "text?",
    }
    path = f"/api/members/{enrol(office)}/standings"
    return Post(path, "coordinator", body, body | {"evidence": "copied"}, kinds)


@to("/api/members/{member_id}/standings/{kind}/checks")
def looking(office: Office) -> Post:
    body = {"seen_on": today(-1).isoformat(), "by_way": "visit"}
    kinds = {"/seen_on": "day", "/by_way": "choice"}
    other = body | {"by_way": "phone"}
    return Post(f"{insured(office)}/checks", "coordinator", body, other, kinds)


@to("/api/members/{member_id}/standings/{kind}/ending")
def ending(office: Office) -> Post:
    body = {"on": today().isoformat(), "why": "withdrawn"}
    kinds = {"/on": "day", "/why": "choice"}
    other = body | {"why": "expired_early"}
    return Post(f"{insured(office)}/ending", "coordinator", body, other, kinds)


REQUEST: Final[dict[str, Any]] = {
    "kind": "service",
    "need": "陪诊",
    "minutes_wanted": 120,
    "terms": "free",
    "text": "想请人陪我去医院",
}


def request_up(office: Office, asker: str | None = None) -> str:
    """The path of a request that is up."""
    body = REQUEST | {"for_member": asker or volunteer(office)}
    path = f"/api/requests/{created_by(office, '/api/requests', 'coordinator', body)['request_id']}"
    up = {"public_text": "陪一位老人看病", "open_until": today(30).isoformat()}
    created_by(office, f"{path}/publication", "coordinator2", up)
    return path


def taken_on(office: Office, helper: str | None = None) -> str:
    """The path of a request that somebody has taken on."""
    path = request_up(office)
    claim = {"member_id": helper or volunteer(office)}
    created_by(office, f"{path}/claims", "coordinator", claim)
    return path


def helped(office: Office) -> str:
    """The path of a request whose helper has said that they helped."""
    path = taken_on(office)
    times = {"starts_at": at(9), "ends_at": at(11)}
    created_by(office, f"{path}/fulfilment", "coordinator", times)
    return path


@to("/api/requests")
def asking_for_help(office: Office) -> Post:
    body = REQUEST | {
        "for_member": volunteer(office),
        "from": at(9, days_ago=-1),
        "until": at(11, days_ago=-1),
        "value_fen_max": 100,
        "needs": ["licence:护士"],
        "guardian": volunteer(office),
    }
    kinds = {
        "/kind": "choice",
        "/for_member": "id?",
        "/need": "word",
        "/minutes_wanted": "amount?",
        "/from": "moment?",
        "/until": "moment?",
        "/terms": "choice",
        "/value_fen_max": "amount?",
        "/text": "text",
        "/needs": "list?",
        "/needs/0": "word",
        "/guardian": "id?",
        "/node": "id?",
        "/place": "word?",
    }
    return Post("/api/requests", "coordinator", body, body | {"minutes_wanted": 60}, kinds)


@to("/api/requests/{request_id}/publication")
def publishing_a_request(office: Office) -> Post:
    body = REQUEST | {"for_member": volunteer(office)}
    made = created_by(office, "/api/requests", "coordinator2", body)
    up = {"public_text": "陪一位老人看病", "open_until": today(30).isoformat()}
    kinds = {"/public_text": "text", "/open_until": "day"}
    path = f"/api/requests/{made['request_id']}/publication"
    return Post(path, "coordinator", up, up | {"public_text": "陪诊"}, kinds)


@to("/api/requests/{request_id}/refusal")
def declining_a_request(office: Office) -> Post:
    path = f"{request_up(office)}/refusal"
    return Post(path, "coordinator", {"reason": "重复"}, {"reason": "不符"}, {"/reason": "text"})


@to("/api/requests/{taken_id}/claims")
def claiming(office: Office) -> Post:
    body = {"member_id": volunteer(office), "due_on": today(7).isoformat()}
    kinds = {"/member_id": "id?", "/due_on": "day?"}
    other = body | {"due_on": today(8).isoformat()}
    return Post(f"{request_up(office)}/claims", "coordinator", body, other, kinds)


@to("/api/requests/{taken_id}/give-backs")
def giving_back(office: Office) -> Post:
    path, kinds = f"{taken_on(office)}/give-backs", {"/why": "choice?"}
    return Post(path, "coordinator", {"why": "cannot"}, {"why": "overdue"}, kinds)


@to("/api/requests/{taken_id}/fulfilment")
def fulfilling(office: Office) -> Post:
    body, other = {"note": "送到了"}, {"note": "办好了"}
    return Post(f"{taken_on(office)}/fulfilment", "coordinator", body, other, {"/note": "text?"})


@to("/api/requests/{request_id}/confirmation")
def confirming_help(office: Office) -> Post:
    body = {"how": "phone_call", "satisfaction": 5, "minutes_accepted": 60}
    kinds = {"/how": "choice", "/satisfaction": "amount?", "/minutes_accepted": "minutes?"}
    other = body | {"how": "desk"}
    return Post(f"{helped(office)}/confirmation", "coordinator", body, other, kinds)


@to("/api/requests/{request_id}/contest")
def contesting(office: Office) -> Post:
    body, other = {"reason": "没有来"}, {"reason": "只来了一会儿"}
    return Post(f"{helped(office)}/contest", "coordinator", body, other, {"/reason": "text"})


@to("/api/requests/{request_id}/settlement")
def settling_help(office: Office) -> Post:
    path = helped(office)
    created_by(office, f"{path}/contest", "coordinator", {"reason": "没有来"})
    body = {"minutes": 60, "reason": "双方同意"}
    kinds = {"/minutes": "minutes", "/reason": "text?"}
    return Post(f"{path}/settlement", "supervisor", body, body | {"minutes": 30}, kinds)


@to("/api/requests/{request_id}/withdrawal")
def withdrawing(office: Office) -> Post:
    path, kinds = f"{request_up(office)}/withdrawal", {"/reason": "text?"}
    return Post(path, "coordinator", {"reason": "好了"}, {"reason": "不用了"}, kinds)


@to("/api/register")
def registering(office: Office) -> Post:
    body = {
        "name": "流动居民",
        "phone": "13800138000",
        "id_number": fresh_id_number(),
        "grid": "第二网格",
        "building": "3栋",
        "residence": "floating",
        "from_day": today(-90).isoformat(),
        "checked_on": today(-1).isoformat(),
        "evidence": "seen",
    }
    kinds = {
        "/name": "name",
        "/phone": "phone?",
        "/id_number": "id_number?",
        "/grid": "text?",
        "/building": "text?",
        "/residence": "choice",
        "/from_day": "day?",
        "/checked_on": "day?",
        "/evidence": "choice?",
    }
    other = body | {"evidence": "registry", "id_number": fresh_id_number()}
    return Post("/api/register", "coordinator", body, other, kinds)


@to("/api/households")
def keeping_house(office: Office) -> Post:
    li, aunt = enrol(office), enrol(office)
    body = {"members": [li, aunt], "head": li}
    kinds = {"/members": "list", "/members/0": "id", "/head": "id"}
    return Post("/api/households", "coordinator", body, body | {"head": aunt}, kinds)


@to("/api/households/{household_id}/changes")
def moving_out(office: Office) -> Post:
    li, aunt = enrol(office), enrol(office)
    home = created_by(
        office, "/api/households", "coordinator2", {"members": [li, aunt], "head": li}
    )
    body = {"members": [li], "head": li}
    other = {"members": [aunt], "head": aunt}
    kinds = {"/members": "list?", "/members/0": "id", "/head": "id?"}
    path = f"/api/households/{home['household_id']}/changes"
    return Post(path, "coordinator", body, other, kinds)


@to("/api/requests/{request_id}/offers")
def asking_a_volunteer(office: Office) -> Post:
    body = {"to": f"member:{volunteer(office)}", "answer_by": today(3).isoformat()}
    other = body | {"answer_by": today(4).isoformat()}
    kinds = {"/to": "word", "/answer_by": "day?"}
    return Post(f"{request_up(office)}/offers", "coordinator", body, other, kinds)


@to("/api/requests/{request_id}/offers/refusal")
def saying_no(office: Office) -> Post:
    path, body = f"{request_up(office)}/offers/refusal", {"member_id": volunteer(office)}
    other = {"member_id": volunteer(office)}
    return Post(path, "coordinator", body, other, {"/member_id": "id?"})


CALL: Final = {"on": today().isoformat(), "how": "phone", "outcome": "well"}


def calls_body(member_id: str, caller_id: str) -> dict[str, Any]:
    """Somebody is called on every week."""
    people = {"member_id": member_id, "caller_id": caller_id}
    return people | {"rhythm": "weekly", "starts_on": today().isoformat()}


def called_on(office: Office) -> str:
    """The path of a promise to call on somebody."""
    body = calls_body(volunteer(office), volunteer(office))
    return f"/api/calls/{created_by(office, '/api/calls', 'coordinator', body)['calls_id']}"


@to("/api/calls")
def agreeing_on_calls(office: Office) -> Post:
    body = calls_body(volunteer(office), volunteer(office))
    kinds = {"/member_id": "id", "/caller_id": "id", "/rhythm": "choice", "/starts_on": "day"}
    return Post("/api/calls", "coordinator", body, body | {"rhythm": "monthly"}, kinds)


@to("/api/calls/{calls_id}/calls")
def calling(office: Office) -> Post:
    kinds = {"/on": "day", "/how": "choice", "/outcome": "choice"}
    return Post(f"{called_on(office)}/calls", "coordinator", CALL, CALL | {"how": "visit"}, kinds)


@to("/api/calls/{calls_id}/end")
def ending_calls(office: Office) -> Post:
    body, other = {"reason": "搬走了"}, {"reason": "换人"}
    return Post(f"{called_on(office)}/end", "coordinator", body, other, {"/reason": "text"})


@to("/api/rules")
def adopting(_: Office) -> Post:
    terms = {
        "credit_minutes_per_hour": 60,
        "points_per_hour": 10,
        "credited_minutes_per_day_max": 480,
        "service_minutes_min": 15,
        "service_minutes_max": 720,
        "service_minutes_before_redeeming": 300,
        "count_difference_pieces_max": 10,
        "earning_classes": ["attested"],
        "transfer_relations": ["child"],
        "star_hours": [100, 300],
    }
    body = {"version": fresh(), "in_force_from": today(10_000).isoformat(), "terms": terms}
    kinds = {"/version": "word", "/in_force_from": "day", "/terms": "object"}
    kinds |= {f"/terms/{name}": "minutes" for name, it in terms.items() if isinstance(it, int)}
    kinds |= {f"/terms/{name}": "list" for name, it in terms.items() if isinstance(it, list)}
    kinds |= {"/terms/earning_classes/0": "choice", "/terms/star_hours/1": "amount"}
    return Post("/api/rules", "admin", body, body | {"version": fresh()}, kinds)


@to("/api/rules/{rules_id}/approval")
def approving_rules(office: Office) -> Post:
    return Post(f"{proposed_rules(office)}/approval", "supervisor", None, {})


@to("/api/rules/{rules_id}/refusal")
def declining_rules(office: Office) -> Post:
    return Post(f"{proposed_rules(office)}/refusal", "supervisor", None, {})


def proposed_rules(office: Office) -> str:
    """The path of a version of the rules that waits for a second person."""
    body = {"version": fresh(), "in_force_from": today(10_000).isoformat()}
    return f"/api/rules/{created_by(office, '/api/rules', 'admin', body)['rules_id']}"


@to("/api/rules/{book}")
def proposing_terms(_: Office) -> Post:
    body = {"version": fresh(), "in_force_from": today(10_000).isoformat()}
    body |= {"terms": {"answer_days": random.randint(4, 9_000)}}
    kinds = {"/version": "word", "/in_force_from": "day"}
    return Post("/api/rules/notice", "admin", body, body | {"version": fresh()}, kinds)


@to("/api/rules/{book}/proposals/{terms_id}/approval")
def approving_terms(office: Office) -> Post:
    return Post(f"{proposed_terms(office)}/approval", "supervisor", None, {})


@to("/api/rules/{book}/proposals/{terms_id}/refusal")
def declining_terms(office: Office) -> Post:
    return Post(f"{proposed_terms(office)}/refusal", "supervisor", None, {})


def proposed_terms(office: Office) -> str:
    """The path of a version of a book's terms that waits for a second person."""
    body = proposing_terms(office).body
    rules_id = created_by(office, "/api/rules/notice", "admin", body)["rules_id"]
    return f"/api/rules/notice/proposals/{rules_id}"


def waiting_terms(office: Office) -> str:
    """The id of a version of another book's terms, which nobody approves."""
    body = proposing_terms(office).body | {"terms": {"claims_open_max": 4}}
    return str(created_by(office, "/api/rules/needs", "admin", body)["rules_id"])


@to("/api/community/settings")
def changing_settings(_: Office) -> Post:
    body = {"name": fresh(), "name_english": "Yanwuping", "issuer": "居委会", "desk": "一楼"}
    kinds = {"/name": "word", "/name_english": "line?", "/issuer": "line?", "/desk": "line?"}
    return Post("/api/community/settings", "admin", body, body | {"name": fresh()}, kinds)


@to("/api/month-sheets")
def issuing_a_sheet(office: Office) -> Post:
    grid(office)
    settle(office)
    body = {"month": "2026-01"}
    return Post("/api/month-sheets", "admin", body, {"month": "2026-02"}, {"/month": "choice"})


def month_sheet(office: Office) -> str:
    """The id of a sheet of a month that is over."""
    grid(office)
    settle(office)
    return str(created_by(office, "/api/month-sheets", "admin", {"month": "2025-12"})["sheet_id"])


@to("/api/nodes")
def founding_a_node(office: Office) -> Post:
    grid = created_by(office, "/api/nodes", "admin", {"level": "grid", "label": fresh()})
    body = {"level": "building", "label": fresh(), "parent": grid["node_id"]}
    body |= {"covers": "building", "households": 60}
    kinds = {"/level": "choice", "/label": "word", "/parent": "id?"}
    kinds |= {"/covers": "choice?", "/households": "count?", "/lead": "id?"}
    return Post("/api/nodes", "admin", body, body | {"label": fresh()}, kinds)


def grid(office: Office) -> str:
    """The path of a grid."""
    made = created_by(office, "/api/nodes", "admin", {"level": "grid", "label": fresh()})
    return f"/api/nodes/{made['node_id']}"


def node_called(office: Office, label: str | None = None) -> str:
    """The id of the grid of a name, or of a new one."""
    listed = found(office, "/api/nodes", "admin", params={"limit": 200})["items"] if label else []
    known = [it["node_id"] for it in listed if it["label"] == label]
    return str(known[0] if known else grid(office).rpartition("/")[2])


def building(office: Office, label: str | None = None) -> str:
    """The id of a building in a grid of this name, or in a new one."""
    parent = node_called(office, label)
    inside = {"level": "building", "label": fresh(), "parent": parent}
    return str(created_by(office, "/api/nodes", "admin", inside)["node_id"])


@to("/api/nodes/{node_id}/changes")
def changing_a_node(office: Office) -> Post:
    body = {"label": fresh(), "covers": "unit", "households": 60, "from_day": today().isoformat()}
    kinds = {"/label": "word?", "/covers": "choice?", "/households": "count?", "/from_day": "day?"}
    kinds |= {"/lead": "id?"}
    return Post(
        f"/api/nodes/{building(office)}/changes", "admin", body, body | {"label": fresh()}, kinds
    )


@to("/api/nodes/{node_id}/moves")
def moving_a_node(office: Office) -> Post:
    parents = [grid(office).rpartition("/")[2] for _ in range(3)]
    inside = {"level": "building", "label": fresh(), "parent": parents[0]}
    node_id = created_by(office, "/api/nodes", "admin", inside)["node_id"]
    body = {"parent": parents[1], "from_day": today().isoformat()}
    kinds = {"/parent": "id", "/from_day": "day?"}
    other = body | {"parent": parents[2]}
    return Post(f"/api/nodes/{node_id}/moves", "admin", body, other, kinds)


@to("/api/nodes/{node_id}/closing")
def closing_a_node(office: Office) -> Post:
    body = {"into": building(office), "from_day": today().isoformat()}
    kinds = {"/into": "id?", "/from_day": "day?"}
    other = body | {"from_day": today(-1).isoformat()}
    return Post(f"/api/nodes/{building(office)}/closing", "admin", body, other, kinds)


@to("/api/teams")
def founding(_: Office) -> Post:
    kinds = {"/team": "word", "/kind": "choice?", "/skills": "list?"}
    body = {"team": fresh(), "kind": "by_skill", "skills": ["家电维修"]}
    return Post("/api/teams", "admin", body, body | {"team": fresh()}, kinds)


def team_of(office: Office, *people: str, lead: str | None = None) -> str:
    """The name of a new team of these people, and perhaps of who leads it."""
    team = created_by(office, "/api/teams", "admin", {"team": fresh()})["team"]
    since = today(-8).isoformat()
    joined = {"teams": {"join": [team]}, "from_day": since}
    for member_id in (*people, *((lead,) if lead else ())):
        created_by(office, f"/api/members/{member_id}/moves", "coordinator2", joined)
    if lead:
        named = {"member_id": lead, "from_day": since}
        created_by(office, f"/api/teams/{team}/leads", "coordinator2", named)
    return str(team)


@to("/api/teams/{team}/closing")
def closing_a_team(office: Office) -> Post:
    body = {"from_day": today(9).isoformat()}
    other = {"from_day": today(10).isoformat()}
    path = f"/api/teams/{team_of(office)}/closing"
    return Post(path, "admin", body, other, {"/from_day": "day"})


@to("/api/teams/{team}/leads")
def naming_a_lead(office: Office) -> Post:
    member_id = volunteer(office)
    team = team_of(office, member_id)
    body = {"member_id": member_id, "from_day": today().isoformat()}
    other = body | {"until_day": today(90).isoformat()}
    kinds = {"/member_id": "id", "/from_day": "day", "/until_day": "day?", "/instead_of": "id?"}
    return Post(f"/api/teams/{team}/leads", "coordinator", body, other, kinds)


@to("/api/teams/{team}/leads/{lead_id}/end")
def ending_a_lead(office: Office) -> Post:
    lead_id, second = volunteer(office), volunteer(office)
    team = team_of(office, second, lead=lead_id)
    also = {"member_id": second, "from_day": today().isoformat()}
    created_by(office, f"/api/teams/{team}/leads", "admin", also)
    body, other = {"on": today(9).isoformat()}, {"on": today(10).isoformat()}
    return Post(f"/api/teams/{team}/leads/{lead_id}/end", "admin", body, other, {"/on": "day"})


@to("/api/teams/{team}/offers/{open_id}/refusal")
def saying_no_for_a_team(office: Office) -> Post:
    lead_id, path = volunteer(office), request_up(office)
    team = team_of(office, lead=lead_id)
    created_by(office, f"{path}/offers", "coordinator", {"to": f"team:{team}"})
    answer = f"/api/teams/{team}/offers/{path.rpartition('/')[2]}/refusal"
    return Post(answer, "coordinator", {}, {"member_id": lead_id}, {"/member_id": "id?"})
