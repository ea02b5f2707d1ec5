"""The site: all pages, and the few files that they load."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.pages import (
    activities,
    board,
    certificates,
    desk,
    entrance,
    giving,
    own_settings,
    passbook,
    redemption_code,
    shelf,
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
    own_settings.router,
    passbook.router,
    redemption_code.router,
    shelf.router,
)


def install(application: FastAPI) -> None:
    """Add the pages to the application."""
    for router in ROUTERS:
        application.include_router(router)
    application.mount("/static", StaticFiles(directory=STATIC), name="static")
