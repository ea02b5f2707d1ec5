"""Routing of pages: whatever goes wrong in one is said on a page, in the reader's language."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.pages.frame import preferences_of, show
from api.pages.proving import Unproven, ask_for_proof
from api.pages.visitor import Malformed, remember, to_sign_in
from api.serving.access import community_of
from api.serving.doors.security_log import note, note_problem
from api.serving.problems import DETAILS, LATER, Problem, later, status_of
from domain.ledger.refusal import Refusal


class PageRoute(APIRoute):
    """A route whose problems are pages; who is not signed in is sent to sign in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its problems caught."""
        handle = super().get_route_handler()

        async def handle_as_page(request: Request) -> Response:
            try:
                answer = await handle(request)
            except _TOLD as problem:
                answer = _tell(request, problem)
            if renewed := getattr(request.state, "renewed", None):
                remember(answer, request, renewed)
            return answer

        return handle_as_page


_TOLD: Final[tuple[type[Exception], ...]] = (
    Problem,
    Refusal,
    Malformed,
    Unproven,
    RequestValidationError,
    HTTPException,
    *LATER,
)

_DETAILS: Final[Mapping[str, tuple[str, str]]] = {
    **DETAILS,
    "busy": (
        "系统繁忙，请过一会儿重新载入这一页；同一张表单只会记录一次。",
        "Busy: reload this page in a moment. The same form is recorded only once.",
    ),
}
"""On a page nobody sees the key under which a form is sent again."""


def _tell(request: Request, problem: Exception) -> Response:
    status, code = 422, "malformed"
    sentences, headers = None, None
    if isinstance(problem, tuple(LATER)):
        problem = later(problem)
    if isinstance(problem, Problem | Refusal):
        note_problem(request, problem.code)
    match problem:
        case Unproven():
            note(request, f"reauthentication.{'failed' if problem.is_wrong else 'asked'}")
            return ask_for_proof(request, problem)
        case Problem(status=401, code=code):
            is_half = code == "second_factor_required"
            return to_sign_in(request, "/sign-in/code" if is_half else "/sign-in")
        case Problem(code="second_factor_required"):
            return RedirectResponse("/me/settings/second-factor", 303)
        case Problem(code="password_change_required"):
            return RedirectResponse("/me/settings", 303)
        case Problem():
            status, code, headers = problem.status, problem.code, problem.headers
        case Refusal():
            status, code = status_of(problem), problem.code
            sentences = [problem.sentence(preferences_of(request).language)]
        case Malformed():
            sentences = [it["message"] for it in problem.findings]
        case HTTPException():
            status = problem.status_code
            code = {404: "not_found", 413: "too_large"}.get(status, code)
    page = problem_page(request, status, code, sentences)
    page.headers.update(headers or {})
    return page


def problem_page(
    request: Request, status: int, code: str, sentences: list[str] | None = None
) -> Response:
    """A page that says what went wrong and leads back."""
    english = preferences_of(request).language == "en"
    told = sentences or [_DETAILS.get(code, _DETAILS["malformed"])[english]]
    zone = community_of(request).zone
    return show(request, "problem.html", status, zone=zone, sentences=told, is_later=status == 503)


def page_router() -> APIRouter:
    """A router for pages: not part of the API's description."""
    return APIRouter(
        route_class=PageRoute, include_in_schema=False, default_response_class=Response
    )
