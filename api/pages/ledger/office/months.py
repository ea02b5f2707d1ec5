"""A month beside the one before it, and who earned most in it, with what they earned it by."""

from asyncio import gather
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Response

from api.ledger.audit import READ_BOOKS
from api.pages.language import Language, say_hours, say_yuan, translator
from api.pages.ledger.lookup import names_of
from api.pages.ledger.office.movements import Figures, figures_of, movements_in
from api.pages.ledger.office.span import Asked, Span, month_at, month_before, read_span
from api.pages.ledger.verdict import letterhead_of
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.serving.own_facts import see_own_facts
from domain.ledger.fact import Fact
from domain.service.counting.refill import DayRefilled
from domain.service.hours import CreditReleased, EarnedService
from domain.service.paid_help import WordOnHelp
from projections.people.members import ListedMember, members_by_id
from projections.people.statements import Act, MemberTurnover, member_acts

router = page_router()

QUESTIONS: Final = ("turnover", "statements", "audit_trail", "members")
EARNERS_MAX: Final = 10
ACTS_AT_ONCE: Final = 200
ACTS_SHOWN_MAX: Final = 12
EARNING: Final = (EarnedService, CreditReleased, WordOnHelp, DayRefilled)
ONE_DAY: Final = timedelta(days=1)


class Row(NamedTuple):
    """A figure of both months, and their difference in words."""

    label: str
    now: str
    before: str
    change: str


@dataclass(frozen=True)
class Earner:
    """Somebody who earned points in the month, and the acts behind them, the most points first."""

    member_id: str
    name: str
    member: ListedMember | None
    earned: int
    turnover: MemberTurnover
    acts: list[Act]


@router.get("/ledger/months")
async def months(
    visitor: Annotated[Visitor, Depends(visiting(READ_BOOKS))], asked: Asked
) -> Response:
    """A month, by when things happened; last month when none is named."""
    month = month_at(read_span(asked, visitor.today)._replace(clock="happened"))
    earlier = month_before(month)
    await gather(*(see_own_facts(visitor.community, it) for it in QUESTIONS))
    moved = await movements_in(visitor, month)
    before = figures_of(await movements_in(visitor, earlier))
    return visitor.show(
        "ledger/office/months.html",
        letterhead=await letterhead_of(visitor),
        month=month,
        earlier=earlier,
        following=month_at(month._replace(first=None, last=month.last + ONE_DAY)),
        rows=compared(visitor.language, figures_of(moved), before),
        earners=await earners(visitor, month, moved.people),
        acts_shown_max=ACTS_SHOWN_MAX,
    )


def compared(language: Language, now: Figures, before: Figures) -> list[Row]:
    """Each figure beside the one of the month before."""
    _ = translator(language)

    def told(label: str, name: str, say: Callable[[int], str] = "{:,}".format) -> Row:
        amount, earlier = getattr(now, name), getattr(before, name)
        return Row(_(label), say(amount), say(earlier), change(language, amount, earlier, say))

    return [
        told("服务（次）", "services"),
        told("服务时长", "minutes", lambda minutes: say_hours(minutes, language)),
        told("服务的人", "people"),
        told("发放的积分", "points_issued"),
        told("兑换用去的积分", "points_spent"),
        told("兑换（笔）", "sales"),
        told("退货（笔）", "returns"),
        told("捐赠（笔）", "gifts"),
        told("捐赠物资（件）", "pieces"),
        told("善款（元）", "fen", say_yuan),
    ]


def change(language: Language, now: int, before: int, say: Callable[[int], str]) -> str:
    """How a figure differs from the one before, in words: more or less, and by which part."""
    _ = translator(language)
    more = now - before
    if not more:
        return _("与上月相同")
    sentence = "多 {amount}" if more > 0 else "少 {amount}"
    told = _(sentence, amount=say(abs(more)))
    if before <= 0:
        return told + (_("（上月没有）") if not before else "")
    return told + _("（{percent}%）", percent=f"{round(100 * more / before):+d}")


async def earners(visitor: Visitor, month: Span, turnovers: list[MemberTurnover]) -> list[Earner]:
    """Those who earned most, by what services brought; nothing that came back is earned."""
    found: list[tuple[int, MemberTurnover, list[Act]]] = []
    for it in sorted(turnovers, key=lambda it: (-it.points.came, it.member_id)):
        least = found[EARNERS_MAX - 1][0] if len(found) >= EARNERS_MAX else 1
        if it.points.came < least:
            break
        acts = await _earning(visitor, month, it.member_id)
        if earned := max(sum(act.points for act in acts), 0):
            found.append((earned, it, acts))
            found.sort(key=lambda row: (-row[0], row[1].member_id))
    shown = found[:EARNERS_MAX]
    ids = [it.member_id for _, it, _ in shown]
    names = await names_of(visitor, ids, masked=True)
    members = await members_by_id(visitor.community.reader, ids, month.last)
    return [
        Earner(
            member_id=it.member_id,
            name=names.get(it.member_id, ""),
            member=members.get(it.member_id),
            earned=earned,
            turnover=it,
            acts=acts,
        )
        for earned, it, acts in shown
    ]


async def _earning(visitor: Visitor, month: Span, member_id: str) -> list[Act]:
    """What brought somebody points in the month, and what took earned ones back."""
    acts: list[Act] = []
    while len(acts) % ACTS_AT_ONCE == 0:
        more = await member_acts(
            visitor.community.reader,
            member_id,
            visitor.language,
            month=month.first,
            zone=visitor.community.zone,
            before=acts[-1].position if acts else None,
            limit=ACTS_AT_ONCE,
        )
        if not more:
            break
        acts += more
    earning = [it for it in acts if it.points and issubclass(Fact.known[it.type], EARNING)]
    return sorted(earning, key=lambda it: (-abs(it.points), it.position))
