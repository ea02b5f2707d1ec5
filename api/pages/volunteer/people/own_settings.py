"""One's own settings: where one is signed in, and the password."""

from datetime import datetime
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Response
from pydantic import StringConstraints

from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, token_of, visiting
from api.people.session import KEEP_SESSION
from api.people.sign_in import (
    PASSWORD_LENGTH_MAX,
    PASSWORD_LENGTH_MIN,
    NewPassword,
    record_password,
)
from api.serving.fields import Body
from api.serving.problems import Problem
from domain.people.entering.passwords import WeakPassword, can_be_typed
from domain.people.entering.session import handle_of

router = page_router()

Keeping = Annotated[Visitor, Depends(visiting(KEEP_SESSION, for_oneself=True))]

DONE: Final = {
    "password": "密码已经改好，其他地方的登录都已退出。",
    "closed": "那一处登录已经退出。",
    "gone": "那一处登录早已退出。",
}


class Closing(Body):
    """The session that is to end."""

    handle: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Place(NamedTuple):
    """A session; `is_here` for the one that asks."""

    handle: str
    created_at: datetime
    expires_at: datetime
    is_here: bool


@router.get("/me/settings")
async def settings_page(visitor: Keeping) -> Response:
    """Where one is signed in, and the form for a new password."""
    return await _show(visitor)


async def _show(visitor: Visitor, problem: str | None = None) -> Response:
    credentials = visitor.community.credentials
    here = handle_of(token_of(visitor.request) or "")
    places = [
        Place(it.handle, it.created_at, it.expires_at, it.handle == here)
        for it in await credentials.sessions_of(visitor.member_id)
    ]
    return visitor.show(
        "volunteer/people/settings.html",
        409 if problem else 200,
        places=places,
        username=await credentials.username_of(visitor.member_id),
        least=PASSWORD_LENGTH_MIN,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/me/settings/sessions")
async def close_session(visitor: Keeping) -> Response:
    """End one of one's own sessions."""
    closing = visitor.read(Closing)
    closed = await visitor.community.credentials.close_session(visitor.member_id, closing.handle)
    visitor.forget_sessions(visitor.member_id)
    return go_on("/me/settings", done="closed" if closed else "gone")


@router.post("/me/settings/password")
async def change_password(visitor: Keeping) -> Response:
    """Give oneself a new password; every other session ends. Raises TooManyAttempts."""
    old, new, again = (str(visitor.form.get(it, "")) for it in ("old", "new", "again"))
    problem = _fault(visitor, new, again)
    if problem is None:
        try:
            body = read_body(NewPassword, {"old": old, "new": new}, visitor.language)
            await record_password(visitor, token_of(visitor.request) or "", body)
        except (Malformed, WeakPassword, Problem) as no:
            problem = _said(visitor, no)
    if problem:
        return await _show(visitor, problem)
    return go_on("/me" if visitor.must_choose else "/me/settings", done="password")


def _said(visitor: Visitor, no: Malformed | WeakPassword | Problem) -> str:
    if isinstance(no, WeakPassword):
        return no.sentence(visitor.language)
    return translator(visitor.language)("原来的密码不对，请再试一次。")


def _fault(visitor: Visitor, new: str, again: str) -> str | None:
    """What is wrong with a new password, in words."""
    _ = translator(visitor.language)
    if len(new) < PASSWORD_LENGTH_MIN:
        return _("新密码至少要有 {least} 个字符。", least=PASSWORD_LENGTH_MIN)
    if len(new) > PASSWORD_LENGTH_MAX or not can_be_typed(new):
        return _("新密码太长，或者有看不见的字符。")
    if len(set(new)) == 1:
        return _("新密码不能全是同一个字符。")
    if new != again:
        return _("两次输入的新密码不一样。")
    return None
