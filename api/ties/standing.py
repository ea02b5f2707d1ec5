"""Standing: what members were shown to be, who looked, and until when it holds."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from api.capability import Capability, Place
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Day, Text, Word
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from api.serving.problems import Problem
from domain.people.membership import UnknownMember
from domain.ties import granting, standing
from domain.ties.granting import ConfirmStanding, EndStanding, GrantStanding
from domain.ties.standing import (
    Ending,
    Evidence,
    StandingConfirmed,
    StandingEnded,
    StandingGranted,
    Way,
)
from domain.ties.standing_kinds import is_confidential, kind_named
from projections.people.members import members_by_id
from projections.ties.standings import Paper, StandingsHeld, ending, holders, standings_of

GRANT: Final = Act("standing.grant", "登记资格", by=("coordinator",), in_node=True)
CHECK: Final = Act("standing.check", "核对和注销资格", by=("coordinator",), in_node=True)
SEE: Final = Act(
    "standing.see",
    "看成员的资格",
    by=("coordinator", "supervisor", "cashier", "admin"),
    own=SIGNED_IN,
    in_node=True,
)
SEE_HOLDERS: Final = Act(
    "standing.see_holders",
    "看谁有某种资格、哪些快到期",
    by=("coordinator", "supervisor"),
    in_node=True,
)
SEE_HARDSHIP: Final = Act("hardship.see", "看困难家庭类别", by=("coordinator",))

SOON_DAYS: Final = 60
"""What ends within so many days is told of, and what ended within as many."""
DAYS_MAX: Final = 3_660

router = APIRouter(prefix="/api", tags=["standings"])


class NewStanding(Body):
    """What somebody was shown to be; `paper` says by which paper and stays in the vault."""

    kind: Word
    from_day: Day
    until_day: Day | None = None
    evidence: Evidence
    paper: Text | None = None


class Granted(BaseModel):
    """The standing, until the end of its last day; none where only somebody ends it."""

    member_id: str
    kind: str
    from_day: date
    until_day: date | None
    evidence: str
    position: int


class NewCheck(Body):
    """When somebody looked, and how."""

    seen_on: Day
    by_way: Way


class Checked(BaseModel):
    """The look."""

    member_id: str
    kind: str
    seen_on: date
    position: int


class NewEnding(Body):
    """From which day on it is so no more, and why."""

    on: Day
    why: Ending


class EndedStanding(BaseModel):
    """The end."""

    member_id: str
    kind: str
    on: date
    position: int


class StandingRow(BaseModel):
    """A standing, what it is called, and whether it holds today; `paper` is for who may grant."""

    kind: str
    called: str
    from_day: date
    until_day: date | None
    evidence: str
    checked_on: date | None
    holds: bool
    paper: str | None


class HolderRow(BaseModel):
    """Who holds a standing."""

    member_id: str
    name: str | None
    kind: str
    called: str
    from_day: date
    until_day: date | None
    evidence: str
    checked_on: date | None


def shown_to(caller: Caller, papers: list[Paper]) -> list[Paper]:
    """Those that the caller may see."""
    if caller.may(SEE_HARDSHIP, for_others=True):
        return papers
    return [it for it in papers if not is_confidential(it.kind)]


def require_seen(caller: Caller, kind: str) -> None:
    """See that the caller may know of a kind at all. Raises Problem."""
    if is_confidential(kind) and not caller.may(SEE_HARDSHIP, for_others=True):
        raise Problem(403, "not_permitted")


@router.post("/members/{member_id}/standings", status_code=201)
async def grant(
    member_id: str, body: NewStanding, caller: Annotated[Caller, Depends(allowed(GRANT))]
) -> Granted:
    """Note what a member was shown to be."""
    require_seen(caller, body.kind)
    decision = GrantStanding(
        member_id=member_id,
        kind=body.kind,
        from_day=body.from_day,
        until_day=body.until_day,
        evidence=body.evidence,
        evidence_text=await caller.community.vault.keep_text(body.paper),
    )
    receipt, fact = await caller.record(decision, StandingGranted, for_member=member_id)
    return Granted(
        member_id=fact.member_id,
        kind=fact.kind,
        from_day=fact.from_day,
        until_day=fact.until_day,
        evidence=fact.evidence,
        position=receipt.position,
    )


@router.get("/members/{member_id}/standings", dependencies=[Depends(fresh("standings", "members"))])
async def of_member(
    member_id: str,
    caller: Annotated[Caller, Depends(allowed(SEE))],
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[StandingRow]:
    """What a member was shown to be, also what has lapsed: what holds longest comes first."""
    caller.acts_for(member_id)
    community = caller.community
    seen = read_cursor(after, 0)[0]
    found = await standings_of(community.reader, member_id, after=seen, limit=limit + 1)
    if not found and member_id not in await members_by_id(community.reader, [member_id]):
        raise UnknownMember
    rows, following = page(found, limit, lambda _: (seen + limit,))
    papers = shown_to(caller, rows)
    texts = {}
    if caller.may(GRANT, for_others=True):
        texts = await community.vault.texts(it.evidence_text for it in papers)
    items = [
        StandingRow(
            kind=it.kind,
            called=kind_named(it.kind).said_in(caller.language),
            from_day=it.from_day,
            until_day=it.until_day,
            evidence=it.evidence,
            checked_on=it.checked_on,
            holds=it.holds_on(caller.today),
            paper=texts.get(it.evidence_text or ""),
        )
        for it in papers
    ]
    return Page(items=items, next=following)


@router.post("/members/{member_id}/standings/{kind}/checks", status_code=201)
async def check(
    member_id: str, kind: str, body: NewCheck, caller: Annotated[Caller, Depends(allowed(CHECK))]
) -> Checked:
    """Note that somebody looked and it was still so."""
    require_seen(caller, kind)
    decision = ConfirmStanding(
        member_id=member_id, kind=kind, seen_on=body.seen_on, by_way=body.by_way
    )
    receipt, fact = await caller.record(decision, StandingConfirmed, for_member=member_id)
    return Checked(
        member_id=fact.member_id, kind=fact.kind, seen_on=fact.seen_on, position=receipt.position
    )


@router.post("/members/{member_id}/standings/{kind}/ending", status_code=201)
async def end(
    member_id: str, kind: str, body: NewEnding, caller: Annotated[Caller, Depends(allowed(CHECK))]
) -> EndedStanding:
    """Note that it is so no more; who was only registered as a resident is forgotten then."""
    require_seen(caller, kind)
    decision = EndStanding(member_id=member_id, kind=kind, on=body.on, because=body.why)
    receipt, fact = await caller.record(decision, StandingEnded, for_member=member_id)
    if fact.forgotten:
        await caller.community.vault.erase(member_id)
    return EndedStanding(
        member_id=fact.member_id, kind=fact.kind, on=fact.on, position=receipt.position
    )


@router.get("/standings", dependencies=[Depends(fresh("standings"))])
async def find(
    caller: Annotated[Caller, Depends(allowed(SEE_HOLDERS))],
    kind: Word | None = None,
    within_days: Annotated[int, Query(ge=0, le=DAYS_MAX)] = SOON_DAYS,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[HolderRow]:
    """Who holds a kind today; without a kind, what ends within so many days, the soonest first."""
    community, first, seen = caller.community, caller.today, read_cursor(after, 0)[0]
    among = caller.reach.among()
    if kind is not None:
        found = await holders(
            community.reader, kind, first, among=among, after=seen, limit=limit + 1
        )
    else:
        found = await ending(
            community.reader,
            first,
            first + timedelta(days=within_days),
            confidential=caller.may(SEE_HARDSHIP, for_others=True),
            among=among,
            after=seen,
            limit=limit + 1,
        )
    rows, following = page(found, limit, lambda _: (seen + limit,))
    rows = shown_to(caller, rows)
    people = await community.vault.people(it.member_id for it in rows)
    items = [
        HolderRow(
            member_id=it.member_id,
            name=people[it.member_id].name if it.member_id in people else None,
            kind=it.kind,
            called=kind_named(it.kind).said_in(caller.language),
            from_day=it.from_day,
            until_day=it.until_day,
            evidence=it.evidence,
            checked_on=it.checked_on,
        )
        for it in rows
    ]
    return Page(items=items, next=following)


CAPABILITY: Final = Capability(
    name="standing",
    model=(standing, granting),
    projections=(StandingsHeld,),
    router=router,
    pages=("desk.ties.standings", "volunteer.ties.standings"),
    places=(
        Place(menu="more", rank=35, path="/me/standings", words="我的登记"),
        Place(menu="desk", rank=65, path="/desk/standings", words="资格"),
    ),
)
