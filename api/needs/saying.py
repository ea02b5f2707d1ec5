"""Saying: whoever asked confirms the help, contests it or takes the request back."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import Field

from api.capability import Capability
from api.needs.acts import SAY, SETTLE
from api.needs.reading import Step, asker_of
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Text
from domain.needs import contest as contests
from domain.needs import withdrawal, word
from domain.needs.contest import ContestHelp, RequestContested, RequestSettled, SettleHelp
from domain.needs.requests import MINUTES_WANTED_MAX
from domain.needs.withdrawal import RequestWithdrawn, WithdrawRequest
from domain.needs.word import ConfirmHelp, How, RequestConfirmed
from projections.needs.requests_board import Status

router = APIRouter(prefix="/api/requests/{request_id}", tags=["requests"])

Saying = Annotated[Caller, Depends(allowed(SAY))]
Minutes = Annotated[int, Field(strict=True, ge=0, le=MINUTES_WANTED_MAX)]


class Confirmation(Body):
    """How the word came, how content whoever asked is (1 to 5), and how much help it was."""

    how: How
    satisfaction: Annotated[int, Field(strict=True, ge=1, le=5)] | None = None
    minutes_accepted: Minutes | None = None


class Confirmed(Step):
    """The word, and what it paid; until the hours are recognised that is nothing."""

    status: Status = "confirmed"
    minutes_accepted: int
    credit_paid: int
    credit_returned: int


class Contest(Body):
    """What was not so."""

    reason: Text


class Settlement(Body):
    """How many minutes of help were given, as a third person decides."""

    minutes: Minutes
    reason: Text | None = None


class Withdrawal(Body):
    """Why nobody needs to help any more, if somebody wants to say."""

    reason: Text | None = None


@router.post("/confirmation", status_code=201)
async def confirm(request_id: str, body: Confirmation, caller: Saying) -> Confirmed:
    """Say that help was given: oneself, for one's kin, or the desk for who called or came."""
    decision = ConfirmHelp(
        need_id=request_id,
        how=body.how,
        satisfaction=body.satisfaction,
        minutes_accepted=body.minutes_accepted,
        by_office=caller.for_others,
    )
    asker_id = await asker_of(caller, request_id)
    receipt, fact = await caller.record(decision, RequestConfirmed, for_member=asker_id)
    return _confirmed(request_id, fact, receipt.position)


def _confirmed(
    request_id: str, fact: RequestConfirmed | RequestSettled, position: int
) -> Confirmed:
    return Confirmed(
        request_id=request_id,
        minutes_accepted=fact.minutes_accepted or 0,
        credit_paid=fact.hold.retired if fact.hold else 0,
        credit_returned=fact.hold.returned if fact.hold else 0,
        position=position,
    )


@router.post("/contest", status_code=201)
async def contest(request_id: str, body: Contest, caller: Saying) -> Step:
    """Say that it was not so: nothing moves before a third person has decided."""
    reason_text = caller.community.vault.text_id(body.reason)
    decision = ContestHelp(need_id=request_id, reason_text=reason_text, by_office=caller.for_others)
    asker_id = await asker_of(caller, request_id)
    await caller.community.vault.keep_text(body.reason)
    receipt, _ = await caller.record(decision, RequestContested, for_member=asker_id)
    return Step(request_id=request_id, status="contested", position=receipt.position)


@router.post("/settlement", status_code=201)
async def settle(
    request_id: str, body: Settlement, caller: Annotated[Caller, Depends(allowed(SETTLE))]
) -> Confirmed:
    """Decide a contest."""
    reason_text = await caller.community.vault.keep_text(body.reason)
    decision = SettleHelp(need_id=request_id, minutes=body.minutes, reason_text=reason_text)
    asker_id = await asker_of(caller, request_id)
    receipt, fact = await caller.record(decision, RequestSettled, for_member=asker_id)
    return _confirmed(request_id, fact, receipt.position)


@router.post("/withdrawal", status_code=201)
async def withdraw(request_id: str, body: Withdrawal, caller: Saying) -> Step:
    """Take a request back; what was set aside for it comes back."""
    asker_id = await asker_of(caller, request_id)
    reason_text = await caller.community.vault.keep_text(body.reason)
    decision = WithdrawRequest(
        need_id=request_id, reason_text=reason_text, by_office=caller.for_others
    )
    receipt, _ = await caller.record(decision, RequestWithdrawn, for_member=asker_id)
    return Step(request_id=request_id, status="withdrawn", position=receipt.position)


CAPABILITY: Final = Capability(name="saying", model=(contests, withdrawal, word), router=router)
