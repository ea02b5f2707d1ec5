"""The entrance: signing in and out, and how one wants to read."""

from typing import Annotated, Final
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.pages.frame import (
    CONTRASTS,
    PREFERENCE_SECONDS,
    SIZES,
    keep_in_cookie,
    preferences_of,
    show,
)
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
from api.people.entering import TEXT_LENGTH_MAX, come_in, shows_code
from api.people.session import ENTER, KEEP_SESSION, SIGN_IN
from api.policy.routes import Policy
from api.serving.access import community_of, public, served_by
from api.serving.doors.door import know_again
from api.serving.problems import Problem

router = page_router()

HOMES: Final = ("/till", "/desk", "/ledger")
ENTERING: Final = (Depends(public(ENTER)),)
SIGNING_IN: Final = (Depends(public(SIGN_IN)),)


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
    username, password, following = await _typed(request, "username", "password", "next")
    entry = await come_in(request, username, password)
    if entry is None:
        return show(
            request,
            "sign_in.html",
            401,
            zone=community_of(request).zone,
            next=local_path(following, ""),
            username=username[:TEXT_LENGTH_MAX],
            problem=_(request, "用户名或密码不对，请再试一次。"),
        )
    await _end_session(request)
    answer = await _go_on(request, entry.token, following)
    remember(answer, request, entry.token)
    know_again(answer, request, entry.device)
    return answer


async def _typed(request: Request, *names: str) -> tuple[str, ...]:
    """The fields of a form of somebody who is not signed in yet. Raises Problem."""
    if not comes_from_here(request):
        raise Problem(403, "forged")
    form = await request.form(max_fields=10, max_files=0)
    return tuple(str(form.get(it, "")) for it in names)


def _(request: Request, words: str) -> str:
    return translator(preferences_of(request).language)(words)


async def _go_on(request: Request, token: str, following: str) -> RedirectResponse:
    """To the page that was asked for, by way of the code where one has to be shown."""
    session = await community_of(request).credentials.session(token)
    if session is not None and session.lacks_code:
        return RedirectResponse(f"/sign-in/code?next={quote(local_path(following, ''))}", 303)
    home = home_of(request, session.roles if session else frozenset())
    return RedirectResponse(local_path(following, "") or home, 303)


@router.get("/sign-in/code", dependencies=SIGNING_IN)
async def code_page(request: Request, next: str | None = None) -> Response:
    """The second step: a code of the second factor."""
    return _ask_for_code(request, next or "")


def _ask_for_code(request: Request, following: str, problem: str | None = None) -> Response:
    zone, path = community_of(request).zone, local_path(following, "")
    status = 401 if problem else 200
    return show(request, "sign_in_code.html", status, zone=zone, next=path, problem=problem)


@router.post("/sign-in/code", dependencies=SIGNING_IN)
async def show_code(request: Request) -> Response:
    """A session that knew a password becomes one in which things can be done."""
    code, following = await _typed(request, "otp", "next")
    community, token = community_of(request), token_of(request)
    session = await community.credentials.session(token) if token else None
    if session is None or token is None:
        return _over(request, following)
    if not session.lacks_code:
        return await _go_on(request, token, following)
    if not await shows_code(request, session.member_id, code):
        problem = _(request, "验证码不对，或者已经用过；请等手机上出现新的再输一次。")
        return _ask_for_code(request, following, problem)
    renewed = await community.session_use.renew(token, has_shown_code=True)
    served_by(request).sessions.forget(token)
    if renewed is None:
        return _over(request, following)
    answer = await _go_on(request, renewed, following)
    remember(answer, request, renewed)
    return answer


def _over(request: Request, following: str) -> Response:
    """The password was given too long ago."""
    path, problem = local_path(following, ""), _(request, "已经过了时间，请重新登录。")
    fields = {"next": path, "username": "", "problem": problem}
    return show(request, "sign_in.html", 409, zone=community_of(request).zone, **fields)


async def _end_session(request: Request) -> None:
    """End the session that this browser has, here and in the database."""
    if token := token_of(request):
        await community_of(request).credentials.sign_out(token)
        served_by(request).sessions.forget(token)


@router.post("/sign-out")
async def sign_out(
    request: Request,
    visitor: Annotated[Visitor, Depends(visiting(KEEP_SESSION, for_oneself=True))],
) -> Response:
    """End the session, here and in the database."""
    await _end_session(request)
    visitor.note("sign_out")
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
            keep_in_cookie(answer, request, (name, str(value)), PREFERENCE_SECONDS)
    return answer
