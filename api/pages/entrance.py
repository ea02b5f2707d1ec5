"""The entrance: signing in and out, and how one wants to read."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.pages.frame import CONTRASTS, PREFERENCE_SECONDS, SIZES, preferences_of, show
from api.pages.language import LANGUAGES, translator
from api.pages.routing import page_router
from api.pages.visitor import (
    Visitor,
    comes_from_here,
    forget,
    local_path,
    remember,
    token_of,
    visiting,
)
from api.people.session import ENTER, KEEP_SESSION, SIGN_IN
from api.policy.routes import Policy
from api.serving.access import community_of, public, served_by
from api.serving.doors.door import door_of, know_again
from api.serving.problems import Problem

router = page_router()

HOMES: Final = ("/till", "/desk", "/ledger")
ENTERING: Final = (Depends(public(ENTER)),)
SIGNING_IN: Final = (Depends(public(SIGN_IN)),)
TEXT_MAX: Final = 200


def home_of(request: Request, roles: frozenset[str]) -> str:
    """The first page of somebody with these roles."""
    policy: Policy = request.app.state.policy
    return next((path for path in HOMES if policy.lets(roles, path)), "/me")


@router.get("/", dependencies=ENTERING)
async def front_door(request: Request) -> Response:
    """To one's own first page; to the public board without a session."""
    sessions = served_by(request).sessions
    token = token_of(request)
    session = await sessions.of(token, community_of(request)) if token else None
    return RedirectResponse(home_of(request, session.roles) if session else "/board", 303)


@router.get("/sign-in", dependencies=SIGNING_IN)
async def sign_in_page(request: Request, next: str | None = None) -> Response:
    """The form to sign in with."""
    zone = community_of(request).zone
    return show(request, "sign_in.html", zone=zone, next=local_path(next, ""), username="")


@router.post("/sign-in", dependencies=SIGNING_IN)
async def sign_in(request: Request) -> Response:
    """Open a session, and go on to the page that was asked for."""
    if not comes_from_here(request):
        raise Problem(403, "forged")
    form = await request.form(max_fields=10, max_files=0)
    username, password = str(form.get("username", "")), str(form.get("password", ""))
    following = local_path(str(form.get("next", "")), "")
    community = community_of(request)
    fits = len(username) <= TEXT_MAX and len(password) <= TEXT_MAX
    credentials, entry = community.credentials, None
    if fits and (username + password).isprintable():
        entry = await credentials.enter(username.strip(), password, door_of(request))
    if entry is None:
        translate = translator(preferences_of(request).language)
        return show(
            request,
            "sign_in.html",
            401,
            zone=community.zone,
            next=following,
            username=username[:TEXT_MAX],
            problem=translate("用户名或密码不对，请再试一次。"),
        )
    await _end_session(request)
    session = await credentials.session(entry.token)
    home = home_of(request, session.roles if session else frozenset())
    answer = RedirectResponse(following or home, 303)
    remember(answer, request, entry.token)
    know_again(answer, request, entry.device)
    return answer


async def _end_session(request: Request) -> None:
    """End the session that this browser has, here and in the database."""
    if token := token_of(request):
        await community_of(request).credentials.sign_out(token)
        served_by(request).sessions.forget(token)


@router.post("/sign-out")
async def sign_out(
    request: Request,
    _visitor: Annotated[Visitor, Depends(visiting(KEEP_SESSION, for_oneself=True))],
) -> Response:
    """End the session, here and in the database."""
    await _end_session(request)
    answer = RedirectResponse("/sign-in", 303)
    forget(answer)
    return answer


@router.get("/reading", dependencies=ENTERING)
async def reading(
    request: Request,
    language: str | None = None,
    size: str | None = None,
    contrast: str | None = None,
) -> Response:
    """Remember how somebody wants to read, and go back to where they were.

    A plain link, so that it works from every page without a script; nothing is recorded.
    """
    came_from = urlsplit(request.headers.get("referer", ""))
    back = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    answer = RedirectResponse(local_path(back), 303)
    wanted = {
        "language": (language, LANGUAGES),
        "size": (size, SIZES),
        "contrast": (contrast, CONTRASTS),
    }
    for name, (value, known) in wanted.items():
        if value in known:
            answer.set_cookie(
                name,
                str(value),
                max_age=PREFERENCE_SECONDS,
                secure=request.url.scheme == "https",
                httponly=True,
                samesite="lax",
            )
    return answer
