"""Sign-ins at the desk: who shows six digits on their phone is let in as the member they are."""

from typing import Annotated

from fastapi import Depends, Response

from api.pages.desk.forms import explain
from api.pages.desk.names import somebody
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.membership import LOOK_AFTER
from api.people.sign_in import GIVE_SIGN_IN, SignInFor, give_sign_in
from domain.ledger.refusal import Refusal

router = page_router()

Giving = Annotated[Visitor, Depends(visiting(GIVE_SIGN_IN))]


@router.get("/desk/members/{member_id}/sign-in")
async def sign_in_form(member_id: str, visitor: Giving) -> Response:
    """The digits on the member's phone, and the name under which they are to sign in."""
    return await _form(visitor, member_id)


async def _form(
    visitor: Visitor, member_id: str, *, problem: str | None = None, status: int = 200
) -> Response:
    one = await somebody(visitor, member_id)
    held = await visitor.community.credentials.username_of(member_id)
    return visitor.show(
        "desk/people/sign_in.html",
        status,
        one=one,
        held=held,
        username=str(visitor.form.get("username", "")) or held or one.volunteer_number.lower(),
        back=_back(visitor, member_id),
        problem=problem,
    )


def _back(visitor: Visitor, member_id: str) -> str:
    return f"/desk/members/{member_id}" if visitor.may(LOOK_AFTER) else "/ledger/roles"


@router.post("/desk/members/{member_id}/sign-in")
async def give(member_id: str, visitor: Giving) -> Response:
    """Let them in; nobody here sees a password."""
    try:
        await give_sign_in(member_id, visitor.read(SignInFor), visitor)
    except (Malformed, Refusal) as no:
        status, problem = explain(visitor, no)
        return await _form(visitor, member_id, problem=problem, status=status)
    return go_on(_back(visitor, member_id), done="let_in")
