"""A second factor: set up by its owner with a first code, turned off, taken away by another."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, StringConstraints
from pyotp import TOTP

from api.capability import Capability
from api.people.entering import TEXT_LENGTH_MAX
from api.policy.act import SIGNED_IN, Act
from api.serving.access import KEEP_SECOND_FACTOR_NAME, Caller, allowed, bearer
from api.serving.composition import Community
from api.serving.doors.security_log import note_command
from api.serving.fields import Body
from api.serving.problems import Problem
from domain.ledger.decision import OFFICE, Receipt, Request
from domain.people import second_factor
from domain.people.membership import UnknownMember
from domain.people.second_factor import (
    SecondFactorSetUp,
    SecondFactorTakenAway,
    SetUpSecondFactor,
    TakeSecondFactorAway,
)

KEEP_SECOND_FACTOR: Final = Act(
    KEEP_SECOND_FACTOR_NAME, "自己的两步验证", own=SIGNED_IN, proven=True
)
TAKE_SECOND_FACTOR_AWAY: Final = Act(
    "second_factor.take_away", "取消别人的两步验证", by=("admin",), proven=True
)
ISSUER: Final = "橙银"

router = APIRouter(prefix="/api", tags=["session"])

Keeping = Annotated[Caller, Depends(allowed(KEEP_SECOND_FACTOR, for_oneself=True))]
Taking = Annotated[Caller, Depends(allowed(TAKE_SECOND_FACTOR_AWAY))]


class Offer(BaseModel):
    """Whether there is a second factor; if not, a secret for an app, which `draft` names."""

    in_use: bool
    draft: str | None = None
    secret: str | None = None
    address: str | None = None


class FirstCode(Body):
    """A code that the app shows, to be sure that it has the secret."""

    draft: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    otp: Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LENGTH_MAX)]


class ChangedFactor(BaseModel):
    """The note that it was set up or taken away."""

    member_id: str
    position: int


@router.get("/me/second-factor")
async def offer(caller: Keeping) -> Offer:
    """What to put into an app that makes one-time codes, as text and as an address for it."""
    codes = caller.community.one_time_codes
    if await codes.held_among([caller.member_id]):
        return Offer(in_use=True)
    return await offer_of(caller, codes.draft())


async def offer_of(caller: Caller, draft: str) -> Offer:
    """The secret that a draft names, for the caller and nobody else."""
    secret = caller.community.one_time_codes.secret(caller.member_id, draft)
    name = await caller.community.credentials.username_of(caller.member_id) or caller.member_id
    address = TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    return Offer(in_use=False, draft=draft, secret=secret, address=address)


@router.post("/me/second-factor", status_code=201)
async def set_up(
    body: FirstCode, caller: Keeping, token: Annotated[str, Depends(bearer)]
) -> ChangedFactor:
    """Sign in with a code too from now on. Raises Problem where the first one is wrong."""
    receipt = await record_second_factor(caller, token, body)
    return ChangedFactor(member_id=caller.member_id, position=receipt.position)


async def record_second_factor(caller: Caller, token: str, body: FirstCode) -> Receipt:
    """Note that it is set up, then ask for codes. Raises Problem, TooManyAttempts.

    Cut off in between it is set up anew, by the same request or with another secret.
    """
    community, member_id = caller.community, caller.member_id
    step = community.one_time_codes.step_of(member_id, body.draft, body.otp)
    if step is None and not await caller.is_repeat():
        await community.credentials.count_attempt(f"first code of {member_id}")
        caller.note("second_factor.failed")
        raise Problem(409, "wrong_one_time_code")
    in_use = bool(await community.one_time_codes.held_among([member_id]))
    decision = SetUpSecondFactor(member_id=member_id, in_use=in_use)
    receipt, _ = await caller.record(decision, SecondFactorSetUp)
    await community.one_time_codes.turn_on(member_id, body.draft, receipt.position, step)
    await community.one_time_codes.note_shown(token)
    caller.forget_sessions(member_id)
    return receipt


@router.post("/me/second-factor/removal", status_code=201)
async def turn_off(caller: Keeping) -> ChangedFactor:
    """Sign in without a code again."""
    receipt = await record_removal(caller, caller.member_id)
    return ChangedFactor(member_id=caller.member_id, position=receipt.position)


@router.post("/members/{member_id}/second-factor/removal", status_code=201)
async def take_away(member_id: str, caller: Taking) -> ChangedFactor:
    """Let somebody who lost their phone sign in without a code again."""
    receipt = await record_removal(caller, member_id)
    return ChangedFactor(member_id=member_id, position=receipt.position)


async def record_removal(caller: Caller, member_id: str) -> Receipt:
    """Note that it is gone, then ask for no codes any more.

    Cut off in between, whoever asks again, by whatever request, brings it to its end.
    """
    codes, by_oneself = caller.community.one_time_codes, not caller.for_others
    in_use = bool(await codes.held_among([member_id]))
    decision = TakeSecondFactorAway(member_id=member_id, by_oneself=by_oneself, in_use=in_use)
    receipt, _ = await caller.record(decision, SecondFactorTakenAway, for_member=member_id)
    await codes.turn_off(member_id, receipt.position)
    caller.forget_sessions(member_id)
    return receipt


async def remove_at_the_machine(community: Community, username: str) -> int:
    """The same for who lost their phone and has no colleague to help them; the note's position.

    It is the office's doing. Raises UnknownMember, NoSecondFactor.
    """
    member_id = await community.credentials.member_called(username)
    if member_id is None:
        raise UnknownMember
    in_use = bool(await community.one_time_codes.held_among([member_id]))
    decision = TakeSecondFactorAway(member_id=member_id, in_use=in_use)
    request = Request(decision=decision, actor=OFFICE, on_behalf_of=member_id)
    receipt = await community.recorder.record(request)
    await community.one_time_codes.turn_off(member_id, receipt.position)
    act, tags = TAKE_SECOND_FACTOR_AWAY.name, receipt.fact.touches()
    note_command(act=act, member=OFFICE, touches=tags, position=receipt.position)
    return receipt.position


CAPABILITY: Final = Capability(
    name="second_factor",
    model=(second_factor,),
    router=router,
    pages=("volunteer.people.second_factor",),
)
