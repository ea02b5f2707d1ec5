"""Services: entered afterwards, waiting, confirmed, rejected, released, revoked."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.service.service_workbook import WORKBOOK
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Id, Moment, Text, Word
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from domain.service import (
    hours,
    paid_help,
    refilling,
    service,
    service_audit,
    service_import,
    service_record,
)
from domain.service.deciding.rejecting import RejectService
from domain.service.hours import ServiceRevoked
from domain.service.refilling import HoursRefilled, RefillDay
from domain.service.service import (
    BackfillService,
    ConfirmService,
    ServiceBackfilled,
    ServiceConfirmed,
)
from domain.service.service_audit import BackfillReleased, ReleaseBackfill, RevokeService
from domain.service.unearned import ServiceRejected
from projections.people.statements import LAST
from projections.service.rankings import Rankings
from projections.service.services import ListedService, Services, ServiceStatus, services

ENTER_SERVICE: Final = Act("service.enter", "补录服务", by=("coordinator",), in_node=True)
READ_SERVICES: Final = Act(
    "service.read", "看服务记录", by=("coordinator", "supervisor"), own=SIGNED_IN, in_node=True
)
CONFIRM: Final = Act("service.confirm", "确认和驳回服务", by=("coordinator",), in_node=True)
AUDIT: Final = Act("service.audit", "放行和撤销服务", by=("supervisor",))

router = APIRouter(prefix="/api/services", tags=["services"])

Confirming = Annotated[Caller, Depends(allowed(CONFIRM))]
Auditing = Annotated[Caller, Depends(allowed(AUDIT))]


class NewService(Body):
    """A service entered afterwards."""

    member_id: Id
    programme: Word
    starts_at: Moment
    ends_at: Moment
    place: Text | None = None
    evidence: Text | None = None


class EnteredService(BaseModel):
    """A service that waits for a second person."""

    service_id: str
    class_: str = Field(serialization_alias="class")
    status: str = "pending"
    position: int


class Reason(Body):
    """Why."""

    reason: Text


class Knowing(Body):
    """Whether who confirms knows that the other side denies it."""

    despite_dispute: Annotated[bool, Field(strict=True)] = False


class Confirmation(BaseModel):
    """What a service brought."""

    service_id: str
    minutes: int
    credited_minutes: int
    points: int
    rule_version: str
    position: int


class Rejection(BaseModel):
    """A service that is not recognised."""

    service_id: str
    status: str = "rejected"
    position: int


class Revocation(BaseModel):
    """What a service brought and is taken back; the community bears what of it was spent.

    `points_refilled` is what other services of the day earn more, `points_repaid` what of it goes
    to the community for what it bore before.
    """

    service_id: str
    minutes: int
    points: int
    points_borne: int
    points_refilled: int
    points_repaid: int
    status: str = "revoked"
    position: int


class Refilled(BaseModel):
    """What other services of a revoked one's day earn more."""

    service_id: str
    credited_minutes: int
    points_refilled: int
    points_repaid: int
    position: int


class ServiceRow(BaseModel):
    """A service in a list. Staff see the volunteer's name."""

    service_id: str
    member_id: str
    name: str | None
    programme: str
    class_: str = Field(serialization_alias="class")
    status: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    credited_minutes: int
    points: int
    entered_by: str
    decided_by: str | None
    reason: str | None


@router.post("", status_code=201)
async def enter(
    body: NewService, caller: Annotated[Caller, Depends(allowed(ENTER_SERVICE))]
) -> EnteredService:
    """Enter a service afterwards: honour only, until an audit releases it."""
    vault = caller.community.vault
    decision = BackfillService(
        member_id=body.member_id,
        programme=body.programme,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        place_text=await vault.keep_text(body.place),
        evidence_text=await vault.keep_text(body.evidence),
    )
    receipt, fact = await caller.record(decision, ServiceBackfilled, for_member=body.member_id)
    return EnteredService(
        service_id=fact.service_id, class_=fact.service_class, position=receipt.position
    )


@router.get("", dependencies=[Depends(fresh("services"))])
async def find(
    caller: Annotated[Caller, Depends(allowed(READ_SERVICES))],
    status: ServiceStatus | None = None,
    member_id: Id | None = None,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[ServiceRow]:
    """Services, the last entered first; volunteers see their own."""
    if member_id is not None or not caller.for_others:
        member_id = caller.acts_for(member_id)
    found = await services(
        caller.community.reader,
        status=status,
        member_id=member_id,
        among=caller.reach.among() if member_id is None else None,
        before=read_cursor(after, LAST)[0],
        limit=limit + 1,
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    return Page(items=await _worded(caller, rows), next=following)


async def _worded(caller: Caller, rows: list[ListedService]) -> list[ServiceRow]:
    vault = caller.community.vault
    people = await vault.people(row.member_id for row in rows)
    texts = await vault.texts(row.reason_text for row in rows)
    return [
        ServiceRow(
            service_id=row.service_id,
            member_id=row.member_id,
            name=people[row.member_id].name if row.member_id in people else None,
            programme=row.programme,
            class_=row.class_,
            status=row.status,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            minutes=row.minutes,
            credited_minutes=row.credited_minutes,
            points=row.points,
            entered_by=row.entered_by,
            decided_by=row.decided_by,
            reason=texts.get(row.reason_text or ""),
        )
        for row in rows
    ]


@router.post("/{service_id}/confirmation", status_code=201)
async def confirm(service_id: str, caller: Confirming, body: Knowing | None = None) -> Confirmation:
    """Confirm a service that waits."""
    known = body is not None and body.despite_dispute
    actor = caller.member_id
    decision = ConfirmService(service_id=service_id, actor_id=actor, despite_dispute=known)
    receipt, fact = await caller.record(decision, ServiceConfirmed)
    return Confirmation(
        service_id=fact.service_id,
        minutes=fact.minutes,
        credited_minutes=fact.credited_minutes,
        points=fact.points,
        rule_version=fact.rule_version,
        position=receipt.position,
    )


@router.post("/{service_id}/rejection", status_code=201)
async def reject(service_id: str, body: Reason, caller: Confirming) -> Rejection:
    """Reject a service that waits."""
    reason_text = await caller.community.vault.keep_text(body.reason)
    decision = RejectService(service_id=service_id, reason_text=reason_text)
    receipt, fact = await caller.record(decision, ServiceRejected)
    return Rejection(service_id=fact.service_id, position=receipt.position)


@router.post("/{service_id}/release", status_code=201)
async def release(service_id: str, caller: Auditing) -> Confirmation:
    """After an audit, let a confirmed backfilled service earn."""
    receipt, fact = await caller.record(
        ReleaseBackfill(service_id=service_id, actor_id=caller.member_id), BackfillReleased
    )
    return Confirmation(
        service_id=fact.service_id,
        minutes=0,
        credited_minutes=fact.credited_minutes,
        points=fact.points,
        rule_version=fact.rule_version,
        position=receipt.position,
    )


@router.post("/{service_id}/revocation", status_code=201)
async def revoke(service_id: str, body: Reason, caller: Auditing) -> Revocation:
    """Take back a service that was confirmed by mistake."""
    reason_text = await caller.community.vault.keep_text(body.reason)
    decision = RevokeService(service_id=service_id, reason_text=reason_text)
    receipt, fact = await caller.record(decision, ServiceRevoked)
    return Revocation(
        service_id=fact.service_id,
        minutes=fact.minutes,
        points=fact.points,
        points_borne=fact.points_borne,
        points_refilled=fact.refilled_points,
        points_repaid=fact.points_repaid,
        position=receipt.position,
    )


@router.post("/{service_id}/refill", status_code=201)
async def refill(service_id: str, caller: Auditing) -> Refilled:
    """Credit to other services what the revocation of this one left room for on its day."""
    receipt, fact = await caller.record(RefillDay(service_id=service_id), HoursRefilled)
    return Refilled(
        service_id=fact.service_id,
        credited_minutes=sum(it.credited_minutes for it in fact.refills),
        points_refilled=fact.refilled_points,
        points_repaid=fact.points_repaid,
        position=receipt.position,
    )


CAPABILITY: Final = Capability(
    name="service",
    model=(hours, paid_help, refilling, service, service_audit, service_import, service_record),
    projections=(Services, Rankings),
    router=router,
    pages=("desk.service.confirming", "desk.service.backfill", "ledger.service.audits"),
    places=(
        Place(menu="desk", rank=20, path="/desk/confirm", words="批量确认"),
        Place(menu="desk", rank=30, path="/desk/backfill", words="补录"),
    ),
    workbook=WORKBOOK,
)
