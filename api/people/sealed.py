"""Sealed texts: who may have which kind opened, decided here, and the list of who had."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Text
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.serving.problems import Problem
from domain.ledger.decision import Decision, Receipt
from domain.ledger.refusal import Refusal
from domain.people import sealed
from domain.people.membership import UnknownMember
from domain.people.sealed import SealedKind, SealedRead
from projections.people.members import members_by_id
from projections.people.sealed_readings import (
    LAST,
    SealedReading,
    SealedReadings,
    sealed_readings,
    sealed_readings_of,
)

READ_CAUSE: Final = Act("sealed.read_cause", "查看困难原因", by=("coordinator",), in_node=True)
SEE_READINGS: Final = Act(
    "sealed.see_readings", "看谁查看过保密资料", by=("supervisor",), own=SIGNED_IN
)

OPENED_BY: Final[Mapping[SealedKind, Act]] = {"pairing_cause": READ_CAUSE}
"""What one has to be let do to have a text of each kind opened."""

router = APIRouter(prefix="/api", tags=["sealed texts"])


class ReadAnotherDay(Refusal, code="read_another_day"):
    """What is read on another day is another reading."""

    zh = "这是前些天的一次查看。请回到这一页重新点“查看”，今天的查看也会记下来。"
    en = "That was a reading of another day: ask anew, so that today's is recorded too."


class WhyRead(Body):
    """What it is needed for, if somebody wants to say."""

    why: Text | None = None


class ReadingRow(BaseModel):
    """That a sealed text was opened; `about` is the thing, by its tag."""

    position: int
    kind: SealedKind
    about: str
    member_id: str | None
    member_name: str | None
    read_by: str
    read_by_name: str | None
    read_at: datetime
    why: str | None


async def record_reading(caller: Caller, kind: SealedKind, decision: Decision) -> Receipt:
    """Have it recorded that the caller reads a sealed text: what is to be shown comes after it.

    The same request again is the same reading for the rest of its day. Raises Problem, the
    Refusal, ReadAnotherDay.
    """
    if not caller.may(OPENED_BY[kind], for_others=True):
        raise Problem(403, "not_permitted")
    receipt, reading = await caller.record(decision, SealedRead)
    if reading.kind != kind:
        raise TypeError(f"{decision!r} opens what is {reading.kind}, not {kind}")
    read_at = receipt.recorded.envelope.recorded_at
    if read_at.astimezone(caller.community.zone).date() != caller.today:
        raise ReadAnotherDay
    return receipt


@router.get("/sealed-readings", dependencies=[Depends(fresh("sealed_readings"))])
async def readings(
    caller: Annotated[Caller, Depends(allowed(SEE_READINGS, for_others=True))],
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[ReadingRow]:
    """Who had which sealed text opened, the last reading first; never what it says."""
    before = read_cursor(after, LAST)[0]
    found = await sealed_readings(caller.community.reader, before=before, limit=limit + 1)
    return await _page(caller, found, limit)


@router.get(
    "/members/{member_id}/sealed-readings",
    dependencies=[Depends(fresh("sealed_readings", "members"))],
)
async def readings_of(
    member_id: str,
    caller: Annotated[Caller, Depends(allowed(SEE_READINGS))],
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[ReadingRow]:
    """Who had something opened that is about a member: for them, and for supervisors."""
    concerned, reader = caller.acts_for(member_id), caller.community.reader
    if not await members_by_id(reader, [concerned]):
        raise UnknownMember
    before = read_cursor(after, LAST)[0]
    found = await sealed_readings_of(reader, concerned, before=before, limit=limit + 1)
    return await _page(caller, found, limit)


async def _page(caller: Caller, found: list[SealedReading], limit: int) -> Page[ReadingRow]:
    rows, following = page(found, limit, lambda row: (row.position,))
    return Page(items=await reading_rows(caller, rows), next=following)


async def reading_rows(caller: Caller, found: list[SealedReading]) -> list[ReadingRow]:
    """Readings with the names of who read and of whom it is about."""
    vault = caller.community.vault
    named = {who for it in found for who in (it.member_id, it.read_by) if who}
    names = {member_id: it.name for member_id, it in (await vault.people(named)).items()}
    texts = await vault.texts(it.why_text for it in found)
    return [
        ReadingRow(
            position=it.position,
            kind=it.kind,
            about=it.about,
            member_id=it.member_id,
            member_name=names.get(it.member_id or ""),
            read_by=it.read_by,
            read_by_name=names.get(it.read_by),
            read_at=it.read_at,
            why=texts.get(it.why_text or ""),
        )
        for it in found
    ]


CAPABILITY: Final = Capability(
    name="sealed",
    model=(sealed,),
    projections=(SealedReadings,),
    router=router,
    pages=("ledger.people.sealed", "volunteer.people.sealed"),
    places=(
        Place(menu="more", rank=62, path="/me/readings", words="谁看过我的保密资料"),
        Place(menu="ledger", rank=58, path="/ledger/readings", words="保密资料查看记录"),
    ),
)
