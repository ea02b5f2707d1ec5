"""Proving: where a password was given too long ago, a form waits until it is given again."""

from typing import Any, Final

from fastapi import Request, Response
from starlette.datastructures import FormData

from api.pages.frame import show
from api.serving.access import community_of, served_by

PASSWORD: Final = "proof-password"  # noqa: S105 (the name of a field)
PROOFS: Final = frozenset({PASSWORD})
TEXT_MAX: Final = 200


class Unproven(Exception):
    """A form waits for its sender's password; `is_wrong` where another was given."""

    def __init__(self, form: FormData, *, is_wrong: bool) -> None:
        super().__init__("unproven")
        self.form, self.is_wrong = form, is_wrong


async def prove(request: Request, token: str, form: FormData) -> str:
    """The token of a new session, for who gives their password with a form; the old one ends.

    Raises Unproven, TooManyAttempts.
    """
    password = str(form.get(PASSWORD, ""))
    renewed = None
    if password and len(password) <= TEXT_MAX and password.isprintable():
        renewed = await community_of(request).credentials.enter_anew(token, password)
    if renewed is None:
        raise Unproven(form, is_wrong=bool(password))
    served_by(request).sessions.forget(token)
    request.state.renewed = renewed
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
        is_wrong=unproven.is_wrong,
        action=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
    )
