"""Entering: a name and a password, and a code of the second factor where somebody has one."""

from typing import Final

from fastapi import Request

from api.serving.access import community_of
from api.serving.composition import Community
from api.serving.doors.door import door_of
from api.serving.doors.security_log import note
from api.serving.problems import Problem
from domain.people.credentials import Entry
from domain.people.passwords import can_be_typed

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


async def shows_code(community: Community, member_id: str, code: str) -> bool:
    """Whether a member's code is right, which then is used up. Raises TooManyAttempts."""
    if not fits(code):
        return False
    attempt = f"one-time code of {member_id}"
    await community.credentials.count_attempt(attempt)
    if not await community.one_time_codes.fits(member_id, code):
        return False
    await community.credentials.forget_failures(attempt)
    return True


async def require_code(community: Community, token: str, code: str) -> None:
    """A code that goes with a new session, where one is needed; without it the session ends.

    Raises Problem, TooManyAttempts.
    """
    session = await community.credentials.session(token)
    if session is None or not session.lacks_code:
        return
    is_shown = False
    try:
        is_shown = await shows_code(community, session.member_id, code)
    finally:
        if not is_shown:
            await community.credentials.sign_out(token)
    if not is_shown:
        raise Problem(401, "second_factor_required", {"WWW-Authenticate": "Bearer"})
    await community.one_time_codes.note_shown(token)
