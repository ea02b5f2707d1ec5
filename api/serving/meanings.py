"""What the `type` of a problem means: each is the address of its own sentence."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.serving.problems import DETAILS, Problem
from domain.ledger.refusal import Refusal

router = APIRouter(prefix="/problems", tags=["problems"])


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
