"""Selling without the network: what a till fetches beforehand, and where it sends its sales."""

import asyncio
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from pydantic import Field, StringConstraints

from api.pages.frame import STATIC, show
from api.pages.goods_pictures import DRAWINGS
from api.pages.routing import page_router
from api.pages.till.allowance import is_signed, signing_key, snapshot
from api.pages.till.work import at_work, terms_today
from api.pages.visitor import Visitor, visiting
from api.serving.access import community_of, public
from api.serving.body import canonical
from api.serving.fields import Body, Count, Id, Moment
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem
from api.shop.offline_sale import HAVE_PAGE, SELL_ALONE
from api.shop.redemption import WantedPieces
from domain.ledger.decision import Decision
from domain.ledger.decision import Request as DecisionRequest
from domain.shop.offline_sale import AcceptOfflineSale, Allowance
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import GoodsExchanged, Pieces
from projections.shop.shifts import report

router = page_router()
for_scripts = APIRouter(include_in_schema=False)
"""For the till's own scripts: what goes wrong here is told as JSON, not on a page."""

SCRIPTS: Final = (
    "till.js",
    "till-pictures.js",
    "till-pages.js",
    "till-scans.js",
    "till-keys.js",
    "till-offline.js",
)
LINES_MAX: Final = 50
SLIP_LENGTH: Final = 6
QUESTIONS: Final = ("shifts", "members", "balances", "taken_home", "stock", "cards")

Selling = Annotated[Visitor, Depends(visiting(SELL_ALONE))]
Beating = Annotated[Visitor, Depends(visiting(SELL_ALONE, by_itself=True))]
ANYBODYS: Final = (Depends(public(HAVE_PAGE)),)
SaleId = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-f]{32}$")]


class SignedAllowance(Body):
    """What the server had signed for the member."""

    window: Id
    points: Count
    expires_at: Moment
    token: Annotated[str, Field(max_length=100)]


class TillSale(Body):
    """A sale as the till wrote it down before it sent it; `id` is the till's own name for it."""

    id: SaleId
    shift_id: Id
    member_id: Id
    lines: Annotated[tuple[WantedPieces, ...], Field(min_length=1, max_length=LINES_MAX)]
    points: Count
    sold_at: Moment
    allowance: SignedAllowance | None = None


@router.get("/till/offline", dependencies=ANYBODYS)
async def alone(request: Request) -> Response:
    """The page that a till keeps for the time without the network: nobody's data is on it."""
    zone = community_of(request).zone
    return show(request, "till/offline.html", zone=zone, zone_name=zone.key, pictures=DRAWINGS)


@cache
def _scripts() -> tuple[str, str]:
    """The till's scripts one after another, and what names this version of them."""
    text = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return text, f'"{sha256(text.encode()).hexdigest()[:16]}"'


@for_scripts.get("/till/scripts.js", dependencies=ANYBODYS)
async def scripts(request: Request) -> Response:
    """The till's scripts in one answer."""
    text, version = _scripts()
    headers = {"ETag": version, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == version:
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type="text/javascript")


@for_scripts.get("/till/worker.js", dependencies=ANYBODYS)
async def worker() -> Response:
    """The service worker, which may stand in for the pages of the till and no others."""
    headers = {"Service-Worker-Allowed": "/till", "Cache-Control": "no-cache"}
    return FileResponse(STATIC / "till-worker.js", media_type="text/javascript", headers=headers)


@for_scripts.get("/till/pulse")
async def pulse(visitor: Beating) -> Response:
    """That the server is there, whose session it is, and the proof that their sales need."""
    shift = await at_work(visitor)
    answer = {
        "cashier": visitor.member_id,
        "shift": shift.shift_id if shift else None,
        "csrf": visitor.csrf,
    }
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


@for_scripts.get("/till/snapshot")
async def allowances(visitor: Beating) -> Response:
    """Signed allowances and the shelf, for the cashier's open shift."""
    for question in QUESTIONS:
        await see_own_facts(visitor.community, question)
    shift = await at_work(visitor)
    if shift is None:
        raise Problem(404, "not_found")
    taken = await snapshot(visitor.community, shift, await terms_today(visitor), visitor.today)
    content = await asyncio.to_thread(taken.model_dump_json)
    headers = {"Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type="application/json")


@for_scripts.post("/till/sales", status_code=201)
async def take_in(
    body: TillSale,
    visitor: Selling,
    idempotency_key: Annotated[str, Header()],
    handed_over: Annotated[bool, Header()] = False,
) -> Response:
    """Record a sale once, however often it is sent.

    While the goods are still on the counter it is refused like any other. Once they were handed
    over, what cannot be recorded as a sale is recorded as a dispute: nothing is lost.
    """
    if idempotency_key != body.id:
        raise Problem(422, "malformed")
    sold_at = await _plausible(visitor, body) if handed_over else None
    content = canonical(await visitor.request.body())
    receipt = await visitor.community.recorder.record(
        DecisionRequest(
            decision=_decision(visitor, body, handed_over),
            actor=visitor.member_id,
            on_behalf_of=body.member_id if body.member_id != visitor.member_id else None,
            key=body.id,
            content=visitor.community.vault.digest("till sale", content),
            happened_at=sold_at,
        )
    )
    fact = receipt.fact
    assert isinstance(fact, GoodsExchanged)
    return JSONResponse(_told(fact, replayed=receipt.replayed), 201)


def _told(fact: GoodsExchanged, *, replayed: bool) -> dict[str, Any]:
    return {
        "redemption_id": fact.redemption_id,
        "receipt_number": fact.receipt_number,
        "disputed": not fact.is_paid(),
        "points": fact.points,
        "balance_after": fact.balance_after,
        "replayed": replayed,
    }


def _decision(visitor: Visitor, body: TillSale, handed_over: bool) -> Decision:
    lines = tuple(Pieces(it.item_id, it.quantity) for it in body.lines)
    if not handed_over:
        return RedeemPoints(
            member_id=body.member_id,
            lines=lines,
            served_by=visitor.member_id,
            stated_points=body.points,
            shift_id=body.shift_id,
        )
    allowance = _allowance(visitor, body)
    sale = RedeemPoints(
        member_id=body.member_id,
        lines=lines,
        served_by=visitor.member_id,
        stated_points=body.points,
        shift_id=body.shift_id,
        slip=body.id[:SLIP_LENGTH].upper(),
        allowance_id=body.allowance.window if body.allowance else "none",
    )
    return AcceptOfflineSale(sale=sale, allowance=allowance)


def _allowance(visitor: Visitor, body: TillSale) -> Allowance | None:
    """The allowance, if the server signed it."""
    claimed = body.allowance
    if claimed is None:
        return None
    allowance = Allowance(claimed.window, body.member_id, claimed.points, claimed.expires_at)
    key = signing_key(visitor.community.settings)
    return allowance if is_signed(key, allowance, claimed.token) else None


async def _plausible(visitor: Visitor, body: TillSale) -> datetime:
    """When it was sold: a till's clock may be wrong, but a sale is made within its shift."""
    await see_own_facts(visitor.community, "shifts")
    found = await report(visitor.community.reader, body.shift_id)
    now = datetime.now(UTC)
    earliest = found.shift.opened_at if found else now
    return min(max(body.sold_at, earliest), now)


router.include_router(for_scripts)
