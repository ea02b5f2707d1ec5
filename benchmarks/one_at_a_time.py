"""The contender that uses the event store as its manual shows: read, decide, append, one by one."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBQueryItem,
    DCBSequencedEvent,
)
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.persistence import IntegrityError
from fastapi import FastAPI, Header, HTTPException

import domain.model  # noqa: F401 (makes every fact and state known)
from api.shop.redemption import NewRedemption, Sale, SoldLine
from benchmarks.community import CASHIER
from domain.ledger.decision import Request, Stamp, View
from domain.ledger.fact import Envelope, RequestMark, decode, encode, encode_fact
from domain.ledger.log import Datastore
from domain.ledger.tag import Tag
from domain.ledger.thing import Thing
from domain.shop.redemption import PointsRedeemed, RedeemPoints
from domain.shop.sale import Pieces

POOL_SIZE: Final = 16
ATTEMPTS_MAX: Final = 50
ZONE: Final = ZoneInfo("Asia/Shanghai")


def create_application(url: str, community: str) -> FastAPI:
    """The same decision on the same log, in a thread for each request."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        datastore.close()

    datastore = Datastore(url, community, pool_size=POOL_SIZE)
    recorder = PostgresDCBRecorderTT(datastore, events_table_name="facts")
    application = FastAPI(lifespan=lifespan)

    @application.post("/api/redemptions", status_code=201)
    def redeem(body: NewRedemption, idempotency_key: Annotated[str, Header()]) -> Sale:
        decision = RedeemPoints(
            member_id=body.member_id,
            lines=tuple(Pieces(it.item_id, it.quantity) for it in body.lines),
            served_by=CASHIER,
        )
        request = Request(
            decision=decision,
            actor=CASHIER,
            on_behalf_of=body.member_id,
            key=idempotency_key,
            content=sha256(body.model_dump_json().encode()).hexdigest(),
        )
        for _ in range(ATTEMPTS_MAX):
            try:
                return _sale(*_record(recorder, request))
            except IntegrityError:  # somebody else was first: read again
                continue
        raise HTTPException(503, "busy")

    return application


def _record(recorder: PostgresDCBRecorderTT, request: Request) -> tuple[PointsRedeemed, int]:
    """Read what the decision rests on, decide, append unless that has changed."""
    boundary = request.decision.boundary()
    query = DCBQuery(items=[DCBQueryItem(tags=[tag]) for tag in (*boundary, request.tag)])
    found = recorder.read(query)
    states, before = _fold(found, boundary, request.tag)
    if before:
        return before
    now = datetime.now(UTC)
    stamp = Stamp(
        id=request.id,
        actor=request.actor,
        on_behalf_of=request.on_behalf_of,
        happened_at=now,
        now=now,
        zone=ZONE,
    )
    fact = request.decision.decide(View(states, boundary), stamp)
    assert isinstance(fact, PointsRedeemed)
    envelope = Envelope(
        id=stamp.id,
        type=fact.type,
        happened_at=now,
        recorded_at=now,
        actor=stamp.actor,
        on_behalf_of=stamp.on_behalf_of,
        request=RequestMark(tag=request.tag, content=request.content),
        tags=(*fact.touches(), request.tag),
        data=encode_fact(fact),
    )
    event = DCBEvent(type=fact.type, data=encode(envelope), tags=list(envelope.tags))
    position = recorder.append([event], DCBAppendCondition(query, after=found.head))
    return fact, position


def _fold(
    events: Iterable[DCBSequencedEvent], boundary: tuple[Tag, ...], request_tag: Tag
) -> tuple[dict[Tag, Thing], tuple[PointsRedeemed, int] | None]:
    """The states of what the decision reads, and what the same request recorded before."""
    states = {tag: Thing(tag) for tag in boundary}
    before = None
    for event in events:
        recorded = decode(event.position, event.event.data)
        for tag in recorded.envelope.tags:
            if thing := states.get(tag):
                thing.apply(recorded)
        if recorded.envelope.request.tag == request_tag:
            assert isinstance(recorded.fact, PointsRedeemed)
            before = recorded.fact, recorded.position
    return states, before


def _sale(fact: PointsRedeemed, position: int) -> Sale:
    return Sale(
        redemption_id=fact.redemption_id,
        points=fact.points,
        balance_after=fact.balance_after,
        lines=[
            SoldLine(item_id=line.item_id, quantity=line.quantity, points=line.points)
            for line in fact.lines
        ],
        position=position,
    )
