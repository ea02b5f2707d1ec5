"""How each route is asked: what a form or a body says, and whose things it is about."""

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from api.pages.ledger.office.terms import NUMBERS
from domain.openness.notice_terms import NoticeTerms
from domain.rules.rules import Terms
from domain.rules.term_proposals import said
from tests.api.every_post import CALL, REQUEST, calls_body, fresh
from tests.api.policy.walkers import Places
from tests.clock import at, now
from tests.office import PASSWORD
from tests.pages.recorded import day

Said = dict[str, Any]

WISH: Final = {"kind": "wish", "need": "收音机", "text": "想听戏"}

OF_SOMEBODY: Final = frozenset(
    {
        "member_id",
        "service_id",
        "pairing_id",
        "request_id",
        "taken_id",
        "calls_id",
        "redemption_id",
        "shift_id",
        "card_id",
        "number",
        "donation_id",
        "proxy_id",
        "helping_id",
        "team",
    }
)
"""The places of a path that name a thing of somebody's."""

BODIES: Final[dict[str, Callable[[Places], Said]]] = {
    "POST /api/sign-in-requests/session": lambda _: {"token": uuid4().hex},
    "POST /api/me/second-factor": lambda _: {"draft": uuid4().hex, "otp": "1"},
    "POST /api/me/second-factor/removal": lambda _: {},
    "POST /api/me/password": lambda _: {"old": "wrong", "new": PASSWORD},
    "POST /api/activities/{activity_id}/sign-ups": lambda it: {"member_id": it["member_id"]},
    "POST /api/activities/{activity_id}/cancellations": lambda it: {"member_id": it["member_id"]},
    "POST /api/activities/{activity_id}/sign-ins": lambda it: {
        "member_id": it["member_id"],
        "code": it["code_of_day"],
    },
    "POST /api/activities/{activity_id}/sign-outs": lambda it: {
        "member_id": it["member_id"],
        "code": it["code_of_day"],
    },
    "POST /api/activities/{activity_id}/sign-outs/{member_id}/withdrawal": lambda it: {
        "code": it["code_of_day"],
    },
    "POST /api/members/{member_id}/objections": lambda it: {
        "position": int(it["line"]),
        "text": "时长不对",
    },
    "POST /api/members/{member_id}/heir": lambda _: {"to": "welfare_pool"},
    "POST /api/members/{member_id}/proxies": lambda it: {
        "by": it["assisted_id"],
        "scope": ["see"],
        "until": day(-9),
    },
    "POST /api/proxies/{proxy_id}/acceptance": lambda _: {},
    "POST /api/proxies/{proxy_id}/end": lambda _: {},
    "POST /api/pairings/{pairing_id}/cause": lambda _: {},
    "POST /api/pairings/{pairing_id}/visits": lambda _: {"starts_at": at(9), "ends_at": at(10)},
    "POST /api/requests": lambda it: REQUEST | {"for_member": it["member_id"]},
    "POST /api/requests/{request_id}/offers/refusal": lambda it: {"member_id": it["member_id"]},
    "POST /api/members/{member_id}/free-times": lambda _: {"halves": ["1-morning"]},
    "POST /api/requests/{request_id}/offers": lambda it: {"to": f"member:{it['member_id']}"},
    "POST /api/teams/{team}/offers/{open_id}/refusal": lambda _: {},
    "POST /api/calls": lambda it: calls_body(it["assisted_id"], it["member_id"]),
    "POST /api/calls/{calls_id}/calls": lambda _: CALL,
    "POST /api/requests/{taken_id}/claims": lambda it: {"member_id": it["member_id"]},
    "POST /api/requests/{taken_id}/give-backs": lambda _: {},
    "POST /api/requests/{taken_id}/fulfilment": lambda _: {"note": "送到了"},
    "POST /api/requests/{request_id}/confirmation": lambda _: {"how": "self"},
    "POST /api/requests/{request_id}/contest": lambda _: {"reason": "没有来"},
    "POST /api/requests/{request_id}/withdrawal": lambda _: {},
    "POST /api/services/{service_id}/attestation": lambda _: {"satisfaction": 5},
    "POST /api/services/{service_id}/attestation/code": lambda _: {"code": "000000"},
    "POST /api/services/{service_id}/dispute": lambda _: {"reason": "那天没有人来"},
    "POST /api/services/{service_id}/dispute/answer": lambda _: {
        "outcome": "dismissed",
        "answer": "来过",
    },
    "POST /api/transfers": lambda it: {
        "from": it["member_id"],
        "to": "welfare_pool",
        "unit": "credit",
        "amount": 1,
    },
    "POST /till/sales": lambda it: {
        "id": it["sale_id"],
        "shift_id": it["shift_id"],
        "member_id": it["member_id"],
        "lines": [{"item_id": it["item_id"], "quantity": 1}],
        "points": 1,
        "sold_at": now().isoformat(),
    },
}
"""Bodies in JSON that say whose thing it is; all others are those of `every_post`."""


def _receipt(places: Places, own: bool) -> Said:
    """A donation is the own of who knows its receipt."""
    return {"receipt_number": places["receipt_number"]} if own else {}


QUERIES: Final[dict[str, Callable[[Places, bool], Said]]] = {
    "GET /api/services": lambda it, _: {"member_id": it["member_id"]},
    "GET /api/pairings": lambda _, __: {"limit": 200},
    "GET /api/calls": lambda _, __: {"limit": 200},
    "GET /api/donations/{donation_id}": _receipt,
    "GET /api/donations/{donation_id}/trail": _receipt,
    "GET /api/rankings": lambda _, __: {"of": "member", "by": "points", "period": "all"},
    "GET /desk/import/preview": lambda it, _: {"file": it["file"]},
    "GET /desk/import/refused": lambda it, _: {"file": it["file"]},
    "GET /ledger/export": lambda _, __: {"format": "csv"},
    "GET /till/sale": lambda it, _: {"member": it["member_id"]},
}
"""What is asked for behind the question mark, for oneself or for another."""


def _member(it: Places) -> Said:
    return {"member_id": it["member_id"]}


def _nothing(_: Places) -> Said:
    return {}


def _sign_in(_: Places) -> Said:
    return {"username": "volunteer2", "password": PASSWORD}


def _times(_: Places) -> Said:
    return {"day": day(), "starts": "09:00", "ends": "10:00"}


def _code(it: Places) -> Said:
    return {"code": it["code_of_day"]}


def _reason(_: Places) -> Said:
    return {"reason": "核对不上"}


def _merge(it: Places) -> Said:
    """Both are the same: whose things are asked about has to stay."""
    return {"member_id": it["member_id"], "into": it["member_id"]}


def _role(it: Places) -> Said:
    return {"member_id": it["member_id"], "role": "cashier"}


def _notice(it: Places) -> Said:
    hangs = {"kind": "star", "opens_on": day(0), "last_day": day(-9), "wording": "新星"}
    return hangs | {"people": it["volunteer_number"]}


def _helper(it: Places) -> Said:
    return {"receiver": it["assisted_number"], "scope[]": "see", "until": day(-9)}


def _activity(it: Places) -> Said:
    return {"activity_id": it["activity_id"]}


def _theirs(it: Places) -> Said:
    return {"request_id": it["helped_request_id"]}


def _goods(it: Places) -> Said:
    return {"item0": it["item_id"], "quantity0": "1"}


def _rules(_: Places) -> Said:
    numbers = {name: str(getattr(Terms(), name)) for name in NUMBERS}
    return numbers | {"version": fresh(), "in_force_from": day(-30)}


def _terms(_: Places) -> Said:
    terms = {f"term-{it.name}": str(it.value) for it in said(NoticeTerms(answer_days=9))}
    return terms | {"version": fresh(), "in_force_from": day(-30)}


FORMS: Final[dict[str, Callable[[Places], Said]]] = {
    "POST /api/token": _sign_in,
    "POST /sign-in": _sign_in,
    "POST /sign-in/asking": _nothing,
    "POST /sign-in/code": lambda _: {"otp": "1"},
    "POST /api/sign-in-requests": _nothing,
    "POST /sign-out": _nothing,
    "POST /me/settings/sessions": lambda _: {"handle": uuid4().hex},
    "POST /me/settings/password": lambda _: {"old": "wrong", "new": PASSWORD, "again": PASSWORD},
    "POST /me/settings/second-factor": lambda _: {"draft": uuid4().hex, "otp": "1"},
    "POST /me/settings/second-factor/off": _nothing,
    "POST /me/teams/{team}/offers/{open_id}/no": _nothing,
    "POST /me/teams/{team}/words/{service_id}/yes": _nothing,
    "POST /me/teams/{team}/words/{service_id}/no": _reason,
    "POST /desk/teams/{team}/leads": lambda it: _member(it) | {"from_day": day(0)},
    "POST /desk/teams/{team}/leads/{lead_id}/end": lambda _: {"on": day(0)},
    "POST /desk/teams/{team}/offers/{open_id}/no": _nothing,
    "POST /me/card": _nothing,
    "POST /me/card/lost": lambda it: {"card_id": it["card_id"]},
    "POST /me/certificate": lambda _: {"first_day": day(30), "last_day": day(1)},
    "POST /me/give/check": lambda _: {"target": "pool", "minutes": "1"},
    "POST /me/give": lambda _: {"target": "pool", "minutes": "1"},
    "POST /me/ask": lambda _: WISH,
    "POST /me/today/{open_id}/claim": _nothing,
    "POST /me/today/{open_id}/refusal": _nothing,
    "POST /me/free-times": _nothing,
    "POST /desk/members/{member_id}/free-times": _nothing,
    "POST /desk/requests/{request_id}/offers": lambda it: {"to": f"member:{it['member_id']}"},
    "POST /desk/requests/{request_id}/offers/refusal": _member,
    "POST /me/promises/{taken_id}/give-back": _nothing,
    "POST /me/promises/{taken_id}/help": _times,
    "POST /me/requests/{request_id}/confirmation": lambda _: {"satisfaction": "5"},
    "POST /me/requests/{request_id}/contest": _reason,
    "POST /me/requests/{request_id}/withdrawal": _nothing,
    "POST /desk/requests/new": lambda it: _member(it) | WISH,
    "POST /desk/requests/{request_id}/publication": lambda _: {
        "public_text": "想要一台收音机",
        "open_until": now().date().isoformat(),
    },
    "POST /desk/requests/{request_id}/refusal": _reason,
    "POST /desk/requests/{taken_id}/claim": _member,
    "POST /desk/requests/{taken_id}/give-back": _nothing,
    "POST /desk/requests/{taken_id}/help": _times,
    "POST /desk/requests/{request_id}/confirmation": lambda _: {"how": "phone_call"},
    "POST /desk/requests/{request_id}/contest": _reason,
    "POST /desk/requests/{request_id}/settlement": lambda _: {"minutes": "30"},
    "POST /desk/requests/{request_id}/withdrawal": _nothing,
    "POST /ledger/requests/{request_id}/settlement": lambda _: {"minutes": "30"},
    "POST /activities/{activity_id}/sign-up": _nothing,
    "POST /activities/{activity_id}/cancel": _nothing,
    "POST /activities/{activity_id}/sign-in": _code,
    "POST /activities/{activity_id}/sign-out": _code,
    "POST /me/passbook/{line}/objection": lambda _: {"text": "时长不对"},
    "POST /desk/objections/{objection_id}/answer": lambda _: {
        "outcome": "dismissed",
        "answer": "核对过了",
    },
    "POST /notices/{notice_number}/objections": lambda _: {"grounds": "时长不对"},
    "POST /desk/notices/new": _notice,
    "POST /desk/notices/drafts/{draft_id}/posting": _nothing,
    "POST /desk/notices/drafts/{draft_id}/discarding": _nothing,
    "POST /desk/notices/{notice_number}/objections": lambda _: {"grounds": "不对", "way": "box"},
    "POST /desk/notices/{notice_number}/answers": lambda it: {
        "objection_id": it["against_id"],
        "outcome": "dismissed",
        "answer": "核对过了",
    },
    "POST /desk/rules-notice": lambda it: {
        "rules_id": it["waiting_terms_id"],
        "opens_on": day(0),
        "last_day": day(-9),
    },
    "POST /desk/hours-notice": lambda _: {
        "first_day": day(40),
        "until_day": day(0),
        "opens_on": day(0),
        "last_day": day(-9),
    },
    "POST /ledger/notices/{notice_number}/withdrawal": _reason,
    "POST /ledger/notices/{notice_number}/erasure": _reason,
    "POST /ledger/disputed-hours/{service_id}/answer": lambda _: {
        "outcome": "dismissed",
        "answer": "来过",
    },
    "POST /desk/members/new": lambda _: {"name": "李小红", "kind": "volunteer"},
    "POST /desk/members/{member_id}/sign-in": lambda _: {"code": "000000", "username": "mine-now"},
    "POST /desk/members/{member_id}/card": _nothing,
    "POST /desk/members/{member_id}/standings": lambda _: {
        "kind": "skill",
        "name": fresh().translate(str.maketrans("0123456789", "ghijklmnop")),
        "from_day": day(0),
        "evidence": "told",
    },
    "POST /desk/members/{member_id}/standings/checks": lambda _: {
        "kind": "insured",
        "by_way": "desk",
    },
    "POST /desk/members/{member_id}/household": lambda it: {
        "members[]": it["member_id"],
        "head": it["member_id"],
    },
    "POST /desk/register/new": lambda _: {
        "name": "流动居民",
        "residence": "floating",
        "checked_on": day(0),
    },
    "POST /desk/register/still": lambda it: {
        "member_id": it["member_id"],
        "kind": "resident:floating",
    },
    "POST /desk/register/moved": lambda it: {
        "member_id": it["member_id"],
        "kind": "resident:floating",
    },
    "POST /desk/members/{member_id}/standings/ending": lambda _: {
        "kind": "insured",
        "on": day(0),
        "why": "withdrawn",
    },
    "POST /desk/members/{member_id}/moves": lambda _: {"building": fresh(), "from_day": day(0)},
    "POST /desk/members/{member_id}/card/lost": lambda it: {"card_id": it["card_id"]},
    "POST /desk/members/{member_id}/credit": lambda _: {"to": "welfare_pool", "minutes": "1"},
    "POST /desk/members/{member_id}/details": lambda _: {"name": "李小红"},
    "POST /activities/{activity_id}/sign-out/withdrawal": _code,
    "POST /desk/activities/new": lambda it: {
        "node": it["node"],
        "title": "清扫楼道",
        "programme": "环境美化",
        "place": "3栋门口",
        "day": day(),
        "starts": "09:00",
        "ends": "10:00",
    },
    "POST /desk/activities/{activity_id}/changes": lambda _: {
        "day": now().date().isoformat(),
        "starts": "00:00",
        "ends": "23:59",
        "place": f"{fresh()}门口",
    },
    "POST /desk/activities/{activity_id}/calling-off": _reason,
    "POST /desk/activities/{activity_id}/sign-up": _member,
    "POST /desk/activities/{activity_id}/cancel": _member,
    "POST /desk/activities/{activity_id}/sign-in": _member,
    "POST /desk/activities/{activity_id}/sign-out": _member,
    "POST /desk/activities/{activity_id}/sign-out/withdrawal": _member,
    "POST /desk/backfill": lambda it: (
        _times(it) | {"member_id": it["member_id"], "programme": "陪护", "evidence": "签到表"}
    ),
    "POST /desk/confirm": lambda it: {"services[]": it["service_id"]},
    "POST /desk/confirm/{service_id}/reject": _reason,
    "POST /desk/confirm/{service_id}/despite": _nothing,
    "POST /desk/words/{service_id}/yes": lambda _: {"way": "slip", "number": "V000001"},
    "POST /desk/words/{service_id}/no": lambda _: {
        "way": "slip",
        "number": "V000001",
        "remark": "没有来",
    },
    "POST /me/kin/heir": lambda _: {"to": "welfare_pool"},
    "POST /me/proxies/check": _helper,
    "POST /me/proxies": _helper,
    "POST /me/proxies/{proxy_id}/acceptance": _nothing,
    "POST /me/proxies/{proxy_id}/ending": _nothing,
    "POST /me/helping/{helping_id}/sign-up": _activity,
    "POST /me/helping/{helping_id}/cancel": _activity,
    "POST /me/helping/{helping_id}/ask": lambda _: WISH,
    "POST /me/helping/{helping_id}/confirmation": _theirs,
    "POST /me/helping/{helping_id}/contest": lambda it: _theirs(it) | _reason(it),
    "POST /me/helping/{helping_id}/withdrawal": _theirs,
    "POST /me/helping/{helping_id}/word": lambda it: {"service_id": it["visit_id"]},
    "POST /me/helping/{helping_id}/denial": lambda it: {"service_id": it["visit_id"]} | _reason(it),
    "POST /desk/members/{member_id}/kin": lambda it: {
        "relative_id": it["relative_id"],
        "relation": "child",
        "evidence": "seen",
    },
    "POST /desk/members/{member_id}/kin/ending": lambda it: (
        {"relative_id": it["relative_id"]} | _reason(it)
    ),
    "POST /desk/members/{member_id}/heir": lambda _: {"to": "welfare_pool"},
    "POST /desk/members/{member_id}/helpers": lambda it: {
        "by": it["relative_id"],
        "scope[]": "see",
        "until": day(-9),
    },
    "POST /desk/helpers/{proxy_id}/acceptance": _nothing,
    "POST /desk/helpers/{proxy_id}/ending": _nothing,
    "POST /me/helpers/{service_id}/yes": lambda _: {"satisfaction": "5"},
    "POST /me/helpers/{service_id}/no": _reason,
    "POST /me/words/{service_id}/code": lambda _: {"code": "000000"},
    "POST /desk/pairings/new": lambda it: {
        "volunteer_id": it["member_id"],
        "assisted_id": "volunteer2",
        "cause": "illness",
        "visit_every_days": "7",
        "starts_on": day(0),
    },
    "POST /desk/pairings/{pairing_id}/cause": _nothing,
    "POST /desk/pairings/{pairing_id}/visit": _times,
    "POST /desk/pairings/{pairing_id}/end": _reason,
    "POST /desk/calls/new": lambda it: {
        "member_id": it["assisted_id"],
        "caller_id": it["member_id"],
        "rhythm": "weekly",
        "starts_on": day(0),
    },
    "POST /desk/calls/{calls_id}/call": lambda _: {"how": "phone", "outcome": "well"},
    "POST /desk/calls/{calls_id}/end": _reason,
    "POST /me/calls/{calls_id}/call": lambda _: {"how": "phone", "outcome": "well"},
    "POST /desk/items": lambda _: {"name": f"大米{fresh()}", "unit": "袋", "points": "30"},
    "POST /desk/items/{item_id}/changes": lambda _: {
        "name": f"大米{fresh()}",
        "points": "30",
        "from_day": day(0),
    },
    "POST /desk/donations": lambda _: {"money": "1"},
    "POST /desk/pictures": lambda it: {"item": it["item_id"]},
    "POST /desk/labels": lambda _: {"on_day": day(0)},
    "POST /desk/donations/{donation_id}/corrections": lambda it: {
        "item_id_1": it["item_id"],
        "quantity_1": str(100 + uuid4().int % 1000),
        "reason": "数错了",
    },
    "POST /desk/import": lambda _: {"kind": "roster"},
    "POST /desk/import/look": lambda it: {"file": it["file"]},
    "POST /desk/import/look/stop": lambda it: {"file": it["file"]},
    "POST /desk/import/record": lambda it: {"file": it["file"]},
    "POST /desk/import/stop": lambda it: {"file": it["file"]},
    "POST /desk/import/discard": lambda it: {"file": it["file"]},
    "POST /ledger/check": _nothing,
    "POST /ledger/check/stop": _nothing,
    "POST /ledger/upkeep/stop": lambda _: {"work": f"backup {uuid4().hex}"},
    "POST /ledger/disputes": lambda it: {
        "redemption": it["redemption_id"],
        "outcome": "borne",
        "reason": "网络故障",
    },
    "POST /ledger/members/{member_id}/leaving": lambda _: {"volunteer_number": "V999999"},
    "POST /ledger/leavings/{member_id}/approval": _nothing,
    "POST /ledger/leavings/{member_id}/refusal": _nothing,
    "POST /ledger/settings": lambda _: {"name": fresh()},
    "POST /ledger/settings/teams": lambda _: {"team": fresh()},
    "POST /ledger/settings/teams/closing": lambda it: {"team": it["team"], "from_day": day(-9)},
    "POST /ledger/settings/nodes": lambda _: {"label": fresh()},
    "POST /ledger/grids/{node_id}/changes": lambda _: {"label": fresh(), "from_day": day(0)},
    "POST /ledger/grids/{node_id}/lead": lambda it: {"number": it["volunteer_number"]},
    "POST /ledger/grids/{node_id}/moves": lambda it: {"parent": it["node_id"]},
    "POST /ledger/grids/{node_id}/closing": lambda it: {"into": it["node_id"]},
    "POST /desk/network/{node_id}/changes": lambda _: {"label": fresh(), "from_day": day(0)},
    "POST /desk/network/{node_id}/lead": lambda it: {"number": it["volunteer_number"]},
    "POST /desk/network/{node_id}/moves": lambda it: {"parent": it["node_id"]},
    "POST /desk/network/{node_id}/closing": lambda it: {"into": it["node_id"]},
    "POST /ledger/month-sheets": lambda _: {"month": "2026-01"},
    "POST /ledger/rules/preview": _rules,
    "POST /ledger/rules/proposals": _rules,
    "POST /ledger/rules/{rules_id}/approval": _nothing,
    "POST /ledger/rules/{rules_id}/refusal": _nothing,
    "POST /ledger/rules/books/{book}/proposals": _terms,
    "POST /ledger/rules/books/{book}/{terms_id}/approval": _nothing,
    "POST /ledger/rules/books/{book}/{terms_id}/refusal": _nothing,
    "POST /ledger/merges": _merge,
    "POST /ledger/merges/approve": _merge,
    "POST /ledger/merges/decline": _merge,
    "POST /ledger/roles/grant": _role,
    "POST /ledger/roles/second-factor": _member,
    "POST /ledger/roles/approve": _role,
    "POST /ledger/roles/decline": _role,
    "POST /ledger/roles/withdraw": _role,
    "POST /ledger/services/{service_id}/release": _nothing,
    "POST /ledger/services/{service_id}/refill": _nothing,
    "POST /ledger/services/{service_id}/revocation": _reason,
    "POST /till/open": lambda _: {"till": fresh()[:6]},
    "POST /till/person": lambda it: {"who": it["volunteer_number"]},
    "POST /till/sale": lambda it: {"member": it["member_id"], "change": f"{it['item_id']}:+1"},
    "POST /till/sell": lambda it: {"member": it["member_id"], "lines[]": f"{it['item_id']}:1"},
    "POST /till/receipts/{redemption_id}/returns": lambda it: {
        "lines[]": f"{it['item_id']}:1",
        "reason": "包装破损",
    },
    "POST /till/donations": _goods,
    "POST /till/counts": lambda it: {f"counted:{it['item_id']}": "9", "reason": "月末盘点"},
    "POST /ledger/counts/{count_id}/approval": _nothing,
    "POST /ledger/counts/{count_id}/refusal": _reason,
    "POST /till/close": lambda it: {"shift": it["shift_id"]},
}
"""What is typed into the form of each page, and into that of the interface's sign-in."""
