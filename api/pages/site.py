"""The site: all pages, and the few files that they load."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias, cast

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from api.capabilities import page_routers
from api.pages.frame import STATIC
from api.pages.routing import problem_page

Handler: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]


def install(application: FastAPI) -> None:
    """Add the pages to the application."""
    _say_on_a_page_what_is_not_there(application)
    for router in page_routers():
        application.include_router(router)
    application.mount("/static", StaticFiles(directory=STATIC), name="static")


def _say_on_a_page_what_is_not_there(application: FastAPI) -> None:
    """Who reads pages is told on one; programs are told as before."""
    told = cast(Handler, application.exception_handlers[HTTPException])

    async def tell(request: Request, error: Exception) -> Response:
        reads_pages = "text/html" in request.headers.get("accept", "")
        is_unknown = isinstance(error, HTTPException) and error.status_code == 404
        if is_unknown and reads_pages and not request.url.path.startswith("/api/"):
            return problem_page(request, 404, "not_found")
        return await told(request, error)

    application.add_exception_handler(HTTPException, tell)
