"""From an item to its lots, to their donations, and to who took some home."""

from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.ledger.lookup import donors_of, names_of
from api.pages.ledger.verdict import letterhead_of, verdict_of, whole_shelf
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from api.serving.paging import PageAfter, page, read_cursor, write_cursor
from api.shop.corrected_donation import corrections_of
from api.shop.items import TRACE
from domain.ledger.refusal import Refusal
from domain.shop.donation import UnknownDonation
from domain.shop.items import UnknownItem
from projections.people.statements import LAST
from projections.shop.donation_trail import (
    donation,
    donation_by_receipt,
    donation_of_lot,
    donations,
    receipts_of_lots,
    trail,
)
from projections.shop.lot_movements import goods_lot, item_lots, lot_movements
from projections.shop.stock import item_names

router = page_router()

Tracing = Annotated[Visitor, Depends(visiting(TRACE))]
PAGE_SIZE: Final = 50


class UnknownLot(Refusal, code="unknown_lot"):
    """The item has no such lot."""

    zh = "这种商品没有这个批次。"
    en = "This item has no such lot."


@router.get("/ledger/goods")
async def goods(visitor: Tracing) -> Response:
    """All items, with what is on the shelf."""
    await see_own_facts(visitor.community, "stock")
    there = await whole_shelf(visitor)
    letterhead = await letterhead_of(visitor, await verdict_of(visitor, there))
    return visitor.show("ledger/shop/goods.html", goods=there, letterhead=letterhead)


@router.get("/ledger/goods/{item_id}")
async def item(visitor: Tracing, item_id: str, after: PageAfter = None) -> Response:
    """The lots of an item, the last that came first."""
    await see_own_facts(visitor.community, "lot_movements")
    reader = visitor.community.reader
    name = (await item_names(reader)).get(item_id)
    if name is None:
        raise UnknownItem
    before = read_cursor(after, LAST)[0]
    lots = await item_lots(reader, item_id, before=before, limit=PAGE_SIZE)
    return visitor.show(
        "ledger/shop/item.html",
        item_id=item_id,
        name=name,
        lots=lots,
        receipts=await receipts_of_lots(reader, [it.lot_id for it in lots]),
        following=write_cursor(lots[-1].position) if len(lots) >= PAGE_SIZE else None,
        letterhead=await letterhead_of(visitor),
    )


@router.get("/ledger/goods/{item_id}/{lot_id}")
async def lot(visitor: Tracing, item_id: str, lot_id: str, after: PageAfter = None) -> Response:
    """One lot: the donation that it came with, and every fact that took from it."""
    await see_own_facts(visitor.community, "lot_movements")
    reader = visitor.community.reader
    found = await goods_lot(reader, item_id, lot_id)
    if found is None:
        raise UnknownLot
    moved = await lot_movements(
        reader, item_id, lot_id, after=read_cursor(after, 0)[0], limit=PAGE_SIZE
    )
    given = await donation_of_lot(reader, lot_id)
    takers = [it.member_id for it in moved if it.member_id]
    return visitor.show(
        "ledger/shop/lot.html",
        lot=found,
        name=(await item_names(reader)).get(item_id, item_id),
        given=given,
        donor=(await donors_of(visitor, [given])).get(given.donor or "") if given else None,
        moved=moved,
        names=await names_of(visitor, takers, masked=True),
        following=write_cursor(moved[-1].position) if len(moved) >= PAGE_SIZE else None,
        letterhead=await letterhead_of(visitor),
    )


@router.get("/ledger/donations")
async def all_donations(visitor: Tracing, receipt: str = "", after: PageAfter = None) -> Response:
    """Donations, the last received first; a receipt's number leads straight to its donation."""
    await see_own_facts(visitor.community, "donation_trail")
    reader = visitor.community.reader
    wanted = receipt.strip()
    if wanted and wanted.isprintable():
        known = await donation_by_receipt(reader, wanted)
        if known is None:
            raise UnknownDonation
        return go_on(f"/ledger/donations/{known.donation_id}")
    found = await donations(reader, before=read_cursor(after, LAST)[0], limit=PAGE_SIZE + 1)
    rows, following = page(found, PAGE_SIZE, lambda row: (row.position,))
    return visitor.show(
        "ledger/shop/donations.html",
        donations=rows,
        donors=await donors_of(visitor, rows),
        following=following,
        letterhead=await letterhead_of(visitor),
    )


@router.get("/ledger/donations/{donation_id}")
async def one_donation(visitor: Tracing, donation_id: str) -> Response:
    """What was given, lot by lot, and how many households it reached."""
    for question in ("donation_trail", "audit_trail"):
        await see_own_facts(visitor.community, question)
    reader = visitor.community.reader
    given = await donation(reader, donation_id)
    if given is None:
        raise UnknownDonation
    return visitor.show(
        "ledger/shop/donation.html",
        given=given,
        donor=(await donors_of(visitor, [given])).get(given.donor or ""),
        lots=await trail(reader, donation_id),
        items=await item_names(reader),
        corrections=await corrections_of(visitor.community, donation_id, for_staff=True),
        today=visitor.today,
        letterhead=await letterhead_of(visitor),
    )
