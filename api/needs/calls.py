"""Calls: who looks in on old people who live alone, how often, and which call was missed."""

from datetime import date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability, Place
from api.needs.calls_workbook import WORKBOOK
from api.policy.act import SIGNED_IN, Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Day, Id, Text
from api.serving.own_facts import see_own_facts
from api.serving.paging import Page, PageAfter, PageSize, page, read_cursor
from domain.needs import calls
from domain.needs.calls import (
    AgreeCalls,
    CallHow,
    CallMade,
    CallOutcome,
    CallsAgreed,
    CallsEnded,
    EndCalls,
    Rhythm,
    TellOfCall,
)
from projections.needs.call_board import (
    CallBoard,
    CallEntry,
    FollowUp,
    SoughtCalls,
    call_board,
)
from projections.needs.calls_kept import Within, calls_kept

AGREE: Final = Act("calls.agree", "约定探访", by=("coordinator",), in_node=True)
SEE: Final = Act(
    "calls.see", "看探访", by=("coordinator", "supervisor"), own=SIGNED_IN, in_node=True
)
CALL: Final = Act("calls.make", "登记探访", by=("coordinator",), own=SIGNED_IN, in_node=True)
END: Final = Act("calls.end", "结束探访约定", by=("coordinator",), in_node=True)
WATCH: Final = Act("calls.watch", "核查探访", by=("supervisor",))

router = APIRouter(prefix="/api/calls", tags=["calls"])

MONTHS_SHOWN: Final = 12


class NewCalls(Body):
    """Who is called on, by whom and how often: a class, and no reason."""

    member_id: Id
    caller_id: Id
    rhythm: Rhythm
    starts_on: Day


class Agreed(BaseModel):
    """The promise to call."""

    calls_id: str
    position: int


class NewCall(Body):
    """A call that was made, or tried."""

    on: Day
    how: CallHow
    outcome: CallOutcome


class Called(BaseModel):
    """The call."""

    calls_id: str
    on: date
    position: int


class EndingCalls(Body):
    """Why nobody calls any more."""

    reason: Text


class EndedCalls(BaseModel):
    """A promise that is over."""

    calls_id: str
    position: int


class CallRow(BaseModel):
    """A promise to call, when the next call is due, and whether it was missed."""

    calls_id: str
    member_id: str
    member_name: str | None
    caller_id: str
    caller_name: str | None
    rhythm: Rhythm
    starts_on: date
    called_on: date | None
    tried_on: date | None
    last_how: CallHow | None
    last_outcome: CallOutcome | None
    ended_at: datetime | None
    next_due: date
    is_missed: bool
    follow_up: FollowUp | None


class CallShare(BaseModel):
    """Of the calls of a class that were due in a month, how many were made."""

    month: date
    rhythm: Rhythm
    due: int
    made: int


class CallFigures(BaseModel):
    """The last twelve months, the latest first."""

    months: list[CallShare]


@router.post("", status_code=201)
async def agree(body: NewCalls, caller: Annotated[Caller, Depends(allowed(AGREE))]) -> Agreed:
    """Agree on who calls on somebody, and how often."""
    decision = AgreeCalls(
        assisted_id=body.member_id,
        caller_id=body.caller_id,
        rhythm=body.rhythm,
        starts_on=body.starts_on,
    )
    receipt, fact = await caller.record(decision, CallsAgreed, for_member=body.member_id)
    return Agreed(calls_id=fact.calls_id, position=receipt.position)


@router.get("", dependencies=[Depends(fresh("call_board", "pairing_board"))])
async def board(
    caller: Annotated[Caller, Depends(allowed(SEE))],
    active: bool | None = None,
    missed: bool | None = None,
    waits: bool | None = None,
    due_by: Day | None = None,
    limit: PageSize = 50,
    after: PageAfter = None,
) -> Page[CallRow]:
    """Who is called on; who is neither the desk nor a supervisor sees whom they call on."""
    community = caller.community
    found = await call_board(
        community.reader,
        caller.today,
        community.zone,
        SoughtCalls(
            caller_id=None if caller.for_others else caller.member_id,
            among=caller.reach.among() if caller.for_others else None,
            active=active,
            missed=missed,
            waits=waits,
            due_by=due_by,
        ),
        after=read_cursor(after, 0)[0],
        limit=limit + 1,
    )
    rows, following = page(found, limit, lambda row: (row.position,))
    people = await community.vault.people(
        member_id for row in rows for member_id in (row.member_id, row.caller_id)
    )
    names = {member_id: person.name for member_id, person in people.items()}
    return Page(
        items=[
            CallRow(
                **{it: value for it, value in row._asdict().items() if it != "position"},
                member_name=names.get(row.member_id),
                caller_name=names.get(row.caller_id),
            )
            for row in rows
        ],
        next=following,
    )


@router.get("/figures", dependencies=[Depends(fresh("call_board", "pairing_board"))])
async def figures(caller: Annotated[Caller, Depends(allowed(WATCH))]) -> CallFigures:
    """Of the calls that were due, how many were made, by month and class."""
    community, today = caller.community, caller.today
    found = await calls_kept(community.reader, today, community.zone, last_months(today))
    return CallFigures(months=[CallShare(**it._asdict()) for it in found])


def last_months(today: date) -> Within:
    """The last twelve months, this one included."""
    number = today.year * 12 + today.month - MONTHS_SHOWN
    return Within(date(number // 12, number % 12 + 1, 1), today)


async def one_calls(caller: Caller, calls_id: str) -> CallEntry | None:
    """A promise to call as this process knows it by now."""
    community = caller.community
    await see_own_facts(community, "call_board")
    found = await call_board(
        community.reader, caller.today, community.zone, SoughtCalls(calls_id=calls_id), limit=1
    )
    return found[0] if found else None


@router.post("/{calls_id}/calls", status_code=201)
async def call(
    calls_id: str, body: NewCall, caller: Annotated[Caller, Depends(allowed(CALL))]
) -> Called:
    """Tell of a call: who promised it, or the desk for them."""
    known = await one_calls(caller, calls_id)
    decision = TellOfCall(
        calls_id=calls_id,
        on=body.on,
        how=body.how,
        outcome=body.outcome,
        by_office=caller.for_others,
    )
    receipt, fact = await caller.record(
        decision, CallMade, for_member=known.caller_id if known else None
    )
    return Called(calls_id=calls_id, on=fact.on, position=receipt.position)


@router.post("/{calls_id}/end", status_code=201)
async def end(
    calls_id: str, body: EndingCalls, caller: Annotated[Caller, Depends(allowed(END))]
) -> EndedCalls:
    """End a promise, with the reason."""
    reason_text = await caller.community.vault.keep_text(body.reason)
    decision = EndCalls(calls_id=calls_id, reason_text=reason_text)
    receipt, _ = await caller.record(decision, CallsEnded)
    return EndedCalls(calls_id=calls_id, position=receipt.position)


CAPABILITY: Final = Capability(
    name="calls",
    model=(calls,),
    projections=(CallBoard,),
    router=router,
    pages=("desk.needs.calls", "volunteer.needs.calls", "ledger.needs.calls"),
    places=(
        Place(menu="more", rank=9, path="/me/calls", words="我的探访"),
        Place(menu="desk", rank=62, path="/desk/calls", words="探访老人"),
        Place(menu="ledger", rank=48, path="/ledger/calls", words="核查探访"),
    ),
    workbook=WORKBOOK,
)
