"""The audit: every fact, who recorded it, what it moved, and whether the books sum to zero."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Moment, Tag, Word
from api.serving.paging import Page, PageAfter, PageSize, page, piece, read_cursor
from domain.ledger.fact import Recorded, shown
from domain.ledger.refusal import Refusal
from domain.model import tags_of_id
from projections.ledger.audit_trail import (
    AuditTrail,
    Between,
    audit_fact,
    audit_page,
    related_facts,
)
from projections.people.balances import trial_balance
from projections.people.members import held_roles
from projections.people.statements import LAST

router = APIRouter(prefix="/api/audit", tags=["audit"])

READ_BOOKS: Final = Act("audit.read", "查账", by=("supervisor",))
SEE_LEDGER: Final = Act("audit.see", "看总账的总览", by=("supervisor", "admin"))
STOP_UPKEEP: Final = Act("upkeep.stop", "停下备份和重建报表", by=("admin",))

Reader = Annotated[Caller, Depends(allowed(READ_BOOKS))]

"""The things that a plain id in `about` may stand for; `kind:id` names one of them."""


class UnknownFact(Refusal, code="unknown_fact"):
    """Nothing is recorded at this position."""

    zh = "这个位置没有记录。"
    en = "Nothing is recorded at this position."


class BytesSealed(Refusal, code="bytes_sealed"):
    """Old facts tell what is confidential nowadays."""

    zh = "这一条的原样字节里有保密内容，不能下载；账页上的其他内容照常可查。"
    en = "The bytes of this fact hold something confidential; all else is on its page."


class PostingRow(BaseModel):
    """So much of a unit into (> 0) or out of an account."""

    account: str
    unit: str
    amount: int


class FactRow(BaseModel):
    """A fact in the audit trail."""

    position: int
    fact_id: str
    type: str
    happened_at: datetime
    recorded_at: datetime
    actor: str
    on_behalf_of: str | None
    cause: str | None
    mends: str | None
    tags: list[str]
    data: dict[str, Any]
    postings: list[PostingRow]


class FactInFull(FactRow):
    """A fact with the positions of what caused it, what it led to, what mended it."""

    caused_by_position: int | None
    mends_position: int | None
    mended_by_positions: list[int]
    led_to_positions: list[int]


class UnitSum(BaseModel):
    """How many accounts hold a unit, and their sum: 0."""

    accounts: int
    sum: int


class TrialBalance(BaseModel):
    """All units, as of a position."""

    position: int
    units: dict[str, UnitSum]


class RoleRow(BaseModel):
    """Who may act in which role, and who gave it to them at which position."""

    member_id: str
    role: str
    granted_by: str
    position: int


def _fields(recorded: Recorded) -> dict[str, Any]:
    envelope = recorded.envelope
    return {
        "position": recorded.position,
        "fact_id": envelope.id,
        "type": envelope.type,
        "happened_at": envelope.happened_at,
        "recorded_at": envelope.recorded_at,
        "actor": envelope.actor,
        "on_behalf_of": envelope.on_behalf_of,
        "cause": envelope.cause,
        "mends": envelope.mends,
        "tags": list(envelope.tags),
        "data": shown(recorded.fact, envelope.data),
        "postings": [PostingRow(**it._asdict()) for it in recorded.fact.postings()],
    }


@router.get("/facts", dependencies=[Depends(fresh("audit_trail"))])
async def facts(
    caller: Reader,
    about: Annotated[Tag | None, Query(description="An id, or kind:id.")] = None,
    type: Word | None = None,
    actor: Word | None = None,
    since: Moment | None = None,
    until: Moment | None = None,
    happened_since: Moment | None = None,
    happened_until: Moment | None = None,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[FactRow]:
    """The audit trail, newest first.

    `since` and `until` are about the recording, the other two about when it happened.
    """
    tags = None
    if about is not None:
        tags = [about] if ":" in about else tags_of_id(about)
    found = await audit_page(
        caller.community.reader,
        about=tags,
        type=type,
        actor=actor,
        recorded=Between(since, until),
        happened=Between(happened_since, happened_until),
        before=read_cursor(after, LAST)[0],
        limit=limit + 1,
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    return Page(items=[FactRow(**_fields(row)) for row in rows], next=following)


@router.get("/facts/{position}", dependencies=[Depends(fresh("audit_trail"))])
async def fact(position: int, caller: Reader) -> FactInFull:
    """One fact, with what belongs to it."""
    reader = caller.community.reader
    recorded = await audit_fact(reader, position) if 0 < position < LAST else None
    if recorded is None:
        raise UnknownFact
    related = await related_facts(reader, recorded)
    return FactInFull(
        **_fields(recorded),
        caused_by_position=related.cause,
        mends_position=related.mends,
        mended_by_positions=related.mended_by,
        led_to_positions=related.led_to,
    )


@router.get("/trial-balance", dependencies=[Depends(fresh("balances"))])
async def trial(caller: Reader) -> TrialBalance:
    """The sum of each unit over all accounts: 0 while the books are in order."""
    reader = caller.community.reader
    position = await reader.position("balances")
    units = {unit: UnitSum(**it._asdict()) for unit, it in (await trial_balance(reader)).items()}
    return TrialBalance(position=position, units=units)


@router.get("/roles", dependencies=[Depends(fresh("members"))])
async def roles(caller: Reader, limit: PageSize = 50, after: PageAfter = None) -> Page[RoleRow]:
    """Who may do what, and who gave it to them."""
    rows, following = piece(await held_roles(caller.community.reader), after, limit)
    return Page(items=[RoleRow(**row._asdict()) for row in rows], next=following)


CAPABILITY: Final = Capability(
    name="audit",
    projections=(AuditTrail,),
    router=router,
    pages=(
        "ledger.overview",
        "ledger.facts",
        "ledger.export",
        "ledger.anomalies",
        "ledger.upkeep",
    ),
    places=(
        Place(menu="site", rank=70, path="/ledger", words="总账", is_workplace=True),
        Place(menu="ledger", rank=10, path="/ledger", words="总账", stands_alone=True),
        Place(menu="ledger", rank=20, path="/ledger/facts", words="账本"),
        Place(menu="ledger", rank=70, path="/ledger/anomalies", words="异常"),
    ),
)
