"""The site: all pages, and the few files that they load."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias, cast

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from api.pages import entrance
from api.pages.board import board
from api.pages.desk import today as desk
from api.pages.frame import STATIC
from api.pages.ledger import anomalies as ledger_anomalies
from api.pages.ledger import export as ledger_export
from api.pages.ledger import facts as ledger_facts
from api.pages.ledger import overview as ledger
from api.pages.ledger.office import reports as ledger_reports
from api.pages.ledger.people import leaving as ledger_leaving
from api.pages.ledger.people import members as ledger_members
from api.pages.ledger.people import roles as ledger_roles
from api.pages.ledger.service import audits as ledger_audits
from api.pages.ledger.shop import disputes
from api.pages.ledger.shop import goods as ledger_goods
from api.pages.routing import problem_page
from api.pages.till import offline as till_offline
from api.pages.till import receipts as till_receipts
from api.pages.till import sale as till_sale
from api.pages.till import shift as till_shift
from api.pages.till import stock as till_stock
from api.pages.till import till
from api.pages.volunteer import points as volunteer
from api.pages.volunteer.people import own_settings, passbook, redemption_code
from api.pages.volunteer.service import activities, certificates, giving
from api.pages.volunteer.shop import shelf

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
