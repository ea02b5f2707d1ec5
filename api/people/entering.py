"""Entering: a name and a password, and a code of the second factor where somebody has one."""

from typing import Final

from fastapi import Request

from api.serving.access import community_of
from api.serving.doors.door import door_of
from api.serving.doors.security_log import note
from api.serving.problems import Problem
from domain.people.credentials import Entry
from domain.people.entering.passwords import can_be_typed

TEXT_LENGTH_MAX: Final = 200


def fits(*typed: str) -> bool:
    """Whether what was typed can be a name or a password at all."""
    return all(0 < len(it) <= TEXT_LENGTH_MAX and can_be_typed(it) for it in typed)


async def come_in(request: Request, username: str, password: str) -> Entry | None:
    """A session for who knows the password; None when name or password is wrong.

    With a second factor nothing can be done in it before a code was shown. Raises TooManyAttempts.
    """
    entry, credentials = None, community_of(request).credentials
    if fits(username, password):
        request.state.about = await credentials.member_called(username.strip())
        entry = await credentials.enter(username.strip(), password, door_of(request))
    note(request, "sign_in.succeeded" if entry else "sign_in.failed")
    return entry


async def arrive(request: Request, asked: str) -> str | None:
    """A session for who asked with this token, once the desk let them in."""
    credentials = community_of(request).credentials
    token = await credentials.arrive(asked)
    session = await credentials.session(token) if token else None
    if session is None:
        return None
    request.state.about = session.member_id
    note(request, "sign_in.arrived")
    return token


async def shows_code(request: Request, member_id: str, code: str) -> bool:
    """Whether a member's code is right, which then is used up. Raises TooManyAttempts."""
    community, request.state.about = community_of(request), member_id
    if not code:
        return False
    attempt = f"one-time code of {member_id}"
    await community.credentials.count_attempt(attempt)
    is_right = fits(code) and await community.one_time_codes.fits(member_id, code)
    note(request, "second_factor.shown" if is_right else "second_factor.failed")
    if is_right:
        await community.credentials.forget_failures(attempt)
    return is_right


async def require_code(request: Request, token: str, code: str) -> None:
    """A code that goes with a new session, where one is needed; without it the session ends.

    Raises Problem, TooManyAttempts.
    """
    community = community_of(request)
    session = await community.credentials.session(token)
    if session is None or not session.lacks_code:
        return
    is_shown = False
    try:
        is_shown = await shows_code(request, session.member_id, code)
    finally:
        if not is_shown:
            await community.credentials.sign_out(token)
    if not is_shown:
        request.state.is_told = bool(code)
        raise Problem(401, "second_factor_required", {"WWW-Authenticate": "Bearer"})
    await community.one_time_codes.note_shown(token)
