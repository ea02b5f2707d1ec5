"""Hours on notice: what waits for a word of some days is put up in one go, before it is final."""

from datetime import date
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Depends

from api.capability import Capability
from api.openness.notice import POST
from api.openness.notice_rows import LINES_MAX, NewNotice, Posted
from api.openness.putting_up import put_up
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Day
from api.serving.own_facts import see_own_facts
from domain.people.vault import mask_name
from domain.service.counting.wording import day_zh, hours_zh
from domain.service.put_up.waiting_hours import NoHoursToPost
from domain.service.tags import service_tag
from projections.openness.notices import put_up_before
from projections.service.services import ListedService, waiting_services

router = APIRouter(prefix="/api/notices", tags=["notices"])

WAITING_MAX: Final = 2_000
UNNAMED: Final = "＊"


class HoursOfDays(Body):
    """The days whose waiting hours are put up, and from when to when they hang."""

    first_day: Day
    until_day: Day
    opens_on: Day
    last_day: Day


class Listing(NamedTuple):
    """What would hang: the services, and a line of the wording for each.

    `left` are so many that are one's own, and another person's to put up.
    """

    services: list[ListedService]
    lines: list[str]
    left: int


async def listing_of(caller: Caller, first_day: date, until_day: date) -> Listing:
    """The hours of these days that wait and never hung, the first entered first."""
    community = caller.community
    for question in ("services", "notices"):
        await see_own_facts(community, question)
    among = caller.reach.among()
    found_waiting = await waiting_services(community.reader, among=among, limit=WAITING_MAX)
    waiting = [it.service for it in found_waiting]
    days = {it.service_id: it.starts_at.astimezone(community.zone).date() for it in waiting}
    found = [it for it in waiting if first_day <= days[it.service_id] <= until_day]
    hung = await put_up_before(
        community.reader, "hours", [service_tag(it.service_id) for it in found]
    )
    new = [it for it in found if service_tag(it.service_id) not in hung]
    others = [it for it in new if it.member_id != caller.member_id][:LINES_MAX]
    people = await community.vault.people(it.member_id for it in others)
    names = {it: mask_name(known.name) for it, known in people.items()}
    lines = [
        f"{number}. {names.get(it.member_id, UNNAMED)}，{day_zh(days[it.service_id])}，"
        f"{it.programme}，{hours_zh(it.minutes)}"
        for number, it in enumerate(others, 1)
    ]
    return Listing(others, lines, sum(it.member_id == caller.member_id for it in new))


async def put_up_hours(caller: Caller, body: HoursOfDays) -> Posted:
    """Post the list of those days. Refused: NoHoursToPost, and as PostNotice."""
    listing = await listing_of(caller, body.first_day, body.until_day)
    if not listing.services and not await caller.is_repeat():
        raise NoHoursToPost
    heading = f"{day_zh(body.first_day)}至{day_zh(body.until_day)}待确认的服务时长："
    notice = NewNotice(
        kind="hours",
        subjects=tuple(service_tag(it.service_id) for it in listing.services),
        opens_on=body.opens_on,
        last_day=body.last_day,
        wording="\n".join((heading, *listing.lines)),
    )
    position, fact = await put_up(caller, notice)
    return Posted(notice_id=fact.notice_id, number=fact.number, position=position)


@router.post("/hours", status_code=201)
async def post_hours(
    body: HoursOfDays, caller: Annotated[Caller, Depends(allowed(POST))]
) -> Posted:
    """Put up all hours of some days that wait and never hung, with masked names."""
    return await put_up_hours(caller, body)


CAPABILITY: Final = Capability(
    name="hours_notice", router=router, pages=("desk.service.hours_notice",)
)
