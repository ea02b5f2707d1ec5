"""Moves at the desk: where a member belonged, and where they belong from a day on."""

from typing import Annotated, Any

from fastapi import Depends, Response

from api.pages.desk.forms import explain
from api.pages.desk.names import grids_offered, somebody
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.people import moves as interface
from api.people.moves import MOVE, NewMove
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from projections.people.members import belongings_of, teams

router = page_router()

Moving = Annotated[Visitor, Depends(visiting(MOVE))]


@router.get("/desk/members/{member_id}/moves")
async def moves(member_id: str, visitor: Moving) -> Response:
    """Where they belonged, and the form for a move. Refused: UnknownMember."""
    return await _page(visitor, member_id)


async def _page(
    visitor: Visitor, member_id: str, *, problem: str | None = None, status: int = 200
) -> Response:
    one = await somebody(visitor, member_id)
    reader = visitor.community.reader
    known = await belongings_of(reader, member_id)
    return visitor.show(
        "desk/people/moves.html",
        status,
        one=one,
        known=known,
        now=next(it for it in known if it.holds_on(visitor.today)),
        teams=await teams(reader, visitor.today),
        grids=await grids_offered(visitor),
        typed=visitor.form,
        today=visitor.today,
        problem=problem,
    )


@router.post("/desk/members/{member_id}/moves")
async def move(member_id: str, visitor: Moving) -> Response:
    """Note the move."""
    typed = {name: str(it).strip() for name, it in visitor.form.items()}
    changes = {"join": typed.get("join"), "leave": typed.get("leave")}
    given: dict[str, Any] = {
        "grid": typed.get("grid") or None,
        "building": typed.get("building") or None,
        "teams": {name: [team] for name, team in changes.items() if team},
        "from_day": typed.get("from_day", ""),
    }
    try:
        body = read_body(NewMove, given, visitor.language)
        await interface.move(member_id, body, visitor)
    except UnknownMember:
        raise
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _page(visitor, member_id, problem=problem, status=status)
    return go_on(f"/desk/members/{member_id}", done="moved")
