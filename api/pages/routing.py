"""Routing of pages: whatever goes wrong in one is said on a page, in the reader's language."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.pages.frame import preferences_of, show
from api.pages.visitor import Malformed, to_sign_in
from api.serving.access import community_of
from api.serving.problems import DETAILS, Problem, status_of
from domain.ledger.refusal import Refusal
from domain.people.credentials import TooManyAttempts
from projections.ledger.reader import Lagging


class PageRoute(APIRoute):
    """A route whose problems are pages; who is not signed in is sent to sign in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its problems caught."""
        handle = super().get_route_handler()

        async def handle_as_page(request: Request) -> Response:
            try:
                return await handle(request)
            except _TOLD as problem:
                return _tell(request, problem)

        return handle_as_page


_TOLD: Final = (
    Problem,
    Refusal,
    Malformed,
    RequestValidationError,
    TooManyAttempts,
    Lagging,
    HTTPException,
)


_KINDS: Final[dict[type[Exception], tuple[int, str]]] = {
    TooManyAttempts: (429, "too_many"),
    Lagging: (503, "lagging"),
}


def _tell(request: Request, problem: Exception) -> Response:
    status, code = _KINDS.get(type(problem), (422, "malformed"))
    sentences = None
    match problem:
        case Problem(status=401):
            return to_sign_in(request)
        case Problem():
            status, code = problem.status, problem.code
        case Refusal():
            status, code = status_of(problem), problem.code
            sentences = [problem.sentence(preferences_of(request).language)]
        case Malformed():
            sentences = [it["message"] for it in problem.findings]
        case HTTPException():
            status = problem.status_code
            code = {404: "not_found", 413: "too_large"}.get(status, code)
    return problem_page(request, status, code, sentences)


def problem_page(
    request: Request, status: int, code: str, sentences: list[str] | None = None
) -> Response:
    """A page that says what went wrong and leads back."""
    english = preferences_of(request).language == "en"
    told = sentences or [DETAILS.get(code, DETAILS["malformed"])[english]]
    zone = community_of(request).zone
    return show(request, "problem.html", status, zone=zone, sentences=told, code=code)


def page_router() -> APIRouter:
    """A router for pages: not part of the API's description."""
    return APIRouter(
        route_class=PageRoute, include_in_schema=False, default_response_class=Response
    )
