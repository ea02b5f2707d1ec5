"""Households at the desk: with whom a member keeps house."""

from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response

from api.pages.desk.forms import explain
from api.pages.desk.names import names_of, search, somebody
from api.pages.done import said
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.serving.own_facts import see_own_facts
from api.ties import household as interface
from api.ties.household import NOTE, ChangedHousehold, NewHousehold
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from projections.ties.households import households_of

router = page_router()

Noting = Annotated[Visitor, Depends(visiting(NOTE))]
ADDED_MAX: Final = 64
DONE: Final = {"noted": "这一户已记下。"}


@router.get("/desk/members/{member_id}/household")
async def household(
    member_id: str,
    visitor: Noting,
    q: str = "",
    add: Annotated[str, Query(max_length=ADDED_MAX)] = "",
) -> Response:
    """Who lives together, who is the head, and somebody more to add."""
    return await _page(visitor, member_id, q=q, add=add)


async def _page(
    visitor: Visitor,
    member_id: str,
    *,
    q: str = "",
    add: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    await see_own_facts(visitor.community, "households")
    one = await somebody(visitor, member_id)
    mates = await households_of(visitor.community.reader, [member_id])
    first = mates[0].household_id if mates else None
    together = [it.member_id for it in mates if it.household_id == first] or [member_id]
    people = list(dict.fromkeys([*together, *([add] if add else [])]))
    return visitor.show(
        "desk/ties/household.html",
        status,
        one=one,
        household_id=first,
        people=people,
        head=next((it.member_id for it in mates if it.is_head), member_id),
        names=await names_of(visitor, people),
        in_two=len({it.household_id for it in mates}) > 1,
        q=q,
        found=[it for it in await search(visitor, q) if it.member_id not in people],
        message=said(visitor, DONE),
        problem=problem,
    )


@router.post("/desk/members/{member_id}/household")
async def note(member_id: str, visitor: Noting) -> Response:
    """Note who lives together now; who is not ticked does so no more."""
    ticked = [str(it) for it in visitor.form.getlist("members[]")]
    head = str(visitor.form.get("head", ""))
    wanted: dict[str, Any] = {"members": ticked, "head": head or None}
    household_id = str(visitor.form.get("household_id", ""))
    try:
        if household_id:
            if not ticked:
                wanted["head"] = None
            body = read_body(ChangedHousehold, wanted, visitor.language)
            await interface.change(household_id, body, visitor)
        else:
            await interface.form(read_body(NewHousehold, wanted, visitor.language), visitor)
    except UnknownMember:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, member_id, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}/household", "noted")
