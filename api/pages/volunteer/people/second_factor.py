"""One's second factor: set up with a first code of an app on one's phone, and turned off."""

from typing import Annotated, Final

import segno
from fastapi import Depends, Response

from api.pages.done import said
from api.pages.language import translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.second_factor import (
    KEEP_SECOND_FACTOR,
    FirstCode,
    Offer,
    offer,
    offer_of,
    record_removal,
    record_second_factor,
)
from api.serving.problems import Problem
from domain.people.second_factor import NoSecondFactor, SecondFactorHeld

router = page_router()

Keeping = Annotated[Visitor, Depends(visiting(KEEP_SECOND_FACTOR, for_oneself=True))]
PAGE: Final = "/me/settings/second-factor"
DONE: Final = {"on": "两步验证已经打开。", "off": "两步验证已经关掉。"}
PICTURE_SCALE: Final = 5


@router.get("/me/settings/second-factor")
async def second_factor_page(visitor: Keeping) -> Response:
    """What to put into an app, or how to turn it off."""
    return _show(visitor, await offer(visitor))


def _show(visitor: Visitor, offered: Offer, problem: str | None = None) -> Response:
    address, secret = offered.address, offered.secret or ""
    return visitor.show(
        "volunteer/people/second_factor.html",
        409 if problem else 200,
        offer=offered,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=segno.make_qr(address).svg_data_uri(scale=PICTURE_SCALE) if address else "",
        is_needed=not offered.in_use and visitor.needs_codes,
        message=None if problem else said(visitor, DONE),
        problem=problem,
    )


@router.post("/me/settings/second-factor")
async def turn_on(visitor: Keeping) -> Response:
    """Turn it on with a first code."""
    try:
        body = visitor.read(FirstCode)
    except Malformed:
        return go_on(PAGE)
    try:
        await record_second_factor(visitor, visitor.token, body)
    except SecondFactorHeld:
        return go_on(PAGE)
    except Problem:
        problem = "验证码不对，或者已经用过；请等手机上出现新的再输一次。"
        same = await offer_of(visitor, body.draft)
        return _show(visitor, same, translator(visitor.language)(problem))
    return go_on(PAGE, done="on")


@router.post("/me/settings/second-factor/off")
async def turn_off(visitor: Keeping) -> Response:
    """Turn it off."""
    try:
        await record_removal(visitor, visitor.member_id)
    except NoSecondFactor:
        return go_on(PAGE)
    return go_on(PAGE, done="off")
