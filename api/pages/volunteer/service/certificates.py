"""Certificates of service: choosing a period, seeing it first, having it on paper, verifying it."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Annotated, NamedTuple
from urllib.parse import quote

from fastapi import Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.office.founding import identity_of
from api.pages.done import said
from api.pages.frame import show
from api.pages.language import translator
from api.pages.paper import drawn, unprintable
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.pages.volunteer.people.passbook import pdf_answer
from api.pages.volunteer.people.redemption_code import qr
from api.pages.volunteer.service.certificate_paper import Wording, draw
from api.service.certificate import HAVE_CERTIFICATE, VERIFY
from api.serving.access import community_of, public
from api.serving.codes import (
    canonical_certificate_number,
    certificate_number,
    read_certificate_number,
)
from api.serving.composition import Community
from api.serving.fields import Body, Day
from api.serving.own_facts import see_own_facts
from api.serving.problems import Problem
from domain.ledger.refusal import Refusal
from domain.people.vault import mask_name
from domain.service.certificate import CertificateIssued, IssueCertificate
from projections.people.members import members_by_id
from projections.service.certificates import Certificate, certificate_of_number, certificates_of
from projections.service.services import Served, served_by_programme

router = page_router()

Holder = Annotated[Visitor, Depends(visiting(HAVE_CERTIFICATE, for_oneself=True))]

DONE = {"issued": "记录单已经开好，编号在下面。"}

Typed = Annotated[str | None, Query(max_length=40)]


class Period(Body):
    """From one day to another, both of them in it."""

    first_day: Day
    last_day: Day


class Shown(NamedTuple):
    """A certificate with what it is called."""

    number: str
    certificate: Certificate


def _number_of(community: Community, it: Certificate | CertificateIssued) -> str:
    return certificate_number(community.vault, it.certificate_id, it.number, it.issued_on)


async def genuine(community: Community, text: str) -> Shown | None:
    """The certificate that a number is of, unless the number was made up."""
    number = read_certificate_number(text)
    if number is None:
        return None
    await see_own_facts(community, "certificates")
    certificate = await certificate_of_number(community.reader, number)
    if certificate is None:
        return None
    called = _number_of(community, certificate)
    return Shown(called, certificate) if called == canonical_certificate_number(text) else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@router.get("/me/certificate")
async def choose(visitor: Holder, first_day: Typed = None, last_day: Typed = None) -> Response:
    """The form for a period; with one, what the certificate will say."""
    _ = translator(visitor.language)
    first, last = _day(first_day), _day(last_day)
    if first is None or last is None:
        asked = first_day is not None or last_day is not None
        return await _choose(visitor, None, _("请填写起止日期。") if asked else None)
    if not first <= last <= visitor.today:
        return await _choose(visitor, None, _("开始日期不能晚于结束日期，结束日期不能晚于今天。"))
    return await _choose(visitor, (first, last))


async def _choose(
    visitor: Visitor, period: tuple[date, date] | None, problem: str | None = None
) -> Response:
    community, today = visitor.community, visitor.today
    for question in ("services", "certificates"):
        await see_own_facts(community, question)
    served = await _served(community, visitor.member_id, *period) if period else []
    issued = await certificates_of(community.reader, visitor.member_id)
    return visitor.show(
        "volunteer/service/certificate/choose.html",
        409 if problem else 200,
        period=period,
        suggested=period or (date(today.year, 1, 1), today),
        served=served,
        minutes=sum(it.minutes for it in served),
        issued=[Shown(_number_of(community, it), it) for it in issued],
        wording=await _wording(visitor),
        problem=problem,
    )


async def _served(community: Community, member_id: str, first: date, last: date) -> list[Served]:
    """What the books say that a member served on these days and those between."""
    since = datetime.combine(first, time(), community.zone)
    until = datetime.combine(last + timedelta(days=1), time(), community.zone)
    return await served_by_programme(community.reader, member_id, since, until)


async def _held_now(community: Community, shown: Shown) -> int:
    """The minutes of a certificate that the books still have: a service may have been revoked.

    Each programme by itself: what was served in another one since is not on the certificate.
    """
    it = shown.certificate
    served = await _served(community, it.member_id, it.first_day, it.last_day)
    held = {each.programme: each.minutes for each in served}
    return sum(min(held.get(each.programme, 0), each.minutes) for each in it.programmes)


async def _wording(visitor: Visitor) -> Wording:
    community, member_id = visitor.community, visitor.member_id
    people = await community.vault.people([member_id])
    members = await members_by_id(community.reader, [member_id])
    person = people.get(member_id)
    return Wording(
        name=person.name if person else "",
        id_number_masked=(person.id_number_masked if person else None) or "",
        volunteer_number=members[member_id].volunteer_number if member_id in members else "",
        issuer=(await identity_of(community)).issuer,
    )


@router.post("/me/certificate")
async def issue(visitor: Holder) -> Response:
    """Have it written down under a number."""
    period = visitor.read(Period)
    decision = IssueCertificate(
        member_id=visitor.member_id, first_day=period.first_day, last_day=period.last_day
    )
    try:
        _, fact = await visitor.record(decision, CertificateIssued)
    except Refusal as refusal:
        days = (period.first_day, period.last_day)
        return await _choose(visitor, days, refusal.sentence(visitor.language))
    return go_on(f"/me/certificate/{_number_of(visitor.community, fact)}", done="issued")


async def _own(visitor: Visitor, number: str) -> Shown:
    """The visitor's certificate of a number. Raises Problem."""
    shown = await genuine(visitor.community, number)
    if shown is None or shown.certificate.member_id != visitor.member_id:
        raise Problem(404, "not_found")
    return shown


def _address(request: Request, number: str) -> str:
    return f"{str(request.base_url).rstrip('/')}/verify/{number}"


@router.get("/me/certificate/{number}.pdf")
async def on_paper(number: str, visitor: Holder) -> Response:
    """The certificate on one page."""
    shown = await _own(visitor, number)
    wording = await _wording(visitor)
    address = _address(visitor.request, shown.number)
    made = partial(draw, shown.certificate, shown.number, address, wording, visitor.language)
    return pdf_answer(await drawn(made), f"certificate-{shown.number}")


@router.get("/me/certificate/{number}")
async def one(number: str, visitor: Holder) -> Response:
    """The certificate on the screen, as it stands on paper."""
    shown = await _own(visitor, number)
    wording = await _wording(visitor)
    address = _address(visitor.request, shown.number)
    texts = [wording.name, wording.issuer, *(it.programme for it in shown.certificate.programmes)]
    return visitor.show(
        "volunteer/service/certificate/one.html",
        shown=shown,
        wording=wording,
        address=address,
        qr=lambda label: qr(address, label),
        held_now=await _held_now(visitor.community, shown),
        lacking=unprintable(texts),
        message=said(visitor, DONE),
    )


@router.get("/verify", dependencies=[Depends(public(VERIFY))])
async def ask(request: Request, number: Typed = None) -> Response:
    """The form for who has a number on paper, and no scanner."""
    if number and number.strip():
        return RedirectResponse(f"/verify/{quote(number.strip(), safe='')}", 303)
    return show(request, "volunteer/service/certificate/ask.html", zone=community_of(request).zone)


@router.get("/verify/{number}", dependencies=[Depends(public(VERIFY))])
async def verify(request: Request, number: str) -> Response:
    """Whether a certificate is genuine; of the person, the masked name and no more."""
    community = community_of(request)
    shown = await genuine(community, number)
    masked = ""
    if shown:
        people = await community.vault.people([shown.certificate.member_id])
        person = people.get(shown.certificate.member_id)
        masked = mask_name(person.name) if person else ""
    return show(
        request,
        "volunteer/service/certificate/verify.html",
        200 if shown else 404,
        zone=community.zone,
        asked=number[:40],
        shown=shown,
        held_now=await _held_now(community, shown) if shown else 0,
        masked=masked,
        issuer=(await identity_of(community)).issuer,
        now=datetime.now(UTC),
    )
