"""Services that wait: whose they are to confirm, and what a careful person looks at first."""

from typing import Final

from api.pages.language import say_hours, translator
from api.pages.visitor import Visitor
from domain.service.counting.times import whole_minutes
from domain.service.service import ServiceBackfilled, ServiceConfirmed
from domain.service.visit import PersonVisited
from projections.service.activities import Plan, plans
from projections.service.services import WaitingService

LONG_MINUTES: Final = 8 * 60


def hints_of(
    visitor: Visitor, waiting: WaitingService, confirmed: ServiceConfirmed | None, plan: Plan | None
) -> list[str]:
    """What a careful person would look at before saying yes."""
    _ = translator(visitor.language)
    service, fact = waiting
    hints = []
    if plan and service.minutes > (planned := whole_minutes(plan.starts_at, plan.ends_at)):
        told = say_hours(planned, visitor.language)
        hints.append(_("比活动计划的 {planned} 长", planned=told))
    if service.minutes > LONG_MINUTES:
        hints.append(_("一次超过 8 小时"))
    if service.typed_in and not isinstance(fact, ServiceBackfilled | PersonVisited):
        hints.append(_("时间是手工填写的"))
    backfilled = service.class_ == "backfilled"
    if confirmed and not backfilled and confirmed.credited_minutes < service.minutes:
        left = say_hours(confirmed.credited_minutes, visitor.language)
        hints.append(_("当日上限已到，只能计入 {left}", left=left))
    return hints


async def of_no_other(visitor: Visitor, waiting: list[WaitingService]) -> list[WaitingService]:
    """Those that were given in no activity of another grid than the visitor's own."""
    if visitor.reach.is_whole:
        return waiting
    given_in = [activity_id for it in waiting if (activity_id := it.fact.in_activity())]
    planned = await plans(visitor.community.reader, given_in)
    places = {it.activity_id: it.node_id for it in planned.values()}
    return [
        it for it in waiting if visitor.reach.has_place(places.get(it.fact.in_activity() or ""))
    ]
