"""Hints on a service that waits: what a careful person looks at before saying yes."""

from typing import Final

from api.pages.language import say_hours, translator
from api.pages.visitor import Visitor
from domain.service.counting.times import whole_minutes
from domain.service.service import ServiceBackfilled, ServiceConfirmed
from domain.service.visit import PersonVisited
from projections.service.activities import Plan
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
