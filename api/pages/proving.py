"""Proving: where a password was given too long ago, a form waits until it is given again."""

from typing import Any, Final

from fastapi import Request, Response
from starlette.datastructures import FormData

from api.pages.frame import show
from api.people.entering import fits, shows_code
from api.serving.access import community_of, served_by
from api.serving.doors.security_log import note
from domain.people.entering.session import Session

PASSWORD: Final = "proof-password"  # noqa: S105 (the name of a field)
CODE: Final = "proof-otp"
PROOFS: Final = frozenset({PASSWORD, CODE})


class Unproven(Exception):
    """A form waits for its sender's password, and code; `is_wrong` where others were given."""

    def __init__(self, form: FormData, *, needs_code: bool, is_wrong: bool) -> None:
        super().__init__("unproven")
        self.form, self.needs_code, self.is_wrong = form, needs_code, is_wrong


async def prove(request: Request, token: str, session: Session, form: FormData) -> str:
    """The token of a new session, for who proves with a form who they are; the old one ends.

    Raises Unproven, TooManyAttempts.
    """
    community = community_of(request)
    password, code = (str(form.get(it, "")) for it in (PASSWORD, CODE))
    is_right = fits(password) and await community.credentials.is_theirs(session.member_id, password)
    if is_right and session.has_codes:
        is_right = await shows_code(request, session.member_id, code)
    renewed = None
    if is_right:
        shown = session.has_codes
        renewed = await community.session_use.renew(token, has_shown_code=shown)
    if renewed is None:
        raise Unproven(form, needs_code=session.has_codes, is_wrong=bool(password))
    served_by(request).sessions.forget(token)
    request.state.renewed = renewed
    note(request, "reauthentication.succeeded")
    return renewed


def without_proofs(form: FormData) -> FormData:
    """What was to be sent in the first place."""
    return FormData([it for it in form.multi_items() if it[0] not in PROOFS])


def ask_for_proof(request: Request, unproven: Unproven) -> Response:
    """The page that asks for the password, and keeps what was filled in."""
    kept: list[tuple[str, Any]] = without_proofs(unproven.form).multi_items()
    return show(
        request,
        "prove.html",
        403,
        zone=community_of(request).zone,
        kept=[(name, value) for name, value in kept if isinstance(value, str)],
        needs_code=unproven.needs_code,
        is_wrong=unproven.is_wrong,
        action=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
    )
