"""The site: all pages, and the few files that they load."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias, cast

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from api.pages import (
    activities,
    board,
    certificates,
    desk,
    disputes,
    entrance,
    giving,
    ledger,
    ledger_anomalies,
    ledger_audits,
    ledger_export,
    ledger_facts,
    ledger_goods,
    ledger_leaving,
    ledger_members,
    ledger_reports,
    ledger_roles,
    own_settings,
    passbook,
    redemption_code,
    shelf,
    till,
    till_offline,
    till_receipts,
    till_sale,
    till_shift,
    till_stock,
    volunteer,
)
from api.pages.frame import STATIC
from api.pages.routing import problem_page

ROUTERS = (
    entrance.router,
    board.router,
    volunteer.router,
    activities.router,
    certificates.router,
    desk.router,
    giving.router,
    ledger.router,
    ledger_anomalies.router,
    ledger_audits.router,
    ledger_export.router,
    ledger_facts.router,
    ledger_goods.router,
    ledger_leaving.router,
    ledger_members.router,
    ledger_reports.router,
    ledger_roles.router,
    own_settings.router,
    passbook.router,
    redemption_code.router,
    shelf.router,
    till.router,
    till_sale.router,
    till_receipts.router,
    till_shift.router,
    till_stock.router,
    till_offline.pages,
    till_offline.router,
    disputes.router,
)


Handler: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]


def install(application: FastAPI) -> None:
    """Add the pages to the application."""
    _say_on_a_page_what_is_not_there(application)
    for router in ROUTERS:
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
