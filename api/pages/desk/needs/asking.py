"""Asking at the desk: for somebody who came or called, or for a matter that was found."""

from typing import Annotated

from fastapi import Depends, Response

from api.needs.acts import ASK
from api.needs.asking import ask
from api.pages.desk.forms import explain
from api.pages.desk.names import chosen, search
from api.pages.needs.asked import LENGTHS, SUGGESTED, purse_of, read_wanted
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.serving.own_facts import see_own_facts
from domain.ledger.refusal import Refusal
from domain.ties.standing_kinds import is_confidential, kind_named
from projections.people.nodes import nodes
from projections.ties.standings import kinds_held

router = page_router()

AskingForOthers = Annotated[Visitor, Depends(visiting(ASK, for_others=True))]


@router.get("/desk/requests/new")
async def asking(
    visitor: AskingForOthers,
    q: str = "",
    g: str = "",
    member_id: str | None = None,
    guardian: str | None = None,
    nobody: bool = False,
) -> Response:
    """Find who needs it, then say what; a matter that was found may be nobody's."""
    return await _show(visitor, member_id, guardian=guardian, nobody=nobody, q=q, guardian_sought=g)


async def _show(
    visitor: Visitor,
    member_id: str | None,
    *,
    guardian: str | None = None,
    nobody: bool = False,
    q: str = "",
    guardian_sought: str = "",
    problem: str | None = None,
    status: int = 200,
) -> Response:
    await see_own_facts(visitor.community, "standings")
    return visitor.show(
        "desk/needs/ask.html",
        status,
        person=await chosen(visitor, member_id),
        guardian=await chosen(visitor, guardian),
        nobody=nobody,
        purse=await purse_of(visitor, member_id) if member_id else None,
        q=q,
        found=await search(visitor, q),
        g=guardian_sought,
        guardians=await search(visitor, guardian_sought),
        kinds=await _kinds(visitor),
        nodes=await _places(visitor) if nobody else [],
        lengths=LENGTHS,
        suggested=SUGGESTED,
        typed=visitor.form,
        today=visitor.today,
        problem=problem,
    )


async def _kinds(visitor: Visitor) -> list[tuple[str, str]]:
    """What whoever helps can be asked to have, each in words: what somebody holds, no hardship."""
    held = await kinds_held(visitor.community.reader)
    return [
        (it, kind_named(it).said_in(visitor.language)) for it in held if not is_confidential(it)
    ]


async def _places(visitor: Visitor) -> list[tuple[str, str]]:
    """The grids and their buildings, each with its id."""
    found = await nodes(visitor.community.reader, visitor.today)
    names = {it.node_id: it.label for it in found}
    return [
        (it.node_id, " ".join(filter(None, (names.get(it.parent or ""), it.label)))) for it in found
    ]


@router.post("/desk/requests/new")
async def ask_for_somebody(visitor: AskingForOthers) -> Response:
    """Ask in somebody's name; another coordinator looks at it."""
    try:
        asked = await ask(read_wanted(visitor), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        member_id, guardian = (
            str(visitor.form.get(it, "")) or None for it in ("member_id", "guardian")
        )
        return await _show(
            visitor,
            member_id,
            guardian=guardian,
            nobody=member_id is None,
            problem=problem,
            status=status,
        )
    return go_on(f"/desk/requests/{asked.request_id}", done="asked")
