"""Register: who lives here, when somebody last looked, and whom to look up again."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import Act
from api.serving.access import Caller, allowed, fresh
from api.serving.composition import Community
from api.serving.fields import Body, Day, Id, IdNumber, Name, Phone, Word
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.ties.register_figures import RegisterFigures, register_figures
from api.ties.register_workbook import WORKBOOK
from api.workbooks.identity_number import read_identity_paper
from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.people.network.dwellings import Dwellings
from domain.people.network.standing import UnknownNode
from domain.people.vault import Person
from domain.ties import register as model
from domain.ties.register import RegisterResident
from domain.ties.register import Residence as ResidenceKind
from domain.ties.standing import Evidence
from domain.ties.standing_kinds import RESIDENT, kind_named
from projections.people.nodes import names_meant, nodes
from projections.ties.register import Register, Resident, residents

REGISTER: Final = Act("resident.register", "登记居民", by=("coordinator",), in_node=True)
SEE: Final = Act("register.see", "看居民底册", by=("coordinator",), in_node=True)
COUNT: Final = Act(
    "register.count", "看居民底册的核对情况", by=("coordinator", "supervisor", "admin")
)

router = APIRouter(prefix="/api/register", tags=["register"])


class NewResident(Body):
    """Somebody who lives here and need not be a member; since `from_day`, seen on `checked_on`."""

    name: Name
    phone: Phone | None = None
    id_number: IdNumber | None = None
    grid: Word | None = None
    building: Word | None = None
    residence: ResidenceKind
    from_day: Day | None = None
    checked_on: Day | None = None
    evidence: Evidence = "seen"


class RegisteredResident(BaseModel):
    """The entry: of a person who is known by their ID number, under that person's id."""

    member_id: str
    kind: str
    checked_on: date
    position: int


class ResidentRow(BaseModel):
    """Somebody who lives here; the name is null when the vault no longer has it."""

    member_id: str
    name: str | None
    kind: str
    called: str
    grid: str | None
    building: str | None
    is_member: bool
    from_day: date
    checked_on: date | None
    stale: bool


class Living(NamedTuple):
    """A resident as the vault knows them."""

    resident: Resident
    name: str | None
    building: str | None
    phone_last4: str | None


async def living(community: Community, found: Iterable[Resident]) -> list[Living]:
    """These residents with their names."""
    rows = list(found)
    people = await community.vault.people(it.member_id for it in rows)
    known = [(it, people.get(it.member_id)) for it in rows]
    return [
        Living(
            it,
            person.name if person else None,
            person.building if person else None,
            person.phone_last4 if person else None,
        )
        for it, person in known
    ]


async def place_of(community: Community, node_id: str) -> tuple[str | None, str | None]:
    """The grid and the building that a node is. Raises UnknownNode."""
    known = {it.node_id: it for it in await nodes(community.reader)}
    if node_id not in known:
        raise UnknownNode
    node = known[node_id]
    if node.level == "grid":
        return node.label, None
    return known[node.parent].label if node.parent in known else None, node.label


async def reached_in(caller: Caller, building: str | None) -> list[str] | None:
    """The ids of those in a building whom a caller reaches; without one, of all; None: no bound."""
    if building is None:
        return caller.reach.among()
    return caller.reach.among(await Dwellings(caller.community.reader).living_in(building))


@router.post("", status_code=201)
async def register(
    body: NewResident, caller: Annotated[Caller, Depends(allowed(REGISTER))]
) -> RegisteredResident:
    """Register somebody who lives here; of who is registered already, note the look."""
    vault = caller.community.vault
    birth_date, sex = None, None
    if body.id_number:
        identity = read_identity_paper(body.id_number)
        birth_date, sex = identity.birth_date, identity.sex
    person = Person(
        name=body.name,
        phone=body.phone,
        id_number=body.id_number,
        sex=sex,
        birth_date=birth_date,
        building=body.building,
    )
    caller.reach.require_grid(body.grid, caller.new_id)
    kept = await vault.keep(caller.new_id, person)
    decision = RegisterResident(
        member_id=kept.member_id,
        residence=body.residence,
        checked_on=body.checked_on or caller.today,
        evidence=body.evidence,
        grid=body.grid,
        from_day=body.from_day,
    )
    try:
        receipt, _ = await caller.record(decision, Fact, for_member=kept.member_id)
    except (Refusal, RequestValidationError):
        await vault.let_go(kept)
        raise
    return RegisteredResident(
        member_id=kept.member_id,
        kind=f"{RESIDENT}:{body.residence}",
        checked_on=decision.checked_on,
        position=receipt.position,
    )


@router.get("", dependencies=[Depends(fresh("register", "standings", "members"))])
async def find(
    caller: Annotated[Caller, Depends(allowed(SEE))],
    stale: bool | None = None,
    node: Id | None = None,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[ResidentRow]:
    """Who lives here, or in a grid or building: who was not looked up for longest comes first."""
    community = caller.community
    grid, building = await place_of(community, node) if node else (None, None)
    seen = read_cursor(after, 0)[0]
    found = await residents(
        community.reader,
        caller.today,
        grids=await names_meant(community.reader, grid, caller.today),
        among=await reached_in(caller, building),
        stale=stale,
        after=seen,
        limit=limit + 1,
    )
    rows, following = page(found, limit, lambda _: (seen + limit,))
    items = [
        ResidentRow(
            member_id=it.resident.member_id,
            name=it.name,
            kind=it.resident.kind,
            called=kind_named(it.resident.kind).said_in(caller.language),
            grid=it.resident.grid,
            building=it.building,
            is_member=it.resident.member_kind is not None,
            from_day=it.resident.from_day,
            checked_on=it.resident.checked_on,
            stale=it.resident.is_stale,
        )
        for it in await living(community, rows)
    ]
    return Page(items=items, next=following)


@router.get("/figures", dependencies=[Depends(fresh("register", "standings", "members"))])
async def figures(caller: Annotated[Caller, Depends(allowed(COUNT))]) -> RegisterFigures:
    """How many live in each grid, and how old the looks are; nobody is named."""
    return await register_figures(caller.community, caller.today)


CAPABILITY: Final = Capability(
    name="register",
    model=(model,),
    projections=(Register,),
    router=router,
    pages=("desk.ties.register", "desk.ties.walking_list", "ledger.ties.register"),
    workbook=WORKBOOK,
    places=(
        Place(menu="desk", rank=66, path="/desk/register", words="居民底册"),
        Place(menu="ledger", rank=55, path="/ledger/register", words="底册核对情况"),
    ),
)
