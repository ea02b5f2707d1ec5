"""Concerned: whom a thing is about, and of which grid it is, by what an address calls it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from domain.ledger.tag import id_of, kind_of
from domain.openness.notice_draft import Drafts
from projections.needs.call_board import SoughtCalls, call_board
from projections.needs.requests_board import one_request
from projections.openness.notices import people_on
from projections.people.objections import one_objection
from projections.people.statements import LAST
from projections.service.activities import plans
from projections.service.pairing_board import one_pairing
from projections.service.services import services, waiting_services
from projections.ties.households import household

DIGITS_MAX: Final = 9

Concerned = Callable[[Community, str], Awaitable[list[str]]]


async def _of_service(community: Community, service_id: str) -> list[str]:
    await see_own_facts(community, "services")
    found = await services(community.reader, service_id=service_id, before=LAST, limit=1)
    return [it.member_id for it in found]


async def _place_of_activity(community: Community, activity_id: str) -> str | None:
    await see_own_facts(community, "activities")
    found = (await plans(community.reader, [activity_id])).get(activity_id)
    return found.node_id if found else None


async def _place_of_service(community: Community, service_id: str) -> str | None:
    """The grid of the activity in which it was given, while it waits for its confirmation."""
    await see_own_facts(community, "services")
    found = await waiting_services(community.reader, service_id=service_id, limit=1)
    activity_id = found[0].fact.in_activity() if found else None
    return await _place_of_activity(community, activity_id) if activity_id else None


async def _of_pairing(community: Community, pairing_id: str) -> list[str]:
    await see_own_facts(community, "pairing_board")
    today = datetime.now(community.zone).date()
    found = await one_pairing(community.reader, today, community.zone, pairing_id)
    return [found.volunteer_id, found.assisted_id] if found else []


async def _of_household(community: Community, household_id: str) -> list[str]:
    await see_own_facts(community, "households")
    return [it.member_id for it in await household(community.reader, household_id)]


async def _of_objection(community: Community, objection_id: str) -> list[str]:
    await see_own_facts(community, "objections")
    found = await one_objection(community.reader, objection_id)
    return [found.member_id] if found else []


async def _of_request(community: Community, request_id: str) -> list[str]:
    await see_own_facts(community, "requests_board")
    found = await one_request(community.reader, request_id)
    return [found.for_id] if found and found.for_id else []


async def _of_taken(community: Community, request_id: str) -> list[str]:
    await see_own_facts(community, "requests_board")
    found = await one_request(community.reader, request_id)
    concerned = (found.helper_id or found.for_id) if found else None
    return [concerned] if concerned else []


async def _of_calls(community: Community, calls_id: str) -> list[str]:
    await see_own_facts(community, "call_board")
    sought, today = SoughtCalls(calls_id=calls_id), datetime.now(community.zone).date()
    found = await call_board(community.reader, today, community.zone, sought, limit=1)
    return [found[0].member_id] if found else []


async def _of_notice(community: Community, notice_id: str) -> list[str]:
    await see_own_facts(community, "notices")
    return await people_on(community.reader, notice_id=notice_id)


async def _of_notice_number(community: Community, number: str) -> list[str]:
    await see_own_facts(community, "notices")
    known = number.isdecimal() and len(number) <= DIGITS_MAX
    return await people_on(community.reader, number=int(number)) if known else []


async def _of_draft(community: Community, draft_id: str) -> list[str]:
    """Whom all its subjects are about; of a kind that tells nobody, nobody at all."""
    draft = await Drafts(community.reader).one(draft_id)
    tags = msgspec.json.decode(draft.content)["subjects"] if draft else []
    found = [
        await CONCERNED[NAMED[kind_of(it)]](community, id_of(it)) if kind_of(it) in NAMED else []
        for it in tags
    ]
    return [one for people in found for one in people] if all(found) else []


async def _of_member(community: Community, member_id: str) -> list[str]:
    return [member_id]


PLACED: Final[Mapping[str, Callable[[Community, str], Awaitable[str | None]]]] = {
    "activity_id": _place_of_activity,
    "service_id": _place_of_service,
}
"""Of which grid a thing is; none where it is of the whole community."""

CONCERNED: Final[Mapping[str, Concerned]] = {
    "member_id": _of_member,
    "service_id": _of_service,
    "pairing_id": _of_pairing,
    "objection_id": _of_objection,
    "request_id": _of_request,
    "taken_id": _of_taken,
    "calls_id": _of_calls,
    "household_id": _of_household,
    "notice_id": _of_notice,
    "notice_number": _of_notice_number,
    "draft_id": _of_draft,
}
"""Whom a thing is about, by what the places of an address call it."""

NAMED: Final[Mapping[str, str]] = {
    "member": "member_id",
    "service": "service_id",
    "pairing": "pairing_id",
    "objection": "objection_id",
    "need": "request_id",
    "calls": "calls_id",
}
"""What a place of an address calls the things of which there are such tags."""
