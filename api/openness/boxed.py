"""The box: what somebody says who need not sign in, recorded in nobody's name."""

from typing import Final, TypeVar
from uuid import uuid4

from fastapi import Request, Response

from api.serving.access import community_of
from api.serving.body import canonical
from api.serving.doors.door import door_of
from domain.ledger.decision import Decision, Receipt
from domain.ledger.decision import Request as DecisionRequest
from domain.ledger.fact import Fact
from domain.openness.notice import BOX

F = TypeVar("F", bound=Fact)

SLIPS_AT_PLACE_MAX: Final = 60
"""So many are taken from one place within a quarter of an hour: a whole house may have one."""


async def content_of(request: Request) -> str:
    """A keyed digest of what is asked in JSON. Raises RequestValidationError."""
    body = canonical(await request.body())
    return community_of(request).vault.digest("box", request.url.path, body)


async def count_slip(request: Request) -> None:
    """Count what comes from a place. Raises TooManyAttempts after so many."""
    place = door_of(request).place
    attempt = f"slips for the box at {place}"
    await community_of(request).credentials.count_attempt(attempt, SLIPS_AT_PLACE_MAX)


def in_nobodys_name(request: Request, member_id: str, key: str | None) -> str:
    """The key of a request that tells nobody whose it was, and meets nobody else's."""
    vault = community_of(request).vault
    return vault.digest("key of the box", member_id, key or uuid4().hex)


async def put_in_box(
    request: Request,
    response: Response,
    decision: Decision,
    expected: type[F],
    *,
    content: str,
    key: str,
) -> tuple[Receipt, F]:
    """Have a decision recorded as the box's, once under a key. Raises the Refusal."""
    asked = DecisionRequest(decision=decision, actor=BOX, key=key, content=content)
    receipt = await community_of(request).recorder.record(asked)
    if receipt.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    fact = receipt.fact
    assert isinstance(fact, expected)
    return receipt, fact
