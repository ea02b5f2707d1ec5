"""The volunteer's first screen: how many points do I have, at a glance."""

from asyncio import gather
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Response

from api.needs.acts import CLAIM
from api.pages.done import said
from api.pages.grid_workers import GridWorker, building_lead, grid_workers, workers_of
from api.pages.needs.fitting_in_words import what_fits
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.pages.volunteer.offered import Offered, offered
from api.people.membership import READ_BALANCE
from api.serving.own_facts import see_own_facts
from domain.rules.rules import Terms
from projections.ledger.reader import Reader
from projections.needs.matching import Narrowed
from projections.needs.requests_board import Sought, requests_board
from projections.people.balances import member_balance
from projections.people.members import members_by_id
from projections.people.nodes import network_of
from projections.people.statements import LAST
from projections.rules.rule_versions import rule_versions
from projections.service.activities import changed_for, next_of
from projections.service.services import services

router = page_router()

WAITING_SHOWN_MAX: Final = 20
CHANGES_SHOWN_MAX: Final = 10
OFFERS_SHOWN_MAX: Final = 2
WORKERS_SHOWN_MAX: Final = 2
MINUTES_PER_HOUR: Final = 60
GIVEN_SHOWN_DAYS_LEAST: Final = 7

DONE: Final = {
    "given": "时间存款已经转出，记在存折里了。",
    "password": "密码已经设好，以后用它登录。",
    "cannot": "好的，记下了，不打扰您。",
}


class Doing(NamedTuple):
    """The activity that somebody goes to next, or is in."""

    activity_id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    is_on: bool


def stars_of(service_minutes: int, star_hours: tuple[int, ...]) -> tuple[int, int | None]:
    """How many stars so many minutes are, and minutes to the next one, if there is one."""
    reached = [hours for hours in star_hours if service_minutes >= hours * MINUTES_PER_HOUR]
    ahead = [hours for hours in star_hours if service_minutes < hours * MINUTES_PER_HOUR]
    missing = ahead[0] * MINUTES_PER_HOUR - service_minutes if ahead else None
    return len(reached), missing


async def terms_on(reader: Reader, day: date) -> Terms:
    """The rules in force on a day; the usual ones where none were adopted yet."""
    versions = await rule_versions(reader)
    in_force = [it.terms for it in versions if it.in_force_from <= day]
    return in_force[-1] if in_force else Terms()


async def _next(visitor: Visitor) -> Doing | None:
    community, now = visitor.community, datetime.now(UTC)
    plan = await next_of(community.reader, visitor.member_id, now)
    if plan is None:
        return None
    titles = await community.vault.texts([plan.title_text])
    return Doing(
        plan.activity_id,
        titles.get(plan.title_text, ""),
        plan.starts_at,
        plan.ends_at,
        plan.starts_at <= now,
    )


async def _changes(visitor: Visitor) -> list[Offered]:
    """The activities in which the visitor has a place, and which were moved or called off."""
    found = await changed_for(
        visitor.community.reader, visitor.member_id, datetime.now(UTC), limit=CHANGES_SHOWN_MAX
    )
    return await offered(visitor, [it for it in found if it.moved or it.called_off_at])


async def _workers(visitor: Visitor) -> list[GridWorker]:
    """Whom the visitor can call: the workers of the grid where they live, those with a phone."""
    community = visitor.community
    all_of_them = [it for it in await grid_workers(community) if it.phone]
    living = await members_by_id(community.reader, [visitor.member_id], visitor.today)
    said = living[visitor.member_id].grid if visitor.member_id in living else None
    grid = (await network_of(community.reader)).called(said, visitor.today)
    return workers_of(all_of_them, grid)[:WORKERS_SHOWN_MAX]


@router.get("/me")
async def first_screen(
    visitor: Annotated[Visitor, Depends(visiting(READ_BALANCE, for_oneself=True))],
) -> Response:
    """Points, hours, stars, time credit, what to do next, and what waits for somebody's word."""
    community, member_id = visitor.community, visitor.member_id
    for question in ("balances", "services", "activities", "requests_board"):
        await see_own_facts(community, question)
    held, terms, people, following, changes, waiting = await gather(
        member_balance(community.reader, member_id),
        terms_on(community.reader, visitor.today),
        community.vault.people([member_id]),
        _next(visitor),
        _changes(visitor),
        services(
            community.reader,
            status="pending",
            member_id=member_id,
            before=LAST,
            limit=WAITING_SHOWN_MAX,
        ),
    )
    stars, to_next_star = stars_of(held.service_minutes, terms.star_hours)
    known = people.get(member_id)
    return visitor.show(
        "volunteer/points.html",
        name=known.name if known else None,
        held=held,
        stars=stars,
        to_next_star=to_next_star,
        may_redeem=held.service_minutes >= terms.service_minutes_before_redeeming,
        minutes_before_redeeming=terms.service_minutes_before_redeeming,
        following=following,
        changes=changes,
        waiting=waiting,
        workers=await _workers(visitor),
        lead=await building_lead(community, member_id, visitor.today),
        given=await _given(visitor, terms),
        to_confirm=await requests_board(
            community.reader, Sought(statuses=("fulfilled",), for_id=member_id), limit=1
        ),
        asked=await what_fits(visitor, Narrowed(only_asked=True), limit=OFFERS_SHOWN_MAX)
        if visitor.may(CLAIM)
        else [],
        message=said(visitor, DONE),
    )


async def _given(visitor: Visitor, terms: Terms) -> tuple[str, datetime] | None:
    """Who gave this sign-in a short time ago, and when, so that its owner sees it."""
    given = await visitor.community.credentials.given(visitor.member_id)
    days = timedelta(days=max(terms.days_held_after_sign_in_given, GIVEN_SHOWN_DAYS_LEAST))
    if given is None or datetime.now(UTC) > given.given_at + days:
        return None
    people = await visitor.community.vault.people([given.given_by])
    giver = people.get(given.given_by)
    return (giver.name if giver else ""), given.given_at
