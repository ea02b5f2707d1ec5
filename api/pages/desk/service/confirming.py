"""Confirmation at the desk: services that wait, what each would bring, and a word on each."""

import asyncio
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Query, Response
from pydantic import Field

from api.pages.desk.forms import explain
from api.pages.desk.names import names_of
from api.pages.desk.service.confirming_hints import hints_of, of_no_other
from api.pages.done import said
from api.pages.language import say_moment, translator
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.service import service as interface
from api.service.attestation import HEAR
from api.service.service import CONFIRM, Knowing, Reason
from api.serving.fields import Body, Id
from api.serving.own_facts import see_own_facts
from api.serving.paging import page, read_cursor
from api.serving.reaching.reach import require_things
from domain.ledger.decision import Receipt, Request
from domain.ledger.recording import Outcome
from domain.ledger.refusal import Refusal
from domain.service.activity import VolunteerSignedOut
from domain.service.service import (
    ConfirmService,
    ServiceBackfilled,
    ServiceConfirmed,
    UnknownService,
)
from projections.service.activities import Plan, plans
from projections.service.attestations import Said, words_on
from projections.service.services import ListedService, WaitingService, backlog, waiting_services

router = page_router()

Confirming = Annotated[Visitor, Depends(visiting(CONFIRM))]

PAGE_SIZE: Final = 50

DONE: Final = {"rejected": "已驳回，志愿者能看到原因。", "confirmed": "已确认。"}


class Row(NamedTuple):
    """A service with what it would bring now, and what to look at before saying yes."""

    service: ListedService
    name: str
    title: str
    place: str
    evidence: str
    entered_by: str
    credited_minutes: int
    points: int
    refused: str
    hints: list[str]
    said: Said | None = None


class Result(NamedTuple):
    """What became of one service of a batch."""

    service_id: str
    name: str
    programme: str
    confirmed: ServiceConfirmed | None
    sentence: str


class Chosen(Body):
    """The services that were ticked."""

    services: Annotated[tuple[Id, ...], Field(min_length=1, max_length=PAGE_SIZE)]


@router.get("/desk/confirm")
async def waiting_page(
    visitor: Confirming,
    after: Annotated[str | None, Query(max_length=100)] = None,
    all: bool = False,
) -> Response:
    """The services that wait, the first entered first; with `all`, those that may be are ticked."""
    return await _waiting_page(visitor, after=after, all=all)


async def _waiting_page(
    visitor: Visitor,
    *,
    after: str | None = None,
    all: bool = False,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    community = visitor.community
    await see_own_facts(community, "services")
    first = read_cursor(after, 0)[0]
    found = await waiting_services(
        community.reader, after=first, among=visitor.reach.among(), limit=PAGE_SIZE + 1
    )
    kept, following = page(found, PAGE_SIZE, lambda it: (it.service.position,))
    rows = await _rows(visitor, await of_no_other(visitor, kept))
    counted = await backlog(community.reader, visitor.reach.among())
    return visitor.show(
        "desk/service/confirm.html",
        status,
        rows=rows,
        following=following,
        after=after,
        ticked=all,
        waiting=counted.services,
        message=said(visitor, DONE),
        problem=problem,
    )


async def _rows(visitor: Visitor, waiting: list[WaitingService]) -> list[Row]:
    """What each would bring if all of them were confirmed now, in this order."""
    outcomes = await _rehearse(visitor, [it.service.service_id for it in waiting])
    activity_ids = [
        it.fact.activity_id for it in waiting if isinstance(it.fact, VolunteerSignedOut)
    ]
    planned = await plans(visitor.community.reader, activity_ids)
    text_ids = [it.title_text for it in planned.values()]
    for it in waiting:
        if isinstance(it.fact, ServiceBackfilled):
            text_ids += [text for text in (it.fact.place_text, it.fact.evidence_text) if text]
    texts = await visitor.community.vault.texts(text_ids)
    people = [who for it in waiting for who in (it.service.member_id, it.service.entered_by)]
    names = await names_of(visitor, people)
    await see_own_facts(visitor.community, "attestations")
    said_of = await words_on(visitor.community.reader, [it.service.service_id for it in waiting])
    return [
        _row(visitor, it, outcome, planned, texts, names)._replace(
            said=said_of.get(it.service.service_id)
        )
        for it, outcome in zip(waiting, outcomes, strict=True)
    ]


async def _rehearse(visitor: Visitor, service_ids: list[str]) -> list[Outcome]:
    """What would become of each, decided by the same rules; nothing is recorded."""
    requests = [
        Request(
            decision=ConfirmService(service_id=it, actor_id=visitor.member_id),
            actor=visitor.member_id,
        )
        for it in service_ids
    ]
    recorder = visitor.community.recorder
    return await asyncio.to_thread(lambda: recorder.rehearsal().record(requests))


def _row(
    visitor: Visitor,
    waiting: WaitingService,
    outcome: Outcome,
    planned: dict[str, Plan],
    texts: dict[str, str],
    names: dict[str, str],
) -> Row:
    service, fact = waiting
    plan = planned.get(fact.activity_id) if isinstance(fact, VolunteerSignedOut) else None
    place = evidence = ""
    if isinstance(fact, ServiceBackfilled):
        place = texts.get(fact.place_text or "", "")
        evidence = texts.get(fact.evidence_text or "", "")
    confirmed = _confirmed(outcome)
    own = service.entered_by == service.member_id
    return Row(
        service=service,
        name=names.get(service.member_id, ""),
        title=texts.get(plan.title_text, "") if plan else "",
        place=place,
        evidence=evidence,
        entered_by="" if own else names.get(service.entered_by, service.entered_by),
        credited_minutes=confirmed.credited_minutes if confirmed else 0,
        points=confirmed.points if confirmed else 0,
        refused=outcome.sentence(visitor.language) if isinstance(outcome, Refusal) else "",
        hints=hints_of(visitor, waiting, confirmed, plan),
    )


@router.post("/desk/confirm")
async def confirm(visitor: Confirming) -> Response:
    """Confirm each service that was ticked, each by itself: one refusal does not stop the others.

    The answer is the list of results, and no redirect: what was refused is told nowhere else. Sent
    again, each service answers with its first receipt.
    """
    try:
        services = visitor.read(Chosen).services
    except Malformed:
        _ = translator(visitor.language)
        problem = _("请先勾选要确认的服务。")
        return await _waiting_page(visitor, problem=problem, status=422)
    await require_things(visitor.community, visitor.reach, "service_id", services)
    known = {it.service.service_id: it.service for it in await _still_waiting(visitor, services)}
    outcomes = await asyncio.gather(*(_confirm(visitor, it) for it in services))
    members = [it.member_id for it in known.values()]
    members += [it.member_id for it in map(_confirmed, outcomes) if it]
    names = await names_of(visitor, members)
    results = [
        _result(visitor, service_id, outcome, known, names)
        for service_id, outcome in zip(services, outcomes, strict=True)
    ]
    confirmed = sum(it.confirmed is not None for it in results)
    return visitor.show("desk/service/confirmed.html", results=results, confirmed=confirmed)


async def _still_waiting(visitor: Visitor, service_ids: tuple[str, ...]) -> list[WaitingService]:
    reader = visitor.community.reader
    found = await asyncio.gather(
        *(waiting_services(reader, service_id=it, limit=1) for it in service_ids)
    )
    return [it for few in found for it in few]


async def _confirm(visitor: Visitor, service_id: str) -> Outcome:
    """Confirm one service under a key of its own, derived from the form's."""
    request = Request(
        decision=ConfirmService(service_id=service_id, actor_id=visitor.member_id),
        actor=visitor.member_id,
        key=f"{visitor.key} {service_id}",
        content=visitor.community.vault.digest("confirm", service_id),
    )
    try:
        return await visitor.community.recorder.record(request)
    except Refusal as refusal:
        return refusal


def _confirmed(outcome: Outcome) -> ServiceConfirmed | None:
    fact = outcome.fact if isinstance(outcome, Receipt) else None
    assert fact is None or isinstance(fact, ServiceConfirmed)
    return fact


def _result(
    visitor: Visitor,
    service_id: str,
    outcome: Outcome,
    known: dict[str, ListedService],
    names: dict[str, str],
) -> Result:
    if isinstance(outcome, Refusal):
        service = known.get(service_id)
        name = names.get(service.member_id, "") if service else ""
        sentence = outcome.sentence(visitor.language)
        return Result(service_id, name, service.programme if service else "", None, sentence)
    fact = outcome.fact
    assert isinstance(fact, ServiceConfirmed)
    when = say_moment(fact.starts_at, visitor.language, visitor.community.zone)
    return Result(service_id, names.get(fact.member_id, ""), fact.programme, fact, when)


@router.get("/desk/confirm/{service_id}")
async def one_service(service_id: str, visitor: Confirming) -> Response:
    """One service that waits, with all that is known of it."""
    return await _one_page(visitor, service_id)


async def _one_page(
    visitor: Visitor, service_id: str, *, problem: str | None = None, status: int = 200
) -> Response:
    await see_own_facts(visitor.community, "services")
    found = await waiting_services(visitor.community.reader, service_id=service_id, limit=1)
    if not found:
        raise UnknownService
    (row,) = await _rows(visitor, found)
    return visitor.show(
        "desk/service/service.html", status, row=row, problem=problem, may_hear=visitor.may(HEAR)
    )


@router.post("/desk/confirm/{service_id}/despite")
async def confirm_despite(service_id: str, visitor: Confirming) -> Response:
    """Confirm one service of which the other side says that it was not so, knowing it."""
    await interface.confirm(service_id, visitor, Knowing(despite_dispute=True))
    return go_on("/desk/confirm", done="confirmed")


@router.post("/desk/confirm/{service_id}/reject")
async def reject(service_id: str, visitor: Confirming) -> Response:
    """Say no to one service, with the reason, which the volunteer reads."""
    try:
        await interface.reject(service_id, visitor.read(Reason), visitor)
    except Malformed as malformed:
        status, problem = explain(visitor, malformed)
        return await _one_page(visitor, service_id, problem=problem, status=status)
    return go_on("/desk/confirm", done="rejected")
