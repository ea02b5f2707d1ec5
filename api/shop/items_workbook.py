"""The catalogue: each row lists an item."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from api.workbooks.bounded import (
    as_amount,
    as_kept_name,
    as_kept_word,
)
from api.workbooks.cells import (
    as_fen,
)
from api.workbooks.kinds import Cells, Remark, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.reading import read, read_if_any
from api.workbooks.refusals import (
    MissingName,
)
from api.workbooks.resembling import Anchor, Asked, Change, Resemblance, Traits
from api.workbooks.typed.barcodes import is_mistyped, read_barcode
from domain.ledger.decision import Decision
from domain.ledger.fact import Fact, Recorded
from domain.shop.barcode import code_of
from domain.shop.item_change import ChangeAsListed
from domain.shop.item_terms import ItemChanged
from domain.shop.items import ItemExists, ItemListed, ListItem

_MISTYPED: Final = Remark(
    "barcode_mistyped",
    "条码的最后一位与前面的不合，可能抄错了一位，请对照包装核对。",
    "The last digit of the barcode does not fit the others; compare it with the packet.",
)


def _item(cells: Cells, office: Office, new_id: str) -> Step:
    name = read(cells, "品名", as_kept_name)
    if not name:
        raise MissingName(column="品名")
    decision = ListItem(
        name=name,
        unit=read(cells, "单位", as_kept_word) or "件",
        points=read(cells, "积分", as_amount),
        barcode=read(cells, "条码", read_barcode),
        cash_price_fen=read_if_any(cells, "平价（元）", as_fen),
        limit_per_member_month=read_if_any(cells, "每人每月限量", as_amount),
    )
    remarks = (_MISTYPED,) if is_mistyped(decision.barcode) else ()
    return Step(decision=decision, remarks=remarks)


def _traits(fact: Fact, day: date, zone: ZoneInfo) -> Traits | None:
    """Goods are found again by their name, or by a barcode."""
    match fact:
        case ItemListed():
            known = _anchors(fact.name, (fact.barcode,) if fact.barcode else ())
            zh, en = f"{fact.name}，{fact.points} 分", f"{fact.name}, {fact.points} points"
        case ItemChanged():
            known = _anchors(fact.name, fact.barcodes or ())
            zh, en = "更改过的商品", "goods that were changed"
        case _:
            return None
    return Traits(known, frozenset(), zh, en)


def _anchors(name: str | None, barcodes: Iterable[str]) -> frozenset[Anchor]:
    codes = {("barcode", code_of(it)) for it in barcodes}
    return frozenset(codes | ({("a name", name)} if name else set()))


def _sought(asked: Decision, day: date, zone: ZoneInfo) -> tuple[frozenset[Anchor], ...]:
    if not isinstance(asked, ListItem):
        return ()
    return (_anchors(asked.name, (asked.barcode,) if asked.barcode else ()),)


def _changed(recorded: Recorded, asked: Asked) -> Change:
    """From today on the goods are as the row says."""
    before, row = recorded.fact, asked.decision
    if not isinstance(before, ItemListed | ItemChanged) or not isinstance(row, ListItem):
        raise TypeError(f"{before!r} lists no goods")
    return Change(None, ChangeAsListed(item_id=before.item_id, said=row))


WORKBOOK: Final = Workbook(
    kind="items",
    title_zh="商品目录",
    columns=(
        "条码",
        "品名",
        "单位",
        "积分",
        "平价（元）",
        "每人每月限量",
    ),
    may_be_missing=frozenset({"单位"}),
    resemblance=Resemblance(
        types=("item.listed", "item.changed"),
        recognise=_traits,
        anyones=True,
        sought=_sought,
        hidden_by=(ItemExists,),
        changed=_changed,
    ),
    read=_item,
    rank=20,
)
