"""Visitors: who looks at a page, by the session in their cookie, and what their forms ask for."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from api.pages.frame import preferences_of, show
from api.pages.language import Language
from api.pages.proving import prove, without_proofs
from api.policy.act import Act, Gate
from api.serving.access import (
    Caller,
    community_of,
    is_proven,
    require_let_in,
    require_proofs,
    served_by,
    signed_in,
)
from api.serving.problems import Problem
from api.serving.wording import of_validation
from domain.people.entering.session import SESSION_SECONDS, Session

B = TypeVar("B", bound=BaseModel)

COOKIE: Final = "chengyin"
SECURE_COOKIE: Final = "__Host-chengyin"
"""Behind TLS a browser takes this name for this host only, and over TLS only."""

FIELDS_MAX: Final = 500
FILE_BYTES_MAX: Final = 20_000_000


class Malformed(Exception):
    """A form that was filled in wrongly: sentences for the person, by field."""

    def __init__(self, findings: list[dict[str, str]]) -> None:
        super().__init__("malformed form")
        self.findings = findings


class Visitor(Caller):
    """Somebody signed in who looks at pages and sends forms."""

    def __init__(
        self, request: Request, session: Session, gate: Gate, token: str, form: FormData
    ) -> None:
        super().__init__(request, Response(), session, gate)
        self.token = token
        self.form = form
        self.request = request
        self.key = str(form.get("key") or self.key)

    @property
    def language(self) -> Language:
        """The language of the pages."""
        return preferences_of(self.request).language

    @property
    def csrf(self) -> str:
        """What this session's forms carry, and no other site can know."""
        return csrf_of(self.token)

    def read(self, model: type[B], **told: Any) -> B:
        """The form's fields as a body; blank fields are not there. Raises Malformed.

        What is `told` stands in place of the field of that name; told as None, it is not there.
        """
        fields: dict[str, Any] = {}
        for name in self.form:
            values = [it for it in self.form.getlist(name) if isinstance(it, str) and it.strip()]
            if values and name not in {"csrf", "key"}:
                fields[name.removesuffix("[]")] = values if name.endswith("[]") else values[0]
        given = {name: it for name, it in (fields | told).items() if it is not None}
        return read_body(model, given, self.language)

    def show(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page for this visitor."""
        return show(
            self.request,
            template,
            status,
            zone=self.community.zone,
            visitor=self,
            **values,
        )

    async def _content(self) -> str:
        fields = sorted(
            f"{name}={value}"
            for name, value in self.form.multi_items()
            if name != "csrf" and isinstance(value, str)
        )
        of_seal = self._gate.act.seals
        return self.community.digest("form", self.request.url.path, *fields, sealed=of_seal)


def read_body(model: type[B], given: dict[str, Any], language: Language) -> B:
    """What was typed as a body. Raises Malformed.

    A form knows text only: a number in one is not refused for that, as it is in JSON.
    """
    only_text = all(isinstance(it, str) for it in given.values())
    try:
        return model.model_validate_strings(given) if only_text else model.model_validate(given)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        told = [{**it, "loc": ("body", *it["loc"])} for it in errors]
        raise Malformed([of_validation(it, language) for it in told]) from None


def csrf_of(token: str) -> str:
    """The proof that a form was made for this session."""
    return hmac.new(token.encode(), b"form", sha256).hexdigest()


def token_of(request: Request) -> str | None:
    """The session's token in the cookies, if there is one."""
    return request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE)


def remember(response: Response, request: Request, token: str) -> None:
    """Give the browser the session: for HTTP only, for this site only, over TLS where there is."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        token,
        max_age=SESSION_SECONDS,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def forget(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(COOKIE, path="/")
    response.delete_cookie(SECURE_COOKIE, path="/", secure=True)


def local_path(path: str | None, otherwise: str = "/") -> str:
    """A path of this site to go on to, and never an address of another one."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return otherwise
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.isprintable() or "\\" in path:
        return otherwise
    return path


def comes_from_here(request: Request) -> bool:
    """Whether the browser says that a form was sent from one of this site's own pages."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


@dataclass(frozen=True)
class Visiting(Gate):
    """Lets visitors in who are signed in and may do what the page is for."""

    async def __call__(self, request: Request) -> Visitor:
        """The visitor. Raises Problem: 401 sends to the sign-in page, 403 says so.

        A form must carry this session's proof and come from this site. Raises Unproven where
        it has to wait for a password.
        """
        token = token_of(request)
        session = await signed_in(request, token, by_itself=self.by_itself)
        if session is None or token is None:
            raise Problem(401, "not_signed_in")
        require_let_in(self, session)
        require_proofs(request, session, self)
        form = await _form_of(request, token) if request.method == "POST" else FormData()
        if not is_proven(request, session, self):
            token = await prove(request, token, session, form)
        form = without_proofs(form)
        typed = (*form.multi_items(), *request.query_params.multi_items())
        if any("\0" in str(it) for pair in typed for it in pair):
            raise Problem(422, "malformed")  # PostgreSQL keeps every character but this one
        visitor = Visitor(request, session, self, token, form)
        await visitor.find_reach(session)
        return visitor


async def _form_of(request: Request, token: str) -> FormData:
    """The form that was sent. Raises Problem where it was not made for this session."""
    form = await request.form(max_fields=FIELDS_MAX, max_files=1)
    proof = str(form.get("csrf") or request.headers.get("x-csrf") or "").encode()
    if not comes_from_here(request) or not hmac.compare_digest(proof, csrf_of(token).encode()):
        raise Problem(403, "forged")
    return form


def visiting(
    act: Act, *, for_others: bool = False, for_oneself: bool = False, by_itself: bool = False
) -> Visiting:
    """A dependency that lets in who may do this: on whose things, see Gate."""
    return Visiting(act, for_others, for_oneself, by_itself)


async def anybody(request: Request, act: Act, *, by_itself: bool = False) -> Visitor | None:
    """Who looks at a page that is there without a session as well; nobody where there is none."""
    token = token_of(request)
    sessions, community = served_by(request).sessions, community_of(request)
    session = await sessions.of(token, community, by_itself=by_itself) if token else None
    if session is None or token is None or session.lacks_code:
        return None
    return Visitor(request, session, Gate(act), token, FormData())


def to_sign_in(request: Request, entrance: str = "/sign-in") -> RedirectResponse:
    """To the sign-in page, and from there back to the page that was asked for."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = f"?next={quote(wanted)}" if request.method == "GET" and wanted != "/" else ""
    return RedirectResponse(f"{entrance}{target}", 303)


def go_on(path: str, done: str | None = None) -> RedirectResponse:
    """After a form was recorded: to a page that can be loaded again without sending it again."""
    separator = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{separator}done={done}" if done else path, 303)
