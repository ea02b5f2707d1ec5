"""Stock counts: the books follow what stands on the shelf, where needed when another agrees."""

from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field

from api.capability import Capability, Place
from api.policy.act import Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import PIECES_MAX, POSITION_MAX, Body, Id, Text
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from domain.ledger.fact import Fact
from domain.shop import count_approval, counted_shelf, stock_count
from domain.shop.count_approval import ApproveCount, CountApproved, CountRefused, RefuseCount
from domain.shop.stock_count import Count, CountStock, CountSubmitted, StockCounted
from projections.people.statements import LAST
from projections.shop.lot_movements import booked_at
from projections.shop.stock_counts import CountStatus, StockCounts, lines_of_counts, stock_counts

COUNT: Final = Act("stock.count", "盘点货架", by=("coordinator", "cashier"))
APPROVE: Final = Act("stock.approve_count", "批准别人的盘点", by=("coordinator", "supervisor"))

router = APIRouter(prefix="/api/stock-counts", tags=["shelf"])

COUNT_LINES_MAX: Final = 500


class CountedItem(Body):
    """So many pieces were seen; why they may differ from the books."""

    item_id: Id
    counted: Annotated[int, Field(strict=True, ge=0, le=PIECES_MAX)]
    reason: Text


class NewCount(Body):
    """A count of the shelf, made when the log had come to `counted_at_position`, or just now."""

    lines: Annotated[list[CountedItem], Field(min_length=1, max_length=COUNT_LINES_MAX)]
    counted_at_position: Annotated[int | None, Field(strict=True, ge=0, le=POSITION_MAX)] = None


class CountedRow(BaseModel):
    """What was on the books when the pieces were seen, and what was seen."""

    item_id: str
    booked: int
    counted: int
    difference: int


class Counted(BaseModel):
    """The count: booked, or pending until somebody else approves it."""

    count_id: str
    status: Literal["booked", "pending"]
    lines: list[CountedRow]
    position: int


class Refusing(Body):
    """Why a count is not approved."""

    reason: Text


class RefusedCount(BaseModel):
    """The books stay as they are."""

    count_id: str
    status: Literal["refused"] = "refused"
    position: int


class CountRow(BaseModel):
    """A count in a list; `decided_by` approved or refused it, where somebody had to."""

    count_id: str
    status: CountStatus
    counted_by: str
    counted_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    lines: list[CountedRow]


Counting = Annotated[Caller, Depends(allowed(COUNT))]
Approving = Annotated[Caller, Depends(allowed(APPROVE))]


@router.post("", status_code=201)
async def count_stock(body: NewCount, caller: Counting) -> Counted:
    """Compare what was counted with the books; differences are posted, never hidden.

    Pending where the rules want somebody else to approve it, and whenever a cashier has counted.
    """
    reasons = await caller.community.vault.keep_texts(line.reason for line in body.lines)
    lines = [Count(it.item_id, it.counted, reasons[it.reason]) for it in body.lines]
    if body.counted_at_position is not None:
        lines = await _booked_then(caller, lines, body.counted_at_position)
    decision = CountStock(
        lines=tuple(lines),
        counted_by=caller.member_id,
        counted_at_position=body.counted_at_position,
    )
    receipt, fact = await caller.record(decision, Fact)
    assert isinstance(fact, StockCounted | CountSubmitted)
    return _counted(fact, receipt.position)


async def _booked_then(caller: Caller, lines: list[Count], position: int) -> list[Count]:
    """The lines with what was on the books at a position, which is history and never changes."""
    reader = caller.community.reader
    head = max(caller.community.recorder.position, await reader.head())
    if position > head:
        at = ("body", "counted_at_position")
        finding = {"type": "less_than_equal", "loc": at, "msg": "", "ctx": {"le": head}}
        raise RequestValidationError([finding])
    await reader.wait("lot_movements", position)
    then = await booked_at(reader, [it.item_id for it in lines], position)
    return [
        it._replace(booked=then[it.item_id].pieces, counts_before=then[it.item_id].counts)
        for it in lines
    ]


def _counted(fact: StockCounted | CountSubmitted | CountApproved, position: int) -> Counted:
    rows = [
        CountedRow(
            item_id=it.item_id, booked=it.booked, counted=it.counted, difference=it.difference
        )
        for it in fact.lines
    ]
    status: Literal["booked", "pending"]
    status = "pending" if isinstance(fact, CountSubmitted) else "booked"
    return Counted(count_id=fact.count_id, status=status, lines=rows, position=position)


@router.post("/{count_id}/approval", status_code=201)
async def approve(count_id: str, caller: Approving) -> Counted:
    """Let the books follow a count that somebody else made."""
    receipt, fact = await caller.record(
        ApproveCount(count_id=count_id, actor_id=caller.member_id), CountApproved
    )
    return _counted(fact, receipt.position)


@router.post("/{count_id}/refusal", status_code=201)
async def refuse(count_id: str, body: Refusing, caller: Approving) -> RefusedCount:
    """Leave the books as they are: the shelf is counted again."""
    reasons = await caller.community.vault.keep_texts([body.reason])
    decision = RefuseCount(count_id=count_id, reason_text=reasons[body.reason])
    receipt, fact = await caller.record(decision, CountRefused)
    return RefusedCount(count_id=fact.count_id, position=receipt.position)


@router.get("", dependencies=[Depends(fresh("stock_counts"))])
async def find(
    caller: Approving,
    status: CountStatus | None = None,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[CountRow]:
    """Counts, the last one first; `status=pending` are those that wait for somebody's word."""
    reader = caller.community.reader
    before = read_cursor(after, LAST)[0]
    found = await stock_counts(reader, status=status, before=before, limit=limit + 1)
    rows, following = page(found, limit, lambda row: (row.position,))
    lines = await lines_of_counts(reader, [it.count_id for it in rows])
    items = [
        CountRow(
            **{name: getattr(it, name) for name in CountRow.model_fields if name != "lines"},
            lines=[
                CountedRow(**line._asdict(), difference=line.difference)
                for line in lines[it.count_id]
            ],
        )
        for it in rows
    ]
    return Page(items=items, next=following)


CAPABILITY: Final = Capability(
    name="stock_count",
    model=(count_approval, counted_shelf, stock_count),
    projections=(StockCounts,),
    router=router,
    pages=("till.stock", "ledger.shop.counts"),
    places=(
        Place(menu="desk", rank=75, path="/till/counts", words="盘点货架"),
        Place(menu="till", rank=40, path="/till/counts", words="盘点货架"),
        Place(menu="desk", rank=76, path="/ledger/counts", words="批准盘点"),
        Place(menu="ledger", rank=31, path="/ledger/counts", words="批准盘点"),
    ),
)
