"""Disputes: what was sold without the network and the books did not agree with."""

from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Response

from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.till.work import Person, people_of
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.fields import Id
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.shop import offline_sale as interface
from api.shop.offline_sale import SETTLE
from domain.ledger.refusal import Refusal
from domain.shop.dispute import UnknownDispute
from projections.people.statements import LAST
from projections.shop.offline_disputes import DisputedLine, OfflineDispute, disputes, lines_of
from projections.shop.shifts import open_shifts
from projections.shop.stock import item_names

router = page_router()

Settling = Annotated[Visitor, Depends(visiting(SETTLE))]

SHOWN_MAX: Final = 50
DONE: Final = {
    "charged": "已从成员的积分里补扣。",
    "borne": "已记为由社区承担。",
    "did_not_happen": "已记为没有发生：物品、积分和限量都已还原。",
}
REASONS: Final = {
    "allowance_invalid": "断网额度不是这台服务器签发的。",
    "allowance_expired": "卖出时断网额度已经过期。",
    "over_allowance": "超过了断网时的额度。",
    "insufficient_points": "积分已经在别处用掉，不够了。",
    "over_limit": "超过了每人每月的限量。",
    "out_of_stock": "账面上已经没有这么多货。",
    "shift_not_open": "这个班已经交班。",
    "not_your_shift": "不是这位收银员的班。",
    "not_yet_eligible": "服务时长还没有达到兑换条件。",
    "self_served": "收银员给自己兑换。",
    "unknown_member": "这位成员已经退出社区。",
    "unknown_item": "商品目录里没有这件商品。",
    "points_mismatch": "小票上的积分与目录价不符。",
    "no_rules_in_force": "那天没有生效的规则。",
}
"""Why the books did not agree, by the refusal's code."""


class Shown(NamedTuple):
    """A dispute with the people and goods by name."""

    dispute: OfflineDispute
    reason: str
    person: Person | None
    cashier: Person | None
    settled_by: Person | None
    settled_at: datetime | None
    lines: list[DisputedLine]
    note: str


class Word(interface.Word):
    """A supervisor's word on one sale, and why."""

    redemption: Id


@router.get("/ledger/disputes")
async def waiting(visitor: Settling) -> Response:
    """What waits for a word, what had it, and the shifts that nobody closed."""
    return await _show(visitor, message=said(visitor, DONE))


async def _show(visitor: Visitor, status: int = 200, **values: Any) -> Response:
    reader = visitor.community.reader
    for question in ("offline_disputes", "shifts"):
        await see_own_facts(visitor.community, question)
    still_open = await disputes(reader, settled=False, before=LAST, limit=SHOWN_MAX)
    settled = await disputes(reader, settled=True, before=LAST, limit=SHOWN_MAX)
    shifts = await open_shifts(reader)
    cashiers = await people_of(visitor, [it.cashier_id for it in shifts])
    return visitor.show(
        "ledger/shop/disputes.html",
        status,
        waiting=await _named(visitor, still_open),
        settled=await _named(visitor, settled),
        names=await item_names(reader),
        shifts=[(it, cashiers.get(it.cashier_id)) for it in shifts],
        **({"message": None, "problem": None} | values),
    )


async def _named(visitor: Visitor, found: list[OfflineDispute]) -> list[Shown]:
    say, community = translator(visitor.language), visitor.community
    member_ids = {it for row in found for it in (row.member_id, row.cashier_id, row.settled_by)}
    people = await people_of(visitor, [it for it in member_ids if it])
    lines = await lines_of(community.reader, [it.redemption_id for it in found])
    texts = await community.vault.texts(it.reason_text for it in found)
    return [
        Shown(
            it,
            say(REASONS.get(it.reason, "账上不能照原样记录。")),
            people.get(it.member_id),
            people.get(it.cashier_id),
            people.get(it.settled_by or ""),
            it.settled_at,
            lines[it.redemption_id],
            texts.get(it.reason_text or "", ""),
        )
        for it in found
    ]


@router.post("/ledger/disputes")
async def settle(visitor: Settling) -> Response:
    """Have the member pay after all, or the community bear it, or undo what never was."""
    try:
        word = visitor.read(Word)
    except Malformed:
        problem = translator(visitor.language)("请选择怎样处理，并写明理由。")
        return await _show(visitor, 422, problem=problem)
    try:
        await interface.settle(word.redemption, word, visitor)
    except UnknownDispute:
        raise
    except Refusal as refusal:
        problem = refusal.sentence(visitor.language)
        return await _show(visitor, status_of(refusal), problem=problem)
    return go_on("/ledger/disputes", done=word.outcome)
