"""The book of redemptions: each row is goods for points."""

from typing import Final

from api.workbooks.cells import (
    as_date,
    as_text,
)
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.personal import as_name_key
from api.workbooks.reading import TELLING_APART, count_or, find, read
from domain.ledger.decision import OFFICE
from domain.people.spelling import name_key
from domain.shop.items import QuantityInvalid, UnknownItem
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import Pieces, SelfServed


def _redemption(cells: Cells, office: Office, new_id: str) -> Step:
    found = find(cells, "姓名", office)
    item_id = office.items.get(as_text(cells["品名"]))
    if item_id is None:
        raise UnknownItem
    quantity = count_or(cells["数量"], 0)
    if quantity < 1:
        raise QuantityInvalid
    decision = RedeemPoints(
        member_id=found.member_id,
        lines=(Pieces(item_id, quantity),),
        served_by=found.member_id
        if as_name_key(cells["经手人"]) == name_key(found.name)
        else OFFICE,
        stated_points=count_or(cells["积分"], -1),
    )
    day = read(cells, "日期", as_date)
    return Step(
        decision=decision, happened_at=office.noon(day), not_by=(found.member_id, SelfServed)
    )


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
    read=_redemption,
    rank=50,
    by_two=True,
)
