"""The end of a shift: the X report at any time, spot counts, and the Z report that stays."""

from typing import Annotated, Any, Final

from fastapi import Depends, Response

from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.till.work import Cashier, at_work, people_of, whole
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.fields import Id
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem, status_of
from api.shop.shift import CLOSE
from domain.ledger.refusal import Refusal
from domain.shop.shift import CloseShift, ShiftClosed, SpotCounted
from projections.shop.shifts import Report, report, shifts_of
from projections.shop.stock import item_names, shelf

router = page_router()

SPOT_ROWS: Final = 3
DONE: Final = {"closed": "已交班。这张报表不会再变。"}

Closing = Annotated[Visitor, Depends(visiting(CLOSE))]


@router.get("/till/shift")
async def running(visitor: Cashier) -> Response:
    """The X report of the open shift, with the form to close it."""
    shift = await at_work(visitor)
    if shift is None:
        earlier = await shifts_of(visitor.community.reader, visitor.member_id)
        return visitor.show("till/shifts.html", earlier=earlier)
    return await _show(visitor, shift.shift_id)


@router.get("/till/shifts/{shift_id}")
async def one(visitor: Closing, shift_id: Id) -> Response:
    """The report of any shift of one's own; of all shifts for a supervisor."""
    return await _show(visitor, shift_id, message=said(visitor, DONE))


async def _report(visitor: Visitor, shift_id: str) -> Report:
    await see_own_facts(visitor.community, "shifts")
    found = await report(visitor.community.reader, shift_id)
    if found is None:
        raise Problem(404, "not_found")
    visitor.acts_for(found.shift.cashier_id)
    return found


async def _show(visitor: Visitor, shift_id: str, status: int = 200, **values: Any) -> Response:
    found = await _report(visitor, shift_id)
    shift = found.shift
    people = await people_of(visitor, [shift.cashier_id, shift.closed_by or shift.cashier_id])
    items = await shelf(visitor.community.reader, visitor.today)
    return visitor.show(
        "till/report.html",
        status,
        report=found,
        shift=shift,
        people=people,
        names=await item_names(visitor.community.reader),
        items=items,
        spot_rows=SPOT_ROWS,
        typed=visitor.form,
        **({"message": None, "problem": None} | values),
    )


@router.post("/till/close")
async def close(visitor: Closing) -> Response:
    """Close a shift; what was counted is compared with the books as they are at that moment."""
    shift_id = str(visitor.form.get("shift", ""))
    shift = (await _report(visitor, shift_id)).shift
    try:
        counts = _counts(visitor)
    except Malformed as malformed:
        problem = malformed.findings[0]["message"]
        return await _show(visitor, shift.shift_id, 422, problem=problem)
    decision = CloseShift(shift_id=shift.shift_id, closed_by=visitor.member_id, counts=counts)
    try:
        await visitor.record(decision, ShiftClosed)
    except Refusal as refusal:
        problem = refusal.sentence(visitor.language)
        return await _show(visitor, shift.shift_id, status_of(refusal), problem=problem)
    return go_on(f"/till/shifts/{shift.shift_id}", done="closed")


def _counts(visitor: Visitor) -> tuple[SpotCounted, ...]:
    """The rows that were filled in. Raises Malformed, which names the row that is wrong."""
    say = translator(visitor.language)
    counts: dict[str, int] = {}
    for number in range(SPOT_ROWS):
        item_id = str(visitor.form.get(f"item{number}", "")).strip()
        written = str(visitor.form.get(f"counted{number}", "")).strip()
        if not item_id and not written:
            continue
        row, pieces = say("抽盘 {number}", number=number + 1), whole(written)
        if not item_id:
            raise _malformed(say("{row}：请选商品。", row=row))
        if pieces is None:
            raise _malformed(say("{row}：实数要填 0 或更大的整数。", row=row))
        if item_id in counts:
            raise _malformed(say("{row}：同一件商品只填一行。", row=row))
        counts[item_id] = pieces
    return tuple(SpotCounted(item_id, count) for item_id, count in counts.items())


def _malformed(sentence: str) -> Malformed:
    return Malformed([{"message": sentence}])
