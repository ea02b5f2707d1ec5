"""Signing in and out, and who one is."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel, Field

from api.capability import Capability
from api.people.entering import come_in, require_code
from api.policy.act import PUBLIC, SIGNED_IN, Act
from api.serving.access import (
    KEEP_SESSION_NAME,
    Caller,
    allowed,
    bearer,
    community_of,
    public,
    served_by,
)
from api.serving.doors.door import know_again
from api.serving.problems import Problem
from domain.people.entering.session import SESSION_SECONDS, WITHIN

SIGN_IN: Final = Act("session.sign_in", "登录", by=PUBLIC)
ENTER: Final = Act("session.enter", "进门、选择语言和字号", by=PUBLIC)
KEEP_SESSION: Final = Act(KEEP_SESSION_NAME, "自己的登录和密码", own=SIGNED_IN)

router = APIRouter(prefix="/api", tags=["session"])


class Token(BaseModel):
    """Proof of a session, good for `expires_in` seconds."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 (not a secret)
    expires_in: int = SESSION_SECONDS


class Me(BaseModel):
    """Who is signed in."""

    member_id: str
    username: str | None
    name: str | None
    roles: list[str]
    within: list[str] = Field(description="The grids for whose people alone one has a role.")


@router.post("/token", dependencies=[Depends(public(SIGN_IN))])
async def open_session(
    request: Request,
    response: Response,
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    otp: Annotated[str, Form(description="A code of the second factor, where there is one.")] = "",
) -> Token:
    """Sign in with a username or a phone number, a password and, where it is needed, a code."""
    entry = await come_in(request, form.username, form.password)
    if entry is None:
        raise Problem(401, "wrong_credentials", {"WWW-Authenticate": "Bearer"})
    await require_code(request, entry.token, otp)
    await _end_session_before(request, entry.token)
    know_again(response, request, entry.device)
    response.headers["Cache-Control"] = "no-store"  # RFC 6749, section 5.1
    return Token(access_token=entry.token)


async def _end_session_before(request: Request, token: str) -> None:
    """Who signs in anew with their token, as before what needs a password, gives it up."""
    old, credentials = await bearer(request), community_of(request).credentials
    if old is None:
        return
    before, now = [await credentials.session(it) for it in (old, token)]
    if before and now and before.member_id == now.member_id:
        await credentials.sign_out(old)
        served_by(request).sessions.forget(old)


@router.delete("/token", status_code=204)
async def sign_out(
    request: Request,
    caller: Annotated[Caller, Depends(allowed(KEEP_SESSION, for_oneself=True))],
    token: Annotated[str, Depends(bearer)],
) -> Response:
    """End this session."""
    sessions = served_by(request).sessions
    await caller.community.credentials.sign_out(token)
    sessions.forget(token)
    caller.note("sign_out")
    return Response(status_code=204)


@router.get("/me")
async def me(caller: Annotated[Caller, Depends(allowed(KEEP_SESSION, for_oneself=True))]) -> Me:
    """Who one is."""
    people = await caller.community.vault.people([caller.member_id])
    known: Any = people.get(caller.member_id)
    return Me(
        member_id=caller.member_id,
        username=await caller.community.credentials.username_of(caller.member_id),
        name=known.name if known else None,
        roles=sorted(it.removeprefix(WITHIN) for it in caller.roles),
        within=sorted(caller.nodes),
    )


CAPABILITY: Final = Capability(
    name="session",
    router=router,
    pages=("entrance",),
)
