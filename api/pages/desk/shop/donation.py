"""One donation at the desk: what was given, where it is, and what was corrected of it."""

from typing import Annotated, Any, Final

from fastapi import Depends, Response

from api.pages.desk.forms import explain, read_part
from api.pages.desk.names import names_of
from api.pages.desk.shop.goods import TypedMoney
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.serving.own_facts import see_own_facts
from api.shop import donation_correction as interface
from api.shop.corrected_donation import corrections_of
from api.shop.donation import NewGoods, donor_names, with_last_good_day
from api.shop.donation_correction import CORRECT, NewCorrection
from domain.ledger.refusal import Refusal
from domain.rules.changes import ChangedMeanwhile
from domain.shop.donation import GENERAL_FUND, UnknownDonation
from projections.shop.donation_trail import Donation, LotTrail, donation, trail
from projections.shop.stock import item_names, shelf

router = page_router()

Correcting = Annotated[Visitor, Depends(visiting(CORRECT))]

ITEMS_MAX: Final = 1_000
MORE_LINES: Final = 2
"""How many kinds of goods the form takes beside those that there are."""
DONE: Final = {"corrected": "捐赠已更正。"}


@router.get("/desk/donations/{donation_id}")
async def one(donation_id: str, visitor: Correcting) -> Response:
    """What was given, its corrections, and the form for another one. Refused: UnknownDonation."""
    return await _page(visitor, donation_id)


async def _found(visitor: Visitor, donation_id: str) -> tuple[Donation, list[LotTrail]]:
    for question in ("donation_trail", "stock", "audit_trail"):
        await see_own_facts(visitor.community, question)
    found = await donation(visitor.community.reader, donation_id)
    if found is None:
        raise UnknownDonation
    return found, await trail(visitor.community.reader, donation_id)


async def _page(
    visitor: Visitor, donation_id: str, *, problem: str | None = None, status: int = 200
) -> Response:
    community = visitor.community
    found, lots = await _found(visitor, donation_id)
    corrections = await corrections_of(community, donation_id, for_staff=True)
    now = _in_form(found, lots)
    return visitor.show(
        "desk/shop/donation.html",
        status,
        given=found,
        lots=lots,
        donors=await donor_names(community, [found]),
        items=await shelf(community.reader, visitor.today, limit=ITEMS_MAX),
        item_names=await item_names(community.reader),
        corrections=corrections,
        names=await names_of(visitor, [it.corrected_by for it in corrections if it.corrected_by]),
        lines=_lines(lots),
        typed=dict(visitor.form) if visitor.form else now,
        general=GENERAL_FUND,
        message=said(visitor, DONE),
        problem=problem,
    )


def _lines(lots: list[LotTrail]) -> range:
    more = MORE_LINES if lots else 0
    return range(1, sum(it.received > 0 for it in lots) + more + 1)


def _in_form(found: Donation, lots: list[LotTrail]) -> dict[str, str]:
    """What the form says as long as nothing was typed."""
    typed = {
        "money": f"{found.money_fen / 100:.2f}" if found.money_fen else "",
        "purpose": "" if found.purpose == GENERAL_FUND else found.purpose,
        "said_id": found.said_id,
    }
    for number, it in enumerate((it for it in lots if it.received), 1):
        typed[f"item_id_{number}"] = it.item_id
        typed[f"quantity_{number}"] = str(it.received)
        typed[f"expires_on_{number}"] = f"{it.last_good_day:%Y-%m-%d}" if it.last_good_day else ""
    return typed


@router.post("/desk/donations/{donation_id}/corrections")
async def correct(donation_id: str, visitor: Correcting) -> Response:
    """Put right what the form says otherwise than it stands."""
    try:
        found, lots = await _found(visitor, donation_id)
        await interface.correct(donation_id, _typed(visitor, found, lots), visitor)
    except (Malformed, Refusal) as no:
        if isinstance(no, UnknownDonation):
            raise
        status, problem = explain(visitor, no)
        if isinstance(no, ChangedMeanwhile):
            visitor.form = type(visitor.form)()
        return await _page(visitor, donation_id, problem=problem, status=status)
    return go_on(f"/desk/donations/{donation_id}", done="corrected")


def _typed(visitor: Visitor, found: Donation, lots: list[LotTrail]) -> NewCorrection:
    """The correction: only what is typed otherwise than it stands. Raises Malformed."""
    typed = {name: str(it).strip() for name, it in visitor.form.items()}
    now = _in_form(found, lots)
    given: dict[str, Any] = {"reason": typed.get("reason", "")}
    if said_id := typed.get("said_id"):
        given["said_id"] = said_id
    if (money := typed.get("money", "")) != now["money"]:
        given["money_fen"] = read_part(visitor, TypedMoney).money if money.strip("0.") else 0
    if typed.get("purpose", "") != now["purpose"]:
        given["purpose"] = typed.get("purpose") or GENERAL_FUND
    fields = [f"{it}_{n}" for n in _lines(lots) for it in NewGoods.model_fields]
    if any(typed.get(it, "") != now.get(it, "") for it in fields):
        wanted = [n for n in _lines(lots) if typed.get(f"quantity_{n}", "") not in {"", "0"}]
        given["goods"] = [with_last_good_day(read_part(visitor, NewGoods, n)) for n in wanted]
    return read_body(NewCorrection, given, visitor.language)
