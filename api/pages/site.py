"""The site: all pages, and the few files that they load."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.pages import entrance, volunteer
from api.pages.frame import STATIC

ROUTERS = (entrance.router, volunteer.router)


def install(application: FastAPI) -> None:
    """Add the pages to the application."""
    for router in ROUTERS:
        application.include_router(router)
    application.mount("/static", StaticFiles(directory=STATIC), name="static")
