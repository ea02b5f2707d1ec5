"""The passbook: what happened on one's account, one line an act, on the screen and on paper."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Query, Response
from fpdf import FPDF

from api.pages.language import Language, say_day, say_hours, say_moment, say_month, translator
from api.pages.needs.whom import with_whom
from api.pages.paper import Paper, drawn, named, unprintable
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.people.membership import READ_STATEMENT
from api.serving.doors.headers import SECURITY_HEADERS
from api.serving.fields import POSITION_MAX
from api.serving.own_facts import see_own_facts
from projections.people.balances import MemberBalance, member_balance
from projections.people.members import members_by_id
from projections.people.statements import Act, member_acts, months_of

router = page_router()

Reader = Annotated[Visitor, Depends(visiting(READ_STATEMENT, for_oneself=True))]

ACTS_PER_PAGE: Final = 30
ACTS_ON_PAPER_MAX: Final = 1_000

Month = Annotated[str | None, Query(pattern=r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$|^$")]


class Line(NamedTuple):
    """A line of the book: the day, the reason, what changed in words, the points then held."""

    day: date
    why: str
    changes: list[str]
    points_after: int
    position: int


def _first_day(month: str | None) -> date | None:
    return date.fromisoformat(f"{month}-01") if month else None


async def _holder(visitor: Visitor, member_id: str) -> tuple[str | None, str]:
    """A member's name, if it is known, and volunteer number."""
    community = visitor.community
    people = await community.vault.people([member_id])
    members = await members_by_id(community.reader, [member_id])
    name = people[member_id].name if member_id in people else None
    return name, members[member_id].volunteer_number if member_id in members else ""


async def _acts(
    visitor: Visitor,
    member_id: str,
    month: date | None,
    *,
    before: int | None = None,
    limit: int,
) -> list[Act]:
    community = visitor.community
    acts = await member_acts(
        community.reader,
        member_id,
        visitor.language,
        month=month,
        zone=community.zone,
        before=before,
        limit=limit,
    )
    return await with_whom(visitor, acts)


@router.get("/me/passbook")
async def passbook(
    visitor: Reader,
    month: Month = None,
    before: Annotated[int | None, Query(ge=1, le=POSITION_MAX)] = None,
) -> Response:
    """One line an act, newest first, with the reason and the balance after it."""
    community, member_id = visitor.community, visitor.member_id
    for question in ("statements", "balances"):
        await see_own_facts(community, question)
    wanted = _first_day(month)
    found = await _acts(visitor, member_id, wanted, before=before, limit=ACTS_PER_PAGE + 1)
    name, number = await _holder(visitor, member_id)
    return visitor.show(
        "volunteer/people/passbook.html",
        name=name,
        number=number,
        held=await member_balance(community.reader, member_id),
        months=await months_of(community.reader, member_id, str(community.zone)),
        month=wanted,
        lines=[line_of(act, visitor) for act in found[:ACTS_PER_PAGE]],
        older=found[ACTS_PER_PAGE - 1].position if len(found) > ACTS_PER_PAGE else None,
        is_first_page=before is None,
    )


@router.get("/me/passbook.pdf")
async def passbook_on_paper(visitor: Reader, month: Month = None) -> Response:
    """The passbook, or a month of it, as a PDF."""
    return await paper_passbook(visitor, visitor.member_id, month)


async def paper_passbook(visitor: Visitor, member_id: str, month: str | None) -> Response:
    """A member's passbook, or a month of it, as a PDF in the visitor's language."""
    community = visitor.community
    for question in ("statements", "balances"):
        await see_own_facts(community, question)
    wanted = _first_day(month)
    acts = await _acts(visitor, member_id, wanted, limit=ACTS_ON_PAPER_MAX)
    held = await member_balance(community.reader, member_id)
    name, number = await _holder(visitor, member_id)
    made = partial(_draw, visitor, wanted, (name or "", number), held, acts)
    return pdf_answer(await drawn(made), f"passbook-{month}" if month else "passbook")


def pdf_answer(content: bytes, name: str) -> Response:
    """A PDF to be looked at or kept under a name of plain letters."""
    headers = {
        **SECURITY_HEADERS,
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{name}.pdf"',
    }
    return Response(content, media_type="application/pdf", headers=headers)


def _draw(
    visitor: Visitor,
    month: date | None,
    holder: tuple[str, str],
    held: MemberBalance,
    acts: list[Act],
) -> FPDF:
    language, zone = visitor.language, visitor.community.zone
    _ = translator(language)
    name, number = holder
    paper = Paper(_("存折"), language)
    paper.say(_("存折"), 20, align="C")
    period = say_month(month, language) if month else _("全部")
    paper.say(_("{name}　志愿者号 {number}　{period}", name=name, number=number, period=period))
    now = say_moment(datetime.now(zone), language, zone)
    paper.say(
        _(
            "可用积分 {points} 分　时间存款 {credit}　服务时长 {hours}（打印于 {now}）",
            points=held.points,
            credit=say_hours(held.time_credit_minutes, language),
            hours=say_hours(held.service_minutes, language),
            now=now,
        )
    )
    paper.gap(3)
    rows = [(_("日期"), _("事由"), _("变动"), _("积分结余"))]
    for line in (line_of(act, visitor) for act in acts):
        told = "\n".join(line.changes)
        rows.append((say_day(line.day, language), line.why, told, str(line.points_after)))
    paper.rows(rows, (32, 78, 42, 22), ("L", "L", "L", "R"))
    if not acts:
        paper.say(_("这段时间没有变动。"))
    if lacking := unprintable([name, *(act.why for act in acts)]):
        paper.gap(3)
        paper.say(
            _("字库里没有这些字，请在“＿”处手工补写：{characters}", characters=named(lacking))
        )
    return paper


def line_of(act: Act, visitor: Visitor) -> Line:
    """What happened, in words."""
    _, language = translator(visitor.language), visitor.language
    told = []
    if act.points:
        told.append(_("积分 {change}", change=f"{act.points:+d}"))
    if act.credit:
        told.append(_("时间存款 {change}", change=_signed_hours(act.credit, language)))
    if act.minutes:
        told.append(_("服务时长 {change}", change=_signed_hours(act.minutes, language)))
    day = act.happened_at.astimezone(visitor.community.zone).date()
    return Line(day, act.why, told, act.points_after, act.position)


def _signed_hours(minutes: int, language: Language) -> str:
    return ("+" if minutes > 0 else "") + say_hours(minutes, language)
