"""The book of redemptions: each row is goods for points."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from api.workbooks.cells import (
    as_date,
)
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.personal import as_name
from api.workbooks.reading import TELLING_APART, count_or, day_or, find, read
from api.workbooks.resembling import Anchor, Asked, Change, Resemblance, Traits
from domain.ledger.decision import OFFICE, Decision
from domain.ledger.fact import Fact, Recorded
from domain.people.spelling import look
from domain.shop.goods_return import GoodsReturned, ReturnGoods
from domain.shop.items import QuantityInvalid
from domain.shop.redemption import (
    InsufficientPoints,
    OutOfStock,
    OverLimit,
    PointsRedeemed,
    RedeemPoints,
)
from domain.shop.sale import Pieces, SaleLine, SelfServed


def _redemption(cells: Cells, office: Office, new_id: str) -> Step:
    found = find(cells, "姓名", office)
    item_id = office.goods.find(cells["品名"], day_or(cells["日期"], office.today))
    quantity = count_or(cells["数量"], 0)
    if quantity < 1:
        raise QuantityInvalid
    decision = RedeemPoints(
        member_id=found.member_id,
        lines=(Pieces(item_id, quantity),),
        served_by=found.member_id if look(as_name(cells["经手人"])) == look(found.name) else OFFICE,
        stated_points=count_or(cells["积分"], -1),
    )
    day = read(cells, "日期", as_date)
    return Step(
        decision=decision, happened_at=office.noon(day), not_by=(found.member_id, SelfServed)
    )


def _traits(fact: Fact, day: date, zone: ZoneInfo) -> Traits | None:
    """A sale is found again by who took what home on which day."""
    if not isinstance(fact, PointsRedeemed):
        return None
    anchors = _anchors(fact.member_id, fact.lines, day)
    pieces = sum(it.quantity for it in fact.lines)
    return Traits(
        anchors,
        anchors,
        f"{day} 兑换 {pieces} 件，{fact.points} 分",
        f"{day}, {pieces} pieces for {fact.points} points",
        _loosely(fact.member_id, fact.lines, day),
    )


def _anchors(member_id: str, lines: Iterable[SaleLine | Pieces], day: date) -> frozenset[Anchor]:
    return frozenset((member_id, day.isoformat(), it.item_id) for it in lines)


def _loosely(member_id: str, lines: Iterable[SaleLine | Pieces], day: date) -> frozenset[Anchor]:
    """The same person, goods or day, where the others were corrected."""
    found: set[Anchor] = set()
    for it in lines:
        pieces = str(it.quantity)
        found.add(("another day", member_id, it.item_id, pieces))
        found.add(("another person", day.isoformat(), it.item_id, pieces))
        found.add(("other goods", member_id, day.isoformat(), pieces))
    return frozenset(found)


def _sought(asked: Decision, day: date, zone: ZoneInfo) -> tuple[frozenset[Anchor], ...]:
    if not isinstance(asked, RedeemPoints):
        return ()
    head = asked.member_id, asked.lines, day
    return _anchors(*head), _loosely(*head)


def _undone(fact: Fact) -> str | None:
    return fact.redemption_id if isinstance(fact, GoodsReturned) else None


def _changed(recorded: Recorded, asked: Asked) -> Change:
    """The goods of the earlier sale come back, and leave anew."""
    sale = recorded.fact
    if not isinstance(sale, PointsRedeemed):
        raise TypeError(f"{sale!r} is no sale")
    lines = tuple(Pieces(it.item_id, it.quantity) for it in sale.lines)
    return Change(ReturnGoods(redemption_id=sale.redemption_id, lines=lines), asked.decision)


WORKBOOK: Final = Workbook(
    kind="redemptions",
    title_zh="兑换台账",
    columns=(
        "日期",
        "姓名",
        "电话后四位",
        "品名",
        "数量",
        "积分",
        "经手人",
    ),
    telling_apart=TELLING_APART,
    resemblance=Resemblance(
        types=("points.redeemed", "goods.returned"),
        recognise=_traits,
        undone=_undone,
        sought=_sought,
        hidden_by=(OverLimit, InsufficientPoints, OutOfStock),
        changed=_changed,
    ),
    read=_redemption,
    rank=50,
    by_two=True,
)
