"""The frame of every page: templates, the reader's preferences, and what browsers may do."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from api.capabilities import places_of
from api.capability import Menu
from api.pages.chapters import section
from api.pages.language import (
    LANGUAGES,
    Language,
    say_day,
    say_hours,
    say_moment,
    say_month,
    say_time,
    say_yuan,
    translator,
)
from api.policy.routes import Policy
from api.serving.doors.headers import SECURITY_HEADERS
from api.serving.problems import language_of

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
PREFERENCE_SECONDS: Final = 365 * 24 * 3600

FOR_THIS_HOST: Final = "__Host-"
"""A browser takes such a name over TLS only, and for one host."""

SIZES: Final = ("normal", "large", "largest")
CONTRASTS: Final = ("normal", "high")


@dataclass(frozen=True)
class Preferences:
    """How somebody wants to read: their cookies, or what the browser says."""

    language: Language
    size: str
    contrast: str


def kept_in_cookie(request: Request, name: str) -> str:
    """What a browser keeps for this host; over TLS no other host can have set it."""
    return request.cookies.get(FOR_THIS_HOST + name) or request.cookies.get(name, "")


def keep_in_cookie(
    response: Response, request: Request, fields: tuple[str, str], seconds: int
) -> None:
    """Let a browser keep a name and value for this host, out of reach of scripts."""
    name, value = fields
    secure = request.url.scheme == "https"
    response.set_cookie(
        FOR_THIS_HOST + name if secure else name,
        value,
        max_age=seconds,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def preferences_of(request: Request) -> Preferences:
    """The reader's preferences; anything unknown in a cookie is left out."""
    chosen = kept_in_cookie(request, "language")
    language: Language = "en" if language_of(request) == "en" else "zh"
    for known in LANGUAGES:
        if chosen == known:
            language = known
    size, contrast = (kept_in_cookie(request, it) for it in ("size", "contrast"))
    return Preferences(
        language,
        size if size in SIZES else SIZES[0],
        contrast if contrast in CONTRASTS else CONTRASTS[0],
    )


@cache
def environment() -> Environment:
    """The templates, escaping everything that is put into them."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["yuan"] = say_yuan
    return made


def _menu(name: Menu, visitor: Any, request: Request, language: Language) -> Markup:
    """The links of a menu to where somebody may go."""
    policy: Policy = request.app.state.policy
    roles = visitor.roles if visitor else None
    found = [it for it in places_of(name) if policy.lets(roles, it.path)]
    template = environment().get_template("places.html")
    around = [it for it in found if it.is_at(request.url.path)]
    here = max(around, key=lambda it: len(it.path), default=None)
    told = template.render(_=translator(language), found=found, here=here)
    return Markup(told)  # noqa: S704 (escaped by the template)


def _help(sentence: str, address: str, language: Language) -> Markup:
    """One sentence of help, and where the guide says more: `chapter#section`."""
    template = environment().get_template("guide/beside.html")
    title = section(address, language).title
    told = template.render(_=translator(language), sentence=sentence, address=address, title=title)
    return Markup(told)  # noqa: S704 (escaped by the template)


def _works_here(visitor: Any, request: Request) -> bool:
    """Whether somebody has a workplace: they have one menu, others a bar at their thumb."""
    policy: Policy = request.app.state.policy
    workplaces = (it.path for it in places_of("site") if it.is_workplace)
    return bool(visitor) and any(policy.lets(visitor.roles, it) for it in workplaces)


def form_proof(visitor: Any) -> Markup:
    """The hidden fields of every form: the session's proof, and a key of the form's own.

    The key makes a form that is sent twice one request.
    """
    proof = visitor.csrf if visitor else ""
    fields = Markup('<input type="hidden" name="csrf" value="{}">').format(proof)
    return fields + Markup('<input type="hidden" name="key" value="{}">').format(uuid4().hex)


def show(
    request: Request, template: str, status: int = 200, *, zone: ZoneInfo, **values: Any
) -> HTMLResponse:
    """A page in the reader's language; `values` are what the template speaks of."""
    preferences = preferences_of(request)
    language = preferences.language
    context = {
        "_": translator(language),
        "language": language,
        "preferences": preferences,
        "path": request.url.path,
        "say_hours": lambda minutes: say_hours(minutes, language),
        "say_day": lambda day: say_day(day, language),
        "say_month": lambda day: say_month(day, language),
        "say_time": lambda moment: say_time(moment, language, zone),
        "say_moment": lambda moment: say_moment(moment, language, zone),
        "visitor": None,
        "menu": lambda name: _menu(name, values.get("visitor"), request, language),
        "help": lambda sentence, address: _help(sentence, address, language),
        "form_proof": lambda: form_proof(values.get("visitor")),
        "works_here": lambda: _works_here(values.get("visitor"), request),
        "message": None,
        "problem": None,
    }
    text = environment().get_template(template).render(context | values)
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-store", "Content-Language": language}
    return HTMLResponse(text, status, headers)
