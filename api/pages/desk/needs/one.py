"""One request at the desk: looked at, put up, taken on, given back, met, confirmed, contested."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Final

from fastapi import Depends, Response
from pydantic import BaseModel

from api.needs.acts import CLAIM, REVIEW, SAY, SETTLE
from api.needs.helping import GiveBack, NewClaim, NewFulfilment, claim, fulfil, give_back
from api.needs.requests import Publication, Reason, decline, publish
from api.needs.saying import (
    Confirmation,
    Contest,
    Settlement,
    Withdrawal,
    confirm,
    contest,
    settle,
    withdraw,
)
from api.pages.desk.forms import explain, read_with_times
from api.pages.desk.names import names_of, search
from api.pages.done import said
from api.pages.needs.asking_around import asked_around
from api.pages.needs.gates import gates, passed
from api.pages.needs.told import FACES, HOW, KINDS, PAID_BY, Told, tell
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from domain.needs.requests import UnknownRequest
from domain.needs.wording import asks_for_money, names_person
from projections.needs.requests_board import one_request
from projections.people.statements import LAST
from projections.service.services import ListedService, services
from projections.shop.donation_trail import donations

router = page_router()

Reviewing = Annotated[Visitor, Depends(visiting(REVIEW))]
Helping = Annotated[Visitor, Depends(visiting(CLAIM, for_others=True))]
Saying = Annotated[Visitor, Depends(visiting(SAY, for_others=True))]
Settling = Annotated[Visitor, Depends(visiting(SETTLE))]

OPEN_DAYS: Final = 14
MET_BY_SHOWN_MAX: Final = 20
DONE: Final = {
    "asked": "已登记，请另一位工作人员审核公布。",
    "published": "已公布，大家都看得到了。",
    "claimed": "已登记认领。",
    "given_back": "已退回，重新等人认领。",
    "helped": "已登记完成，请给求助人打电话确认。",
    "confirmed": "已登记确认。",
    "contested": "已登记异议，由第三个人裁定。",
    "settled": "已裁定。",
    "offered": "问过了，本人的手机上看得到；没有手机的，请打电话问。",
    "cannot": "已登记不能去，过些时候再推荐。",
}


@router.get("/desk/requests/{request_id}")
async def one(request_id: str, visitor: Reviewing, q: str = "") -> Response:
    """How far it is, and the next step."""
    return await _show(visitor, request_id, q=q)


async def the_request(visitor: Visitor, request_id: str) -> Told:
    """The request in words. Raises UnknownRequest."""
    await see_own_facts(visitor.community, "requests_board")
    found = await one_request(visitor.community.reader, request_id)
    if found is None:
        raise UnknownRequest
    (it,) = await tell(visitor, [found])
    return it


async def _show(
    visitor: Visitor,
    request_id: str,
    *,
    q: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    it = await the_request(visitor, request_id)
    reader, row = visitor.community.reader, it.row
    await see_own_facts(visitor.community, "services")
    is_claimed = row.status == "claimed"
    known = await names_of(visitor, [row.made_by])
    found = [him for him in await search(visitor, q) if him.member_id != row.for_id]
    return visitor.show(
        "desk/needs/request.html",
        status,
        it=it,
        kinds=KINDS,
        paid_by=PAID_BY,
        how=HOW,
        faces=FACES,
        entered_by=known.get(row.made_by, ""),
        may_review=visitor.member_id not in {row.made_by, row.for_id},
        original_names=names_person(it.asked, [it.asker]),
        original_asks=asks_for_money(it.asked),
        open_until=visitor.today + timedelta(OPEN_DAYS),
        q=q,
        found=found,
        gates=await gates(visitor, [him.member_id for him in found], row.needs, visitor.today),
        passed=await passed(visitor, it),
        served=await services(reader, member_id=row.helper_id, before=LAST, limit=MET_BY_SHOWN_MAX)
        if is_claimed and row.helper_id
        else [],
        gifts=await donations(reader, before=LAST, limit=MET_BY_SHOWN_MAX) if is_claimed else [],
        service=await service_of(visitor, it),
        around=await asked_around(visitor, row),
        typed=visitor.form,
        today=visitor.today,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


async def service_of(visitor: Visitor, it: Told) -> ListedService | None:
    """The hours that met the request, if hours did."""
    if not it.row.service_id:
        return None
    found = await services(
        visitor.community.reader, service_id=it.row.service_id, before=LAST, limit=1
    )
    return found[0] if found else None


async def act(
    visitor: Visitor,
    request_id: str,
    record: Callable[[], Awaitable[BaseModel]],
    done: str,
) -> Response:
    """Read the form and record it, then show how far the request is."""
    try:
        await record()
    except UnknownRequest:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _show(visitor, request_id, problem=problem, status=status)
    to_list = done in {"declined", "withdrawn"}
    return go_on("/desk/requests" if to_list else f"/desk/requests/{request_id}", done=done)


@router.post("/desk/requests/{request_id}/publication")
async def put_up(request_id: str, visitor: Reviewing) -> Response:
    """Put it up, in words that name nobody."""
    return await act(
        visitor,
        request_id,
        lambda: publish(request_id, visitor.read(Publication), visitor),
        "published",
    )


@router.post("/desk/requests/{request_id}/refusal")
async def not_put_up(request_id: str, visitor: Reviewing) -> Response:
    """Say why it is not put up."""
    return await act(
        visitor,
        request_id,
        lambda: decline(request_id, visitor.read(Reason), visitor),
        "declined",
    )


@router.post("/desk/requests/{taken_id}/claim")
async def take_on(taken_id: str, visitor: Helping) -> Response:
    """Write down who promised to help."""
    return await act(
        visitor,
        taken_id,
        lambda: claim(taken_id, visitor.read(NewClaim), visitor),
        "claimed",
    )


@router.post("/desk/requests/{taken_id}/give-back")
async def back(taken_id: str, visitor: Helping) -> Response:
    """Whoever promised cannot help after all."""
    return await act(
        visitor,
        taken_id,
        lambda: give_back(taken_id, visitor.read(GiveBack), visitor),
        "given_back",
    )


@router.post("/desk/requests/{taken_id}/help")
async def helped(taken_id: str, visitor: Helping) -> Response:
    """Write down when help was given, or what else met the request."""
    return await act(
        visitor,
        taken_id,
        lambda: fulfil(taken_id, _met_by(visitor), visitor),
        "helped",
    )


def _met_by(visitor: Visitor) -> NewFulfilment:
    """The times that were typed, or what else was chosen. Raises Malformed."""
    if "starts" in visitor.form:
        return read_with_times(visitor, NewFulfilment)
    return visitor.read(NewFulfilment)


@router.post("/desk/requests/{request_id}/confirmation")
async def say_helped(request_id: str, visitor: Saying) -> Response:
    """Write down what whoever asked says, on the phone or at the desk."""
    return await act(
        visitor,
        request_id,
        lambda: confirm(request_id, visitor.read(Confirmation), visitor),
        "confirmed",
    )


@router.post("/desk/requests/{request_id}/contest")
async def say_otherwise(request_id: str, visitor: Saying) -> Response:
    """Write down that it was not so."""
    return await act(
        visitor,
        request_id,
        lambda: contest(request_id, visitor.read(Contest), visitor),
        "contested",
    )


@router.post("/desk/requests/{request_id}/settlement")
async def decide(request_id: str, visitor: Settling) -> Response:
    """Decide a contest, as a third person."""
    return await act(
        visitor,
        request_id,
        lambda: settle(request_id, visitor.read(Settlement), visitor),
        "settled",
    )


@router.post("/desk/requests/{request_id}/withdrawal")
async def take_back(request_id: str, visitor: Saying) -> Response:
    """Take it back for who asked."""
    return await act(
        visitor,
        request_id,
        lambda: withdraw(request_id, visitor.read(Withdrawal), visitor),
        "withdrawn",
    )
