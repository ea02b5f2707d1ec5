"""Counts of the shelf that wait for another person's word, and what was said to earlier ones."""

from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Response

from api.pages.done import said
from api.pages.ledger.lookup import names_of
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.shop import stock_count as interface
from api.shop.stock_count import APPROVE, Refusing
from domain.ledger.refusal import Refusal
from domain.shop.count_approval import UnknownCount
from projections.people.statements import LAST
from projections.shop.stock import item_names
from projections.shop.stock_counts import ListedCount, ListedLine, lines_of_counts, stock_counts

router = page_router()

Approving = Annotated[Visitor, Depends(visiting(APPROVE))]

WAITING_MAX: Final = 50
EARLIER_MAX: Final = 20
DONE: Final = {
    "approved": "已批准，账面已按这次盘点的差异改好。",
    "refused": "没有批准，账面不变，请重新盘点。",
}


class Shown(NamedTuple):
    """A count with its lines and what was given as their reasons."""

    counted: ListedCount
    lines: list[ListedLine]
    reasons: list[str]
    refused_for: str


@router.get("/ledger/counts")
async def counts(visitor: Approving) -> Response:
    """What waits, and the latest counts."""
    return await _show(visitor, message=said(visitor, DONE))


async def _show(visitor: Visitor, status: int = 200, **values: Any) -> Response:
    reader = visitor.community.reader
    await see_own_facts(visitor.community, "stock_counts")
    waiting = await stock_counts(reader, status="pending", before=LAST, limit=WAITING_MAX)
    latest = await stock_counts(reader, before=LAST, limit=EARLIER_MAX)
    earlier = [it for it in latest if it.status != "pending"]
    people = {it.counted_by for it in waiting + earlier}
    people |= {it.decided_by for it in earlier if it.decided_by}
    return visitor.show(
        "ledger/shop/counts.html",
        status,
        waiting=await _with_lines(visitor, waiting),
        earlier=await _with_lines(visitor, earlier),
        names=await item_names(reader),
        people=await names_of(visitor, people, masked=False),
        **({"message": None, "problem": None} | values),
    )


async def _with_lines(visitor: Visitor, found: list[ListedCount]) -> list[Shown]:
    community = visitor.community
    lines = await lines_of_counts(community.reader, [it.count_id for it in found])
    written = {line.reason_text for them in lines.values() for line in them}
    texts = await community.vault.texts(written | {it.reason_text for it in found})

    def read(text_ids: list[str | None]) -> list[str]:
        return [texts[it] for it in dict.fromkeys(text_ids) if it and it in texts]

    return [
        Shown(
            it,
            lines[it.count_id],
            read([line.reason_text for line in lines[it.count_id]]),
            texts.get(it.reason_text or "", ""),
        )
        for it in found
    ]


@router.post("/ledger/counts/{count_id}/approval")
async def approve(visitor: Approving, count_id: str) -> Response:
    """Let the books follow a count."""
    try:
        await interface.approve(count_id, visitor)
    except UnknownCount:
        raise
    except Refusal as refusal:
        problem = refusal.sentence(visitor.language)
        return await _show(visitor, status_of(refusal), problem=problem)
    return go_on("/ledger/counts", done="approved")


@router.post("/ledger/counts/{count_id}/refusal")
async def refuse(visitor: Approving, count_id: str) -> Response:
    """Leave the books as they are, for a reason."""
    try:
        await interface.refuse(count_id, visitor.read(Refusing), visitor)
    except Malformed as malformed:
        return await _show(visitor, 422, problem=malformed.findings[0]["message"])
    except UnknownCount:
        raise
    except Refusal as refusal:
        problem = refusal.sentence(visitor.language)
        return await _show(visitor, status_of(refusal), problem=problem)
    return go_on("/ledger/counts", done="refused")
