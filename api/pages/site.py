"""The site: all pages, and the few files that they load."""

from fastapi import FastAPI
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
    ledger_export,
    ledger_facts,
    ledger_goods,
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
    ledger_export.router,
    ledger_facts.router,
    ledger_goods.router,
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


def install(application: FastAPI) -> None:
    """Add the pages to the application."""
    for router in ROUTERS:
        application.include_router(router)
    application.mount("/static", StaticFiles(directory=STATIC), name="static")
