"""The volunteer's first screen, held against an empty page of the same frame on the same server."""

from http.client import HTTPConnection
from statistics import median
from time import perf_counter
from typing import Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response

from api import application
from api.pages.frame import show
from api.serving.composition import open_community
from api.serving.settings import Settings
from benchmarks.community import PASSWORD
from benchmarks.processes import free_port, served

FIRST_SCREEN: Final = "/me"
EMPTY: Final = "/empty"
ROUNDS: Final = 400
WARM_UP_ROUNDS: Final = 40


def create_application(url: str) -> FastAPI:
    """The time bank with one page more, which says nothing to nobody."""
    settings = Settings()
    made = application.create_application(lambda: open_community(url, settings))

    @made.get(EMPTY)
    async def empty(request: Request) -> Response:
        return show(request, "page.html", zone=settings.zone)

    return made


def ratio(url: str, environment: dict[str, str]) -> tuple[float, float]:
    """How many times as long the first screen takes as the empty page, and its milliseconds.

    One reader asks for both in turn; the medians are of the same rounds.
    """
    port = free_port()
    with served("benchmarks.contend", "pages", str(port), url, port=port, environment=environment):
        reader = HTTPConnection("127.0.0.1", port)
        cookie = _sign_in(reader)
        pages = (FIRST_SCREEN, EMPTY)
        took = [[_seconds(reader, page, cookie) for page in pages] for _ in range(ROUNDS)]
        reader.close()
    first_screen, empty = (median(it) for it in zip(*took[WARM_UP_ROUNDS:], strict=True))
    return first_screen / empty, first_screen * 1_000


def _sign_in(connection: HTTPConnection) -> str:
    form = urlencode({"username": "volunteer", "password": PASSWORD})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/sign-in", form, headers)
    answer = connection.getresponse()
    answer.read()
    return str(answer.headers["set-cookie"]).partition(";")[0]


def _seconds(connection: HTTPConnection, page: str, cookie: str) -> float:
    begun = perf_counter()
    connection.request("GET", page, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    seconds = perf_counter() - begun
    assert answer.status == 200, answer.status
    return seconds
