"""Asking for help: what is said when it is asked, and what of whoever asks the vault knows."""

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability
from api.needs.acts import ASK
from api.serving.access import Caller, allowed
from api.serving.fields import Body, Id, Moment, Text, Word
from domain.needs import asking
from domain.needs.asking import MakeRequest
from domain.needs.requests import (
    MINUTES_WANTED_MAX,
    PaidBy,
    RequestKind,
    RequestMade,
    TextNamesPerson,
)
from domain.needs.wording import names_person

router = APIRouter(prefix="/api/requests", tags=["requests"])

VALUE_FEN_MAX = 10_000_000
NEEDS_MAX = 5


class NewRequest(Body):
    """Something that somebody needs; `for_member` is who, if it is not who asks.

    A matter has a place: a grid or building (`node`), and where there, in a few words.
    """

    kind: RequestKind
    for_member: Id | None = None
    need: Word
    minutes_wanted: Annotated[int, Field(strict=True, ge=1, le=MINUTES_WANTED_MAX)] | None = None
    from_: Annotated[Moment | None, Field(alias="from")] = None
    until: Moment | None = None
    terms: PaidBy = "free"
    value_fen_max: Annotated[int, Field(strict=True, ge=1, le=VALUE_FEN_MAX)] | None = None
    text: Text
    needs: Annotated[tuple[Word, ...], Field(max_length=NEEDS_MAX)] = ()
    guardian: Id | None = None
    node: Id | None = None
    place: Word | None = None


class Asked(BaseModel):
    """The new request, which somebody else looks at."""

    request_id: str
    status: Literal["made"] = "made"
    position: int


@router.post("", status_code=201)
async def ask(body: NewRequest, caller: Annotated[Caller, Depends(allowed(ASK))]) -> Asked:
    """Ask for help, for oneself, for whom one helps, or as coordinator for somebody."""
    for_id = caller.acts_for(body.for_member) if _is_for_somebody(body) else None
    vault = caller.community.vault
    known = await vault.people(filter(None, [for_id]))
    if names_person(body.need, [it.name for it in known.values()]):
        raise TextNamesPerson
    born = known[for_id].birth_date if for_id in known else None
    decision = MakeRequest(
        kind=body.kind,
        need=body.need,
        terms=body.terms,
        wish_text=vault.text_id(body.text),
        for_id=for_id,
        minutes_wanted=body.minutes_wanted or 0,
        wanted_from=body.from_,
        wanted_until=body.until,
        value_fen_max=body.value_fen_max,
        needs=body.needs,
        guardian_id=body.guardian,
        age_years=age(born, caller.today) if born else None,
        place_id=body.node,
        place_text=vault.text_id(body.place) if body.place else None,
        by_helper=not caller.for_others,
    )
    await vault.keep_texts(filter(None, [body.text, body.place]))
    receipt, fact = await caller.record(decision, RequestMade, for_member=for_id)
    return Asked(request_id=fact.need_id, position=receipt.position)


def _is_for_somebody(body: NewRequest) -> bool:
    """A matter that was found may be nobody's in particular."""
    return body.kind != "matter" or body.for_member is not None


def age(born: date, today: date) -> int:
    """How many years somebody is old on a day."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


CAPABILITY: Final = Capability(name="asking", model=(asking,), router=router)
