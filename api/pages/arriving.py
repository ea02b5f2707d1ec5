"""Arriving: who signs in for the first time, or forgot the password, shows digits at the desk."""

from typing import Final

from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.pages.frame import FOR_THIS_HOST, keep_in_cookie, kept_in_cookie, show
from api.pages.routing import page_router
from api.pages.visitor import comes_from_here, remember
from api.people.entering import arrive
from api.people.session import SIGN_IN
from api.people.sign_in import begin_asking
from api.serving.access import community_of, public
from api.serving.problems import Problem
from domain.people.credentials import ASKING_SECONDS

router = page_router()

SIGNING_IN: Final = (Depends(public(SIGN_IN)),)
ASKED: Final = "chengyin-asked"
CODE: Final = "chengyin-code"


@router.post("/sign-in/asking", dependencies=SIGNING_IN)
async def ask(request: Request) -> Response:
    """Ask to be let in; the browser keeps the token, the page shows the digits."""
    if not comes_from_here(request):
        raise Problem(403, "forged")
    asking = await begin_asking(request)
    answer = RedirectResponse("/sign-in/asking", 303)
    for name, value in ((ASKED, asking.token), (CODE, asking.code)):
        keep_in_cookie(answer, request, (name, value), ASKING_SECONDS)
    return answer


@router.get("/sign-in/asking", dependencies=SIGNING_IN)
async def wait(request: Request) -> Response:
    """The digits, until the desk lets one in: then on to choosing a password."""
    community = community_of(request)
    token, code = (kept_in_cookie(request, it) for it in (ASKED, CODE))
    if not token or not code.isdigit():
        return show(request, "sign_in.html", zone=community.zone, next="", username="")
    session = await arrive(request, token)
    if session is None:
        return show(request, "asking.html", zone=community.zone, code=code)
    answer = RedirectResponse("/me/settings", 303)
    remember(answer, request, session)
    for name in (ASKED, CODE):
        answer.delete_cookie(name, path="/")
        answer.delete_cookie(FOR_THIS_HOST + name, path="/", secure=True)
    return answer
