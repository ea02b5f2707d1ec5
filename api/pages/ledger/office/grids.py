"""The grids in the ledger: a month's figures by either map, what they are made of, and the map."""

from collections.abc import Awaitable
from datetime import date, datetime, time
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Response

from api.office.network import Waiting, what_waits
from api.pages.done import said
from api.pages.language import translator
from api.pages.ledger.lookup import names_of
from api.pages.ledger.office.month import read_month
from api.pages.ledger.office.reports import hours
from api.pages.ledger.verdict import letterhead_of
from api.pages.ledger.workbook import LedgerWorkbook
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, visiting
from api.people.network import GridFigures, figures
from api.people.nodes import (
    FOUND_NODE,
    REPORT,
    Closing,
    NewParent,
    NodeChange,
    change_node,
    close_node,
    move_node,
)
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from api.serving.reaching.homes import home_finder
from domain.ledger.refusal import Refusal
from domain.people.membership import UnknownMember
from domain.people.network.drawn import Drawn, Network
from domain.people.network.homes import Map
from domain.people.network.standing import UnknownNode
from projections.people.members import member_of_number
from projections.people.nodes import network_of
from projections.service.rankings import Period, read_period
from projections.service.services import ConfirmedService, confirmed_between

router = page_router()

Reading = Annotated[Visitor, Depends(visiting(REPORT))]
Drawing = Annotated[Visitor, Depends(visiting(FOUND_NODE))]

HERE: Final = "/ledger/grids"
QUESTIONS: Final = (
    *("nodes", "members", "rankings", "services"),
    *("standings", "requests_board", "pairing_board"),
)
DONE: Final = {
    "changed": "已更改，从那天起照新的算。",
    "led": "已请为楼栋长，住户在手机上看得到电话。",
    "moved": "楼栋已划入，从那天起算那个网格的。",
    "closed": "已撤销，从那天起算并入的那个。",
}


class GridMonth(NamedTuple):
    """A grid's month: who lives there today, and what was given there by either map."""

    node_id: str
    label: str
    closed: bool
    then: GridFigures
    today: GridFigures


@router.get(HERE)
async def report(visitor: Reading, month: str | None = None) -> Response:
    """A month's figures; last month's when none is named."""
    return await _page(visitor, read_month(month, visitor.today))


async def _page(
    visitor: Visitor, period: Period, *, problem: str | None = None, status: int = 200
) -> Response:
    network, rows = await _rows(visitor, period)
    waiting = await waiting_in(visitor, network)
    there = [it for it in network.nodes.values() if not it.is_closed_on(visitor.today)]
    return visitor.show(
        "ledger/office/grids.html",
        status,
        month=period.first,
        rows=rows,
        waiting=waiting,
        nodes=there,
        called=lambda it: _called(network, it, visitor.today),
        today=visitor.today,
        letterhead=await letterhead_of(visitor),
        message=said(visitor, DONE),
        problem=problem,
    )


def _called(network: Network, node: Drawn, day: date) -> str:
    """A building is told with its grid: several may have one name."""
    parent_id = node.parent_on(day)
    if parent_id not in network.nodes:
        return node.label_on(day)
    return f"{network.standing(parent_id, day).label_on(day)} {node.label_on(day)}"


async def _rows(visitor: Visitor, period: Period) -> tuple[Network, list[GridMonth]]:
    community = visitor.community
    for question in QUESTIONS:
        await see_own_facts(community, question)
    network, then = await figures(community, period, "then", visitor.today)
    _, today = await figures(community, period, "today", visitor.today)
    nobody = GridFigures()
    rows = []
    for it in network.grids():
        closed = it.is_closed_on(visitor.today)
        by_then, by_today = then.get(it.node_id, nobody), today.get(it.node_id, nobody)
        if not closed or by_then.services:
            label = it.label_on(visitor.today)
            rows.append(GridMonth(it.node_id, label, closed, by_then, by_today))
    return network, rows


async def waiting_in(visitor: Visitor, network: Network) -> Waiting:
    """What waits in each grid today."""
    month = read_period(f"{visitor.today:%Y-%m}")
    _, found = await figures(visitor.community, month, "then", visitor.today)
    return await what_waits(visitor.community, network, found, visitor.today)


@router.get(f"{HERE}.xlsx")
async def workbook(visitor: Reading, month: str | None = None) -> Response:
    """The same as a workbook."""
    period = read_month(month, visitor.today)
    network, rows = await _rows(visitor, period)
    waiting = await waiting_in(visitor, network)
    _ = translator(visitor.language)
    with LedgerWorkbook() as book:
        book.sheet(
            _("网格月报"),
            [
                *(_("网格"), _("月份"), _("成员"), _("志愿者"), _("60 岁以上"), _("服务人数")),
                *(_("服务次数"), _("小时（按当时的网格）"), _("小时（按今天的网格）")),
                *(_("没办完的求助（今天）"), _("逾期的走访（今天）"), _("困难的人（今天）")),
            ],
        )
        book.rows(
            (
                *(it.label, f"{period.first:%Y-%m}", len(it.then.members)),
                *(len(it.then.volunteers), len(it.then.aged), len(it.then.givers)),
                *(it.then.services, hours(it.then.service_minutes)),
                hours(it.today.service_minutes),
                *(waiting.requests[it.node_id], waiting.visits[it.node_id]),
                waiting.hardship.get(it.node_id),
            )
            for it in rows
        )
    return book.answer(f"grids-{period.first:%Y-%m}.xlsx")


@router.get(HERE + "/{node_id}")
async def one(
    node_id: str, visitor: Reading, month: str | None = None, map: Map = "then"
) -> Response:
    """The services of which a grid's figure of a month is made, each with its fact."""
    period, community = read_month(month, visitor.today), visitor.community
    for question in QUESTIONS:
        await see_own_facts(community, question)
    network = await network_of(community.reader)
    if node_id not in network.nodes:
        raise UnknownNode
    by = visitor.today if map == "today" else None
    services = await _services(visitor, network, period, node_id, by)
    return visitor.show(
        "ledger/office/grid.html",
        node_id=node_id,
        label=network.nodes[node_id].label_on(visitor.today),
        month=period.first,
        map=map,
        services=services,
        minutes=sum(it.minutes for it in services),
        names=await names_of(visitor, {it.member_id for it in services}, masked=False),
    )


async def _services(
    visitor: Visitor, network: Network, period: Period, node_id: str, by: date | None
) -> list[ConfirmedService]:
    zone, community = visitor.community.zone, visitor.community
    since, until = (datetime.combine(it, time(), zone) for it in period)
    found = await confirmed_between(community.reader, since, until)
    home_of = await home_finder(community, network, {it.member_id for it in found}, by)
    return [
        it for it in found if home_of(it.member_id, it.starts_at.astimezone(zone).date()) == node_id
    ]


@router.post(HERE + "/{node_id}/changes")
async def change(node_id: str, visitor: Drawing) -> Response:
    """Call it otherwise from a day on."""
    return await _done(visitor, _changed(node_id, visitor), "changed")


async def _changed(node_id: str, visitor: Visitor) -> Any:
    return await change_node(node_id, visitor.read(NodeChange), visitor)


@router.post(HERE + "/{node_id}/lead")
async def lead(node_id: str, visitor: Drawing) -> Response:
    """Name who leads a building from now on."""
    return await _done(visitor, _led(node_id, visitor), "led")


async def _led(node_id: str, visitor: Visitor) -> Any:
    number = str(visitor.form.get("number") or "").strip().upper()
    member_id = await member_of_number(visitor.community.reader, number)
    if member_id is None:
        raise UnknownMember
    return await change_node(node_id, NodeChange(lead=member_id), visitor)


@router.post(HERE + "/{node_id}/moves")
async def move(node_id: str, visitor: Drawing) -> Response:
    """Put a building into another grid from a day on."""
    return await _done(visitor, _moved(node_id, visitor), "moved")


async def _moved(node_id: str, visitor: Visitor) -> Any:
    return await move_node(node_id, visitor.read(NewParent), visitor)


@router.post(HERE + "/{node_id}/closing")
async def close(node_id: str, visitor: Drawing) -> Response:
    """Close it from a day on."""
    return await _done(visitor, _closed(node_id, visitor), "closed")


async def _closed(node_id: str, visitor: Visitor) -> Any:
    return await close_node(node_id, visitor.read(Closing), visitor)


async def _done(visitor: Visitor, change: Awaitable[Any], done: str) -> Response:
    try:
        await change
    except (Malformed, Refusal) as no:
        period = read_month(None, visitor.today)
        if isinstance(no, Malformed):
            return await _page(visitor, period, problem=no.findings[0]["message"], status=422)
        told = no.sentence(visitor.language)
        return await _page(visitor, period, problem=told, status=status_of(no))
    return go_on(HERE, done)
