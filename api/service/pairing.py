"""Pairings: one volunteer, one person in hardship, visits at an agreed rhythm."""

from datetime import date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.service.pairing_cause import sealed_cause
from api.service.pairing_workbook import WORKBOOK
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Day, Id, Moment, Text
from api.serving.own_facts import see_own_facts
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from domain.service import pairing
from domain.service import visit as visits
from domain.service.pairing import (
    EndPairing,
    FormPairing,
    HardshipCause,
    PairingBegun,
    PairingEnded,
)
from domain.service.visit import NoteKind, PersonVisited, RecordVisit
from projections.service.pairing_board import PairingBoard, one_pairing, pairing_board

FORM: Final = Act("pairing.form", "结对帮扶", by=("coordinator",), in_node=True, seals=True)
SEE_BOARD: Final = Act(
    "pairing.see", "看结对", by=("coordinator", "supervisor"), own=("volunteer",), in_node=True
)
VISIT: Final = Act("pairing.visit", "登记走访", by=("coordinator",), own=SIGNED_IN, in_node=True)
END: Final = Act("pairing.end", "结束结对", by=("coordinator",), in_node=True)

router = APIRouter(prefix="/api/pairings", tags=["pairings"])


class NewPairing(Body):
    """A promise to visit somebody every so many days."""

    volunteer_id: Id
    assisted_id: Id
    cause: HardshipCause
    visit_every_days: Annotated[int, Field(strict=True, ge=1, le=366)]
    starts_on: Day


class Formed(BaseModel):
    """The new pairing."""

    pairing_id: str
    position: int


class NewVisit(Body):
    """A visit that took place."""

    starts_at: Moment
    ends_at: Moment
    note_kind: NoteKind | None = None


class Visited(BaseModel):
    """The visit, as a service that waits for confirmation."""

    service_id: str
    minutes: int
    status: str = "pending"
    position: int


class Reason(Body):
    """Why it ends."""

    reason: Text


class Ended(BaseModel):
    """A pairing that is over."""

    pairing_id: str
    position: int


class PairingRow(BaseModel):
    """A pairing on the board."""

    pairing_id: str
    volunteer_id: str
    volunteer_name: str | None
    assisted_id: str
    assisted_name: str | None
    visit_every_days: int
    starts_on: date
    visits: int
    last_visit_at: datetime | None
    next_visit_due: date | None
    overdue: bool
    ended_at: datetime | None


@router.post("", status_code=201)
async def form(body: NewPairing, caller: Annotated[Caller, Depends(allowed(FORM))]) -> Formed:
    """Pair a volunteer with a person in hardship; what that came of is sealed."""
    seal = caller.community.seal
    people = body.volunteer_id, body.assisted_id
    cause = sealed_cause(seal, people, body.starts_on, body.cause)
    decision = FormPairing(**body.model_dump(exclude={"cause"}), cause_id=cause.sealed_id)
    await seal.keep([cause])
    receipt, fact = await caller.record(decision, PairingBegun)
    return Formed(pairing_id=fact.pairing_id, position=receipt.position)


@router.get("", dependencies=[Depends(fresh("pairing_board"))])
async def board(
    caller: Annotated[Caller, Depends(allowed(SEE_BOARD))],
    active: bool | None = None,
    overdue: bool | None = None,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[PairingRow]:
    """The pairings; volunteers see the ones in which they help."""
    community = caller.community
    found = await pairing_board(
        community.reader,
        caller.today,
        community.zone,
        volunteer_id=None if caller.for_others else caller.member_id,
        active=active,
        overdue=overdue,
        among=caller.reach.among() if caller.for_others else None,
        after=read_cursor(after, 0)[0],
        limit=limit + 1,
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    people = await community.vault.people(
        member_id for row in rows for member_id in (row.volunteer_id, row.assisted_id)
    )
    names = {member_id: person.name for member_id, person in people.items()}
    items = []
    for row in rows:
        fields = row._asdict()
        if row.ended_at is not None:
            fields["next_visit_due"] = None
        items.append(
            PairingRow(
                **fields,
                volunteer_name=names.get(row.volunteer_id),
                assisted_name=names.get(row.assisted_id),
            )
        )
    return Page(items=items, next=following)


@router.post("/{pairing_id}/visits", status_code=201)
async def visit(
    pairing_id: str, body: NewVisit, caller: Annotated[Caller, Depends(allowed(VISIT))]
) -> Visited:
    """Tell of a visit: the paired volunteer, or a coordinator for them."""
    decision = RecordVisit(
        pairing_id=pairing_id,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        note_kind=body.note_kind,
        by_office=caller.for_others,
    )
    community = caller.community
    await see_own_facts(community, "pairing_board")
    pairing = await one_pairing(community.reader, caller.today, community.zone, pairing_id)
    receipt, fact = await caller.record(
        decision, PersonVisited, for_member=pairing.volunteer_id if pairing else None
    )
    return Visited(service_id=fact.service_id, minutes=fact.minutes, position=receipt.position)


@router.post("/{pairing_id}/end", status_code=201)
async def end(
    pairing_id: str, body: Reason, caller: Annotated[Caller, Depends(allowed(END))]
) -> Ended:
    """End a pairing."""
    reason_text = await caller.community.vault.keep_text(body.reason)
    decision = EndPairing(pairing_id=pairing_id, reason_text=reason_text)
    receipt, fact = await caller.record(decision, PairingEnded)
    return Ended(pairing_id=fact.pairing_id, position=receipt.position)


CAPABILITY: Final = Capability(
    name="pairing",
    model=(pairing, visits),
    projections=(PairingBoard,),
    router=router,
    pages=("desk.service.pairings",),
    places=(Place(menu="desk", rank=60, path="/desk/pairings", words="结对帮扶"),),
    workbook=WORKBOOK,
)
