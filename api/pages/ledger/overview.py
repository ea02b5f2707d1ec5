"""The ledger's first page: are the books in order, and what is owed against what is there?"""

from datetime import date, datetime
from typing import Annotated, Final

from fastapi import Depends, Response

from api.ledger.audit import READ_BOOKS, SEE_LEDGER
from api.needs.calls import WATCH
from api.pages.done import said
from api.pages.ledger.first_day import first_day
from api.pages.ledger.verdict import letterhead_of, verdict_of, whole_shelf
from api.pages.routing import page_router
from api.pages.visitor import Visitor, go_on, visiting
from api.people.roles import APPROVERS_LEAST, approvers
from api.serving.own_facts import see_own_facts
from api.serving.upkeep.backups import last_backup
from domain.rules.accounts import CNY, CREDIT, POINTS
from projections.catalogue import PROJECTIONS
from projections.ledger.reader import Reader
from projections.needs.call_board import SoughtCalls, call_board
from projections.office.months import MonthTotals, months
from projections.openness.notices import waiting_objections
from projections.people.balances import (
    accounts_of_kind,
    held_by_kind,
    held_by_members,
    trial_balance,
)
from projections.people.members import proposed_roles
from projections.rules.rule_versions import proposed_rules
from projections.rules.term_versions import proposed_terms
from projections.service.attestations import denied_hours
from projections.service.services import unaudited_services

router = page_router()

Watcher = Annotated[Visitor, Depends(visiting(SEE_LEDGER))]
QUESTIONS: Final = (
    *("balances", "months", "rule_versions", "stock", "term_versions", "stock_counts"),
    *("notices", "attestations"),
)
MONTHS_SHOWN: Final = 12
UNAUDITED_MAX: Final = 50
MISSED_MAX: Final = 500
BACKUP_DAYS_MAX: Final = 7
"""A backup that is older is no longer thought of as one."""
DONE: Final = {
    "checking": "核对已经开始，稍后刷新本页看结果。",
    "busy": "正在核对，请稍等。",
    "stopped": "核对已经停下，没有结果；账本和报表都没有动过。",
    "stopping": "正在停下：做完手上这一步就停，不留半成品。",
}


@router.get("/ledger")
async def overview(visitor: Watcher) -> Response:
    """The light, what is outstanding, what was issued and redeemed by month."""
    community = visitor.community
    reader = community.reader
    for question in QUESTIONS:
        await see_own_facts(community, question)
    goods = await whole_shelf(visitor)
    verdict = await verdict_of(visitor, goods)
    positions = await reader.positions()
    return visitor.show(
        "ledger/overview.html",
        message=said(visitor, DONE),
        first_day=await first_day(visitor),
        verdict=verdict,
        letterhead=await letterhead_of(visitor, verdict),
        every_night=visitor.community.settings.nightly_check_hour,
        backup=await last_backup(reader),
        backup_days_max=BACKUP_DAYS_MAX,
        running=await community.checks.running(),
        works=await community.works.of_commands(),
        now=datetime.now(community.zone),
        head=verdict.head,
        lags={
            it.question: max(verdict.head - positions.get(it.question, 0), 0) for it in PROJECTIONS
        },
        units=await trial_balance(reader),
        outstanding=await held_by_members(reader, POINTS),
        credit=await held_by_kind(reader, CREDIT),
        stock_points=sum(it.redeemable * it.points for it in goods),
        stock_fen=sum(it.redeemable * (it.cash_price_fen or 0) for it in goods),
        unaudited=len(await unaudited_services(reader, UNAUDITED_MAX)),
        unaudited_max=UNAUDITED_MAX,
        missed_calls=await _missed_calls(visitor),
        alone=len(await approvers(visitor)) < APPROVERS_LEAST,
        proposed=len(await proposed_roles(reader)),
        proposed_rules=len(await proposed_rules(reader)),
        late_answers=(await waiting_objections(reader, visitor.today)).late,
        disputed=await _disputed(reader),
        proposed_terms=len(await proposed_terms(reader)),
        unpriced=[it.name for it in goods if it.redeemable and it.cash_price_fen is None],
        funds=await accounts_of_kind(reader, "fund", CNY),
        months=await last_months(visitor),
    )


async def _missed_calls(visitor: Visitor) -> int:
    """How many old people nobody has called in time, for whoever watches that."""
    if not visitor.may(WATCH):
        return 0
    community = visitor.community
    for question in ("call_board", "pairing_board"):
        await see_own_facts(community, question)
    sought = SoughtCalls(active=True, missed=True)
    found = await call_board(
        community.reader, visitor.today, community.zone, sought, limit=MISSED_MAX
    )
    return len(found)


@router.post("/ledger/check")
async def check(visitor: Annotated[Visitor, Depends(visiting(READ_BOOKS))]) -> Response:
    """Begin a check of the books, in the background."""
    begun = await visitor.community.checks.begin(visitor.new_id, visitor.member_id)
    return go_on("/ledger", "checking" if begun else "busy")


@router.post("/ledger/check/stop")
async def stop_check(visitor: Annotated[Visitor, Depends(visiting(READ_BOOKS))]) -> Response:
    """Give up the check that is under way, whoever began it: a check changes nothing."""
    await visitor.community.checks.stop_running()
    return go_on("/ledger", "stopped")


async def _disputed(reader: Reader) -> int:
    """How many hours are denied and not at their end: no more are counted than are listed."""
    waiting = await denied_hours(reader, "open", limit=UNAUDITED_MAX)
    return len(waiting) + len(await denied_hours(reader, "upheld", limit=UNAUDITED_MAX))


async def last_months(visitor: Visitor) -> list[MonthTotals]:
    """The last twelve months in which anything happened."""
    today = visitor.today
    number = today.year * 12 + today.month - MONTHS_SHOWN
    first = date(number // 12, number % 12 + 1, 1)
    return (await months(visitor.community.reader, first, date.max))[:MONTHS_SHOWN]
