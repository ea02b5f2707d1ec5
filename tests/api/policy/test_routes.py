"""An application in which a route does not say for which act it is does not start."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI

from api.application import create_application
from api.people.membership import ENROL, FIND
from api.people.session import ENTER
from api.policy.routes import Policy
from api.serving.access import Caller, allowed, public


async def nothing() -> None:
    """Answers nothing."""


def test_a_route_without_an_act_does_not_start() -> None:
    application = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    application.get("/wishes")(nothing)

    with pytest.raises(TypeError, match="/wishes is for 0 acts, and has to be for one"):
        Policy(application)


def test_a_route_for_two_acts_does_not_start() -> None:
    async def both(
        finder: Annotated[Caller, Depends(allowed(FIND))],
        enroller: Annotated[Caller, Depends(allowed(ENROL))],
    ) -> None:
        """Asks twice."""

    application = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    application.get("/wishes")(both)

    with pytest.raises(TypeError, match="/wishes is for 2 acts"):
        Policy(application)


def test_what_is_mounted_beside_the_routes_does_not_start() -> None:
    application = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    application.mount("/wishes", FastAPI())

    with pytest.raises(TypeError, match="/wishes is for no act"):
        Policy(application)


def test_the_program_does_not_start_with_a_page_that_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    router = APIRouter()
    router.get("/wishes")(nothing)
    monkeypatch.setattr("api.pages.site.page_routers", lambda: [router])

    with pytest.raises(TypeError, match="/wishes is for 0 acts"):
        create_application()


def test_an_act_may_be_said_for_a_whole_router() -> None:
    router = APIRouter(dependencies=[Depends(public(ENTER))])
    router.get("/wishes")(nothing)
    application = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    application.include_router(router)

    policy = Policy(application)

    assert policy.lets(None, "/wishes")
    assert policy.gates["GET /wishes"].act is ENTER
