"""One member at the desk: what they hold, what moved, and what can be done for them."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Depends, Response

from api.pages.desk.forms import explain
from api.pages.desk.names import names_of, search, somebody
from api.pages.desk.service.activities import DONE as DONE_IN_ACTIVITIES
from api.pages.done import said
from api.pages.needs.told import UNDER_WAY, requests_for
from api.pages.needs.whom import with_whom
from api.pages.routing import page_router
from api.pages.standing_words import in_words
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.details import Details
from api.people.details import correct as correct_details
from api.people.membership import LOOK_AFTER
from api.service.activity import SIGN_UP
from api.service.transfer import GIVE, POOL, NewTransfer, transfer
from api.serving.own_facts import see_own_facts
from api.ties.standing import shown_to
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from domain.rules.accounts import CREDIT
from projections.needs.requests_board import Sought
from projections.people.balances import member_balance
from projections.people.members import belongings_of, members_by_id, roles_of
from projections.people.statements import LAST, member_acts
from projections.service.activities import coming
from projections.service.pairing_board import pairings_of
from projections.service.services import services
from projections.ties.standings import standings_of

router = page_router()

LookingAfter = Annotated[Visitor, Depends(visiting(LOOK_AFTER))]
Giving = Annotated[Visitor, Depends(visiting(GIVE, for_others=True))]

ACTS_SHOWN: Final = 15
ACTIVITIES_SHOWN: Final = 20
STANDINGS_SHOWN: Final = 20
DIGITS_MAX: Final = 12

DONE: Final = {
    "enrolled": "已登记为成员。",
    "corrected": "姓名和电话已更正。",
    "moved": "搬家、换队已登记。",
    "given": "时间存款已转赠。",
    "let_in": "登录已办理，请本人现在在手机上设密码。",
}


@router.get("/desk/members/{member_id}")
async def member(member_id: str, visitor: LookingAfter) -> Response:
    """What they hold, the last lines of the passbook, pairings, and what waits."""
    community = visitor.community
    for question in ("members", "balances", "statements", "services", "pairing_board", "standings"):
        await see_own_facts(community, question)
    found = await members_by_id(community.reader, [member_id])
    if member_id in found and (stays := found[member_id].merged_into):
        return go_on(f"/desk/members/{stays}")
    one = await somebody(visitor, member_id)
    reader = community.reader
    acts = await member_acts(
        reader, member_id, visitor.language, zone=community.zone, limit=ACTS_SHOWN
    )
    known = await belongings_of(reader, member_id)
    papers = await standings_of(reader, member_id, limit=STANDINGS_SHOWN)
    paired = await pairings_of(reader, visitor.today, community.zone, member_id)
    pairings = [it for it in paired if visitor.reach.has(it.volunteer_id, it.assisted_id)]
    people = [who for it in pairings for who in (it.volunteer_id, it.assisted_id)]
    return visitor.show(
        "desk/people/member.html",
        one=one,
        known=known,
        now=next(it for it in known if it.holds_on(visitor.today)),
        held=await member_balance(reader, member_id),
        acts=await with_whom(visitor, acts),
        asked=await requests_for(visitor, Sought(for_id=member_id, statuses=UNDER_WAY)),
        promised=await requests_for(visitor, Sought(helper_id=member_id, statuses=UNDER_WAY)),
        pairings=pairings,
        standings=in_words(
            [it for it in shown_to(visitor, papers) if it.holds_on(visitor.today)],
            visitor.language,
            visitor.today,
        ),
        names=await names_of(visitor, people),
        waiting=await services(
            reader, status="pending", member_id=member_id, before=LAST, limit=ACTS_SHOWN
        ),
        roles=await roles_of(reader, member_id),
        username=await community.credentials.username_of(member_id),
        message=said(visitor, DONE),
    )


@router.get("/desk/members/{member_id}/activities")
async def activities_for(
    member_id: str, visitor: Annotated[Visitor, Depends(visiting(SIGN_UP, for_others=True))]
) -> Response:
    """Activities that a coordinator can sign this member up for, in to and out of."""
    await see_own_facts(visitor.community, "activities")
    one = await somebody(visitor, member_id)
    found = await coming(
        visitor.community.reader, member_id, datetime.now(UTC), limit=ACTIVITIES_SHOWN
    )
    found = [it for it in found if visitor.reach.has_place(it.node_id)]
    text_ids = [text for it in found for text in (it.title_text, it.place_text)]
    texts = await visitor.community.vault.texts(text_ids)
    return visitor.show(
        "desk/service/member_activities.html",
        one=one,
        found=found,
        texts=texts,
        now=datetime.now(visitor.community.zone),
        message=said(visitor, DONE_IN_ACTIVITIES),
    )


@router.get("/desk/members/{member_id}/credit")
async def credit_form(
    member_id: str, visitor: Giving, q: str = "", to: str | None = None
) -> Response:
    """Give this member's time credit: to the pool, or to a relative who is found first."""
    return await _credit_page(visitor, member_id, q=q, to=to)


async def _credit_page(
    visitor: Visitor,
    member_id: str,
    *,
    q: str = "",
    to: str | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    await see_own_facts(visitor.community, "balances")
    one = await somebody(visitor, member_id)
    held = await member_balance(visitor.community.reader, member_id)
    found = [it for it in await search(visitor, q) if it.member_id != member_id]
    return visitor.show(
        "desk/service/credit.html",
        status,
        one=one,
        held=held,
        to_pool=to == POOL,
        pool=POOL,
        taker=await somebody(visitor, to) if to and to != POOL else None,
        q=q,
        found=found,
        typed=visitor.form,
        problem=problem,
    )


@router.post("/desk/members/{member_id}/credit")
async def give_credit(member_id: str, visitor: Giving) -> Response:
    """Give it, in the member's name and the coordinator's."""
    try:
        to_pool = {"relation": None} if visitor.form.get("to") == POOL else {}
        told = {"from": member_id, "unit": CREDIT, "amount": _amount(visitor)}
        told |= dict.fromkeys(("hours", "minutes"))
        await transfer(visitor.read(NewTransfer, **told | to_pool), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        to = str(visitor.form.get("to", "")) or None
        return await _credit_page(visitor, member_id, to=to, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}", done="given")


def _amount(visitor: Visitor) -> str | None:
    """The hours and minutes that were typed, in minutes; what is no number is left as it is."""
    hours, minutes = (str(visitor.form.get(it, "")).strip() for it in ("hours", "minutes"))
    if all(it.isascii() and it.isdigit() and len(it) < DIGITS_MAX for it in (hours, minutes) if it):
        return str(60 * int(hours or 0) + int(minutes or 0)) if hours or minutes else None
    return f"{hours} {minutes}"


@router.get("/desk/members/{member_id}/details")
async def details(member_id: str, visitor: LookingAfter) -> Response:
    """A member's name to be corrected, and the phone."""
    return await _details_page(visitor, member_id)


async def _details_page(
    visitor: Visitor, member_id: str, *, problem: str | None = None, status: int = 200
) -> Response:
    one = await somebody(visitor, member_id)
    corrections = await visitor.community.vault.corrections(member_id)
    return visitor.show(
        "desk/people/details.html",
        status,
        one=one,
        corrections=corrections,
        names=await names_of(visitor, {it.corrected_by for it in corrections}),
        typed=visitor.form,
        problem=problem,
    )


@router.post("/desk/members/{member_id}/details")
async def correct(member_id: str, visitor: LookingAfter) -> Response:
    """Correct them in the vault; the log learns that it was done, and no value."""
    one = await somebody(visitor, member_id)
    try:
        typed = visitor.read(Details)
        if not one.name:
            raise UnknownMember
        await correct_details(member_id, typed, visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _details_page(visitor, member_id, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}", done="corrected")
