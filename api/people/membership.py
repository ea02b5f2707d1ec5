"""Members: enrolling, finding, balances, statements, and what they may do."""

from datetime import date, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from api.capability import Capability, Place
from api.people.membership_workbook import WORKBOOK
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Day, IdNumber, Name, Phone, Word
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.workbooks.identity_number import read_identity_paper
from domain.ledger.refusal import Refusal
from domain.people import membership
from domain.people.membership import (
    EnrolMember,
    MemberEnrolled,
    MemberKind,
    UnknownMember,
)
from domain.people.vault import Person, Sex, mask_name
from projections.people.balances import Balances, member_balance
from projections.people.members import ListedMember, Members, members, members_by_id
from projections.people.nodes import names_meant, network_of
from projections.people.statements import LAST, Cursor, Statements, member_statement

STAFF: Final = ("coordinator", "supervisor")
ENROL: Final = Act("member.enrol", "登记成员", by=("coordinator", "admin"), in_node=True)
"""Administrators too: they enrol the first people of an office, who then get their roles."""
FIND: Final = Act("member.find", "查找成员", by=(*STAFF, "cashier"), in_node=True)
READ_NAMES: Final = Act("member.names", "查找成员时看到全名", by=STAFF, in_node=True)
LOOK_AFTER: Final = Act("member.look_after", "在服务台照看成员", by=("coordinator",), in_node=True)
READ_BALANCE: Final = Act(
    "balance.read", "看余额", by=(*STAFF, "cashier"), own=SIGNED_IN, in_node=True, helper="see"
)
READ_STATEMENT: Final = Act(
    "statement.read", "看存折", by=STAFF, own=SIGNED_IN, in_node=True, helper="see"
)
READ_ACCOUNTS: Final = Act("account.read", "在总账里看成员的积分从何而来", by=("supervisor",))

router = APIRouter(prefix="/api/members", tags=["members"])


class NewMember(Body):
    """A person who becomes a member. Sex and birthday are read from the ID number if given."""

    name: Name
    phone: Phone | None = None
    id_number: IdNumber | None = None
    sex: Sex | None = None
    birth_date: Day | None = None
    grid: Word | None = None
    building: Word | None = None
    team: Word | None = None
    kind: Literal["volunteer", "assisted"]


class Enrolled(BaseModel):
    """The new member; `resembles` are members of the same name and phone, if there are any."""

    member_id: str
    volunteer_number: str
    position: int
    resembles: list[str] | None = None


class MemberRow(BaseModel):
    """A member in a list; to cashiers the name is masked."""

    member_id: str
    volunteer_number: str
    name: str | None
    phone_last4: str | None
    team: str | None
    grid: str | None
    kind: str


class Balance(BaseModel):
    """Whole points, minutes of time credit, minutes of service."""

    member_id: str
    points: int
    time_credit_minutes: int
    service_minutes: int
    position: int


class Line(BaseModel):
    """A line of a statement."""

    position: int
    happened_at: datetime
    recorded_at: datetime
    type: str
    unit: str
    amount: int
    balance_after: int
    why: str


@router.post("", status_code=201, response_model_exclude_none=True)
async def enrol(body: NewMember, caller: Annotated[Caller, Depends(allowed(ENROL))]) -> Enrolled:
    """Enrol a person."""
    vault = caller.community.vault
    caller.reach.require_grid(body.grid)
    kept = await vault.keep(caller.new_id, person_of(body))
    caller.reach.require_grid(body.grid, kept.member_id)
    decision = EnrolMember(member_id=kept.member_id, kind=body.kind, team=body.team, grid=body.grid)
    try:
        receipt, fact = await caller.record(decision, MemberEnrolled, for_member=kept.member_id)
    except (Refusal, RequestValidationError):
        await vault.let_go(kept)
        raise
    return Enrolled(
        member_id=fact.member_id,
        volunteer_number=fact.volunteer_number,
        position=receipt.position,
        resembles=await resembling(caller, body) or None,
    )


async def resembling(caller: Caller, body: NewMember) -> list[str]:
    """Members who might be the same person as this request is about: of one name and phone."""
    if not body.phone:
        return []
    found = await caller.community.vault.with_name_and_phone(body.name, body.phone)
    known = await members_by_id(caller.community.reader, found)
    there = [it for it in found if it != caller.new_id and it in known and not known[it].has_left]
    return caller.reach.among(there) or []


def person_of(body: NewMember) -> Person:
    """What the vault keeps of somebody who is enrolled."""
    birth_date: date | None = body.birth_date
    sex: Sex | None = body.sex
    if body.id_number:
        identity = read_identity_paper(body.id_number)
        birth_date, sex = identity.birth_date or birth_date, identity.sex or sex
    return Person(
        name=body.name,
        phone=body.phone,
        id_number=body.id_number,
        sex=sex,
        birth_date=birth_date,
        building=body.building,
    )


@router.get("", dependencies=[Depends(fresh("members", "nodes"))])
async def find(
    caller: Annotated[Caller, Depends(allowed(FIND))],
    query: Annotated[Name | None, Query(description="Name, pinyin initials, phone.")] = None,
    kind: MemberKind | None = None,
    team: Word | None = None,
    grid: Word | None = None,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[MemberRow]:
    """Members, by part of the name, pinyin initials or the phone's last four digits."""
    community = caller.community
    found = await members(
        community.reader,
        kind=kind,
        team=team,
        grids=await names_meant(community.reader, grid, caller.today),
        among=caller.reach.among(await community.vault.search(query) if query else None),
        today=caller.today,
        after=read_cursor(after, 0)[0],
        limit=limit + 1,
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    return Page(items=await _named(caller, rows), next=following)


async def _named(caller: Caller, rows: list[ListedMember]) -> list[MemberRow]:
    people = await caller.community.vault.people(row.member_id for row in rows)
    in_full = caller.may(READ_NAMES)
    network = await network_of(caller.community.reader)
    named = []
    for row in rows:
        person = people.get(row.member_id)
        name = person.name if person else None
        named.append(
            MemberRow(
                member_id=row.member_id,
                volunteer_number=row.volunteer_number,
                name=name if in_full or name is None else mask_name(name),
                phone_last4=person.phone_last4 if person else None,
                team=row.team,
                grid=network.called(row.grid, caller.today),
                kind=row.kind,
            )
        )
    return named


async def _require_known(caller: Caller, member_id: str) -> None:
    if not await members_by_id(caller.community.reader, [member_id]):
        raise UnknownMember


@router.get("/{member_id}/balance", dependencies=[Depends(fresh("balances", "members"))])
async def balance(
    member_id: str, caller: Annotated[Caller, Depends(allowed(READ_BALANCE))]
) -> Balance:
    """What a member holds, as of a position of the log."""
    caller.acts_for(member_id)
    await _require_known(caller, member_id)
    reader = caller.community.reader
    position = await reader.position("balances")
    held = await member_balance(reader, member_id)
    return Balance(member_id=member_id, position=position, **held._asdict())


@router.get("/{member_id}/statement", dependencies=[Depends(fresh("statements", "members"))])
async def statement(
    member_id: str,
    caller: Annotated[Caller, Depends(allowed(READ_STATEMENT))],
    unit: Literal["points", "credit", "minutes"] | None = None,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[Line]:
    """What happened on a member's account, newest first, each line with its reason."""
    caller.acts_for(member_id)
    await _require_known(caller, member_id)
    found = await member_statement(
        caller.community.reader,
        member_id,
        caller.language,
        unit=unit,
        after=Cursor(*read_cursor(after, LAST, 0)),
        limit=limit + 1,
    )
    rows, following = page(found, limit, lambda row: (row.position, row.line))
    return Page(items=[Line(**row._asdict()) for row in rows], next=following)


CAPABILITY: Final = Capability(
    name="membership",
    model=(membership,),
    projections=(Members, Balances, Statements),
    router=router,
    pages=(
        "volunteer.points",
        "volunteer.more",
        "volunteer.people.passbook",
        "desk.people.members",
        "desk.people.member",
        "ledger.people.members",
    ),
    places=(
        Place(menu="site", rank=10, path="/me", words="我的积分", stands_alone=True),
        Place(menu="site", rank=20, path="/me/passbook", words="存折"),
        Place(menu="site", rank=45, path="/me/more", words="更多"),
        Place(menu="bar", rank=10, path="/me", words="我的积分", sign="points", stands_alone=True),
        Place(menu="bar", rank=40, path="/me/more", words="更多", sign="more"),
        Place(menu="more", rank=10, path="/me/passbook", words="存折"),
        Place(menu="desk", rank=40, path="/desk/members", words="花名册"),
        Place(menu="ledger", rank=50, path="/ledger/members", words="成员"),
        Place(menu="till", rank=90, path="/me", words="我的积分"),
    ),
    workbook=WORKBOOK,
)
