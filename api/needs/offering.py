"""Offers over HTTP: whom the desk could ask, the question, and the answer of who cannot."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.capability import Capability, Place
from api.needs.fitting import Seeker, rows_fitting
from api.needs.reading import RequestRow, request_of
from api.needs.suggesting import LATELY_DAYS, day_before, suggestions
from api.policy.act import Act
from api.serving.access import Caller, allowed, fresh
from api.serving.fields import Body, Day, Id, Tag
from domain.needs import offers
from domain.needs.offers import DeclineOffer, OfferDeclined, OfferRequest, RequestDispatched
from domain.needs.requests import UnknownRequest
from projections.needs.matching import Matching, Narrowed, questions_about, skills_wanted
from projections.needs.requests_board import ListedRequest

OFFER: Final = Act("request.offer", "征询志愿者", by=("coordinator",), in_node=True)
ANSWER: Final = Act("request.answer", "答复征询", by=("coordinator",), own=("volunteer",))
SEE_WANTED: Final = Act("request.see_wanted", "看缺哪些帮助", by=("coordinator", "supervisor"))

ANSWER_DAYS: Final = 3
"""Who is asked has so many days to answer, unless the desk says otherwise."""

router = APIRouter(prefix="/api", tags=["offers"])

Offering = Annotated[Caller, Depends(allowed(OFFER))]
Answering = Annotated[Caller, Depends(allowed(ANSWER))]
Finding = Annotated[Caller, Depends(allowed(ANSWER, for_oneself=True))]


class Reason(BaseModel):
    """Why somebody is suggested, in both languages."""

    zh: str
    en: str


class SuggestionRow(BaseModel):
    """Somebody who could be asked."""

    member_id: str
    name: str | None
    volunteer_number: str
    reasons: list[Reason]


class QuestionRow(BaseModel):
    """Somebody who was asked already."""

    offer_id: str
    member_id: str | None
    team: str | None
    asked_at: datetime
    answer_by: date
    said_no_at: datetime | None


class Suggested(BaseModel):
    """Who could be asked about a request, the best first, and who was."""

    request_id: str
    items: list[SuggestionRow]
    asked: list[QuestionRow]


class NewOffer(Body):
    """Who is asked, as `member:…` or `team:…`, and until when they answer."""

    to: Annotated[Tag, Field(pattern=r"^(member|team):.")]
    answer_by: Day | None = None


class Offered(BaseModel):
    """The question."""

    request_id: str
    offer_id: str
    answer_by: date
    position: int


class Refusal(Body):
    """Who cannot help, if it is not who says so."""

    member_id: Id | None = None


class Refused(BaseModel):
    """A no, which leaves somebody in peace for a while."""

    request_id: str
    member_id: str
    position: int


class OfferRow(BaseModel):
    """A request that somebody could take on; with until when they were asked to answer."""

    request: RequestRow
    offer_id: str | None
    answer_by: date | None
    team: str | None


class Offers(BaseModel):
    """What somebody could do: what they were asked about first."""

    items: list[OfferRow]


class WantedRow(BaseModel):
    """A kind of help of which there is too little."""

    need: str
    put_up: int
    met: int
    unmet: int
    skilled: int


class WantedHelp(BaseModel):
    """The help that was not given, of what was put up in the last days."""

    days: int
    items: list[WantedRow]


@router.get(
    "/requests/{request_id}/suggestions",
    dependencies=[Depends(fresh("matching", "requests_board"))],
)
async def suggest(request_id: str, caller: Offering) -> Suggested:
    """Who fits a request, fairest first, each with the reasons; suggestions only."""
    found = await known_request(caller, request_id)
    fit = await suggestions(caller.community, found, caller.today, among=caller.reach.among())
    asked = await questions_about(caller.community.reader, request_id)
    return Suggested(
        request_id=request_id,
        items=[
            SuggestionRow(
                **it._asdict() | {"reasons": [Reason(zh=why.zh, en=why.en) for why in it.reasons]}
            )
            for it in fit
        ],
        asked=[QuestionRow(**it._asdict()) for it in asked],
    )


async def known_request(caller: Caller, request_id: str) -> ListedRequest:
    """A request. Raises UnknownRequest."""
    found = await request_of(caller, request_id)
    if found is None:
        raise UnknownRequest
    return found


@router.post("/requests/{request_id}/offers", status_code=201)
async def offer(request_id: str, body: NewOffer, caller: Offering) -> Offered:
    """Ask a member or a team whether they would help: nobody is ordered."""
    kind, _, named = body.to.partition(":")
    decision = OfferRequest(
        need_id=request_id,
        answer_by=body.answer_by or caller.today + timedelta(ANSWER_DAYS),
        member_id=named if kind == "member" else None,
        team=named if kind == "team" else None,
    )
    asked = decision.member_id
    receipt, fact = await caller.record(decision, RequestDispatched, for_member=asked)
    return Offered(
        request_id=request_id,
        offer_id=fact.offer_id,
        answer_by=fact.answer_by,
        position=receipt.position,
    )


@router.post("/requests/{request_id}/offers/refusal", status_code=201)
async def refuse(request_id: str, body: Refusal, caller: Answering) -> Refused:
    """Say that one cannot: oneself, or the desk for who called."""
    member_id = caller.acts_for(body.member_id)
    decision = DeclineOffer(need_id=request_id, member_id=member_id)
    receipt, fact = await caller.record(decision, OfferDeclined, for_member=member_id)
    return Refused(request_id=request_id, member_id=fact.member_id, position=receipt.position)


@router.get("/offers", dependencies=[Depends(fresh("matching", "requests_board"))])
async def own_offers(caller: Finding, asked: bool = False) -> Offers:
    """What one could do: what one was asked about first, then what is near. `asked`: only that."""
    seeker = Seeker(caller.community, caller.member_id, caller.today)
    found = await rows_fitting(seeker, Narrowed(only_asked=asked))
    return Offers(
        items=[
            OfferRow(request=row, offer_id=it.offer_id, answer_by=it.answer_by, team=it.team)
            for it, row in found
        ]
    )


@router.get(
    "/offers/wanted",
    dependencies=[Depends(fresh("matching", "requests_board", "standings"))],
)
async def wanted(caller: Annotated[Caller, Depends(allowed(SEE_WANTED))]) -> WantedHelp:
    """The help that was put up in the last 90 days and not given, the scarcest first."""
    since = day_before(caller.community, caller.today, LATELY_DAYS)
    found = await skills_wanted(caller.community.reader, since, caller.today)
    return WantedHelp(days=LATELY_DAYS, items=[WantedRow(**it._asdict()) for it in found])


CAPABILITY: Final = Capability(
    name="offers",
    model=(offers,),
    projections=(Matching,),
    router=router,
    pages=("desk.needs.offers", "desk.needs.wanted"),
    places=(Place(menu="desk", rank=26, path="/desk/wanted", words="缺哪些帮助"),),
)
