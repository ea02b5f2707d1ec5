"""The volunteer's first screen: how many points do I have, at a glance."""

from typing import Final

from fastapi import Response

from api.pages.routing import page_router
from api.pages.visitor import Anybody
from api.serving.access import see_own_facts
from domain.rules import Terms
from projections.balances import member_balance
from projections.rule_versions import rule_versions
from projections.services import services
from projections.statements import LAST

router = page_router()

WAITING_SHOWN_MAX: Final = 20
MINUTES_PER_HOUR: Final = 60


def stars_of(service_minutes: int, star_hours: tuple[int, ...]) -> tuple[int, int | None]:
    """How many stars so many minutes are, and minutes to the next one, if there is one."""
    reached = [hours for hours in star_hours if service_minutes >= hours * MINUTES_PER_HOUR]
    ahead = [hours for hours in star_hours if service_minutes < hours * MINUTES_PER_HOUR]
    missing = ahead[0] * MINUTES_PER_HOUR - service_minutes if ahead else None
    return len(reached), missing


@router.get("/me")
async def first_screen(visitor: Anybody) -> Response:
    """Points, hours, stars, time credit, and what waits for somebody's word."""
    community = visitor.community
    for question in ("balances", "services"):
        await see_own_facts(community, question)
    held = await member_balance(community.reader, visitor.member_id)
    versions = await rule_versions(community.reader)
    in_force = [it.terms for it in versions if it.in_force_from <= visitor.today]
    terms = in_force[-1] if in_force else Terms()
    stars, to_next_star = stars_of(held.service_minutes, terms.star_hours)
    people = await community.vault.people([visitor.member_id])
    known = people.get(visitor.member_id)
    waiting = await services(
        community.reader,
        status="pending",
        member_id=visitor.member_id,
        before=LAST,
        limit=WAITING_SHOWN_MAX,
    )
    return visitor.show(
        "me.html",
        name=known.name if known else None,
        held=held,
        stars=stars,
        to_next_star=to_next_star,
        may_redeem=held.service_minutes >= terms.service_minutes_before_redeeming,
        minutes_before_redeeming=terms.service_minutes_before_redeeming,
        waiting=waiting,
    )
