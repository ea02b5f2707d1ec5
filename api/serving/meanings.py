"""What the `type` of a problem means: each is the address of its own sentence."""

from typing import Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.policy.act import PUBLIC, Act
from api.serving.access import public
from api.serving.problems import DETAILS, Problem
from domain.ledger.refusal import Refusal

READ_MEANING: Final = Act("problem.read", "看错误的含义", by=PUBLIC)

router = APIRouter(
    prefix="/problems", tags=["problems"], dependencies=[Depends(public(READ_MEANING))]
)


class ProblemType(BaseModel):
    """A kind of problem in both languages; `{…}` is filled in when it occurs."""

    code: str
    zh: str
    en: str


@router.get("/{code}")
async def meaning(code: str) -> ProblemType:
    """What a problem's code means."""
    if code in DETAILS:
        zh, en = DETAILS[code]
        return ProblemType(code=code, zh=zh, en=en)
    if refusal := Refusal.known.get(code):
        return ProblemType(code=code, zh=refusal.zh, en=refusal.en)
    raise Problem(404, "not_found")
