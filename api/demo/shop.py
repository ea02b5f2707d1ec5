"""The demo community's charity supermarket: its catalogue, 商品目录, and its gifts, 捐赠台账."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from api.demo.sheet import DemoRow, DemoSheet, in_order
from api.demo.typists import typed_date
from api.workbooks.cells import CellValue

DONATION_DAYS = 179

_ITEM_COLUMNS = ("条码", "品名", "单位", "积分", "平价（元）", "每人每月限量")
_DONATION_COLUMNS = (
    *("收据号", "日期", "捐赠人", "类型", "品名"),
    *("数量", "保质期至", "金额（元）", "指定用途"),
)
DONORS = (
    *("嘉和商行", "湘江商贸有限公司", "石鼓志愿队", "街道商会", "社区便利店"),
    *("某热心市民", "邻里养老院"),
)
_PURPOSES = ("", "", "", "困难帮扶", "助学")
_NEVER_GIVEN = "棉被"
_MONEY_EVERY = 6
_CHEAP_POINTS_MAX = 45
_MISTAKES_OF_A_KIND = 3
_MISTAKES = (
    *("duplicate_receipt", "unknown_item", "quantity_invalid"),
    *("expired_on_receipt", "amount_invalid"),
)


@dataclass(frozen=True, slots=True)
class DemoItem:
    """A thing on the shelf: its price in points and in yuan, and how many a member may have.

    `keeps_days` is how long a gift of it may keep (shortest and longest), nothing when for ever.
    """

    barcode: str
    name: str
    unit: str
    points: int
    price_yuan: float
    monthly_limit: int | None = None
    keeps_days: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class DemoLot:
    """Units of one thing, given together."""

    item: DemoItem
    quantity: int
    received: date
    expires: date | None


CATALOGUE = (
    DemoItem("2000000000015", "大米5kg", "袋", 200, 26, 1, (190, 400)),
    DemoItem("2000000000022", "食用油1.8L", "瓶", 180, 24.5, 1, (190, 540)),
    DemoItem("2000000000039", "挂面1kg", "把", 40, 5.5, 4, (150, 300)),
    DemoItem("2000000000046", "鸡蛋10枚", "盒", 60, 8, 3, (30, 45)),
    DemoItem("2000000000053", "纯牛奶250ml", "盒", 15, 2.2, 12, (60, 75)),
    DemoItem("2000000000060", "洗衣液2kg", "瓶", 120, 15, 2),
    DemoItem("2000000000077", "肥皂", "块", 10, 1.5),
    DemoItem("2000000000084", "抽纸", "提", 75, 9.9, 2),
    DemoItem("2000000000091", "牙膏", "支", 35, 4.5, 2),
    DemoItem("2000000000107", "毛巾", "条", 45, 6),
    DemoItem("2000000000114", "电热水壶", "个", 450, 59, 1),
    DemoItem("2000000000121", "保温杯", "个", 260, 32, 1),
    DemoItem("2000000000138", "雨伞", "把", 150, 19, 1),
    DemoItem("2000000000145", "笔记本", "本", 20, 2.5, 5),
    DemoItem("2000000000152", "棉被", "床", 680, 88, 1),
    DemoItem("2000000000169", "儿童绘本", "本", 80, 12),
)


def make_catalogue() -> DemoSheet:
    """Return the catalogue; none of its rows is wrong."""
    rows = tuple(
        DemoRow(
            (
                item.barcode,
                item.name,
                item.unit,
                item.points,
                item.price_yuan,
                item.monthly_limit or "",
            )
        )
        for item in CATALOGUE
    )
    return DemoSheet("items", "爱心超市商品目录", _ITEM_COLUMNS, rows)


@dataclass(frozen=True, slots=True)
class _Entry:
    """What somebody writes down of a gift."""

    receipt: str
    day: date
    kind: str
    item: str = ""
    quantity: CellValue = ""
    expires: date | None = None
    amount_yuan: CellValue = ""


def make_donations(first_day: date, dice: Random) -> tuple[DemoSheet, tuple[DemoLot, ...]]:
    """Return the ledger of gifts, one a day for DONATION_DAYS, and the goods that it brought."""
    mistakes = _MISTAKES * _MISTAKES_OF_A_KIND
    mistaken = dict(
        zip(dice.sample(range(20, DONATION_DAYS), len(mistakes)), mistakes, strict=True)
    )
    given = [item for item in CATALOGUE if item.name != _NEVER_GIVEN]
    lots: list[DemoLot] = []
    rows: list[DemoRow] = []
    for number in range(DONATION_DAYS):
        day = first_day + timedelta(days=number)
        receipt = f"JZ{first_day.year}{number + 1:04}"
        code = mistaken.get(number, "")
        if code:
            entry = _spoilt(receipt, _some_lot(dice.choice(given), day, dice), code, number)
        elif number % _MONEY_EVERY == 0:
            entry = _Entry(receipt, day, "资金", amount_yuan=_some_amount(dice))
        else:
            lots.append(_some_lot(given[len(lots) % len(given)], day, dice))
            entry = _goods(receipt, lots[-1])
        rows.append(_row(entry, dice, code))
    sheet = DemoSheet("donations", "爱心超市捐赠台账", _DONATION_COLUMNS, in_order(rows))
    return sheet, tuple(lots)


def _some_lot(item: DemoItem, day: date, dice: Random) -> DemoLot:
    keeps = item.keeps_days
    expires = day + timedelta(days=dice.randint(*keeps)) if keeps else None
    quantity = dice.randint(6, 25) * (4 if item.points <= _CHEAP_POINTS_MAX else 1)
    return DemoLot(item, quantity, day, expires)


def _some_amount(dice: Random) -> CellValue:
    """Return a sum of yuan as people write it."""
    yuan = dice.randint(50, 400) * 100 if dice.random() < 0.5 else dice.randint(1_000, 400_000) / 10
    typed: list[CellValue] = [yuan, yuan, f"{yuan:,.2f}元", f"¥{yuan}"]
    return dice.choice(typed)


def _goods(receipt: str, lot: DemoLot) -> _Entry:
    return _Entry(receipt, lot.received, "物资", lot.item.name, lot.quantity, lot.expires)


def _spoilt(receipt: str, lot: DemoLot, code: str, number: int) -> _Entry:
    entry, day, way = _goods(receipt, lot), lot.received, number % 3
    match code:
        case "duplicate_receipt":
            return replace(entry, receipt=f"{receipt[:-4]}{1 + way:04}")
        case "unknown_item":
            return replace(entry, item=("金条", "大米", "")[way])
        case "quantity_invalid":
            quantities: tuple[CellValue, ...] = (0, -3, "若干")
            return replace(entry, quantity=quantities[way])
        case "expired_on_receipt":
            return replace(entry, expires=day - timedelta(days=way + 1))
        case _:
            amounts: tuple[CellValue, ...] = (0, "约五百", 88.888)
            return _Entry(receipt, day, "资金", amount_yuan=amounts[way])


def _row(entry: _Entry, dice: Random, mistake: str) -> DemoRow:
    quantity = entry.quantity
    if isinstance(quantity, int) and dice.random() < 0.05:
        quantity = f" {quantity}"
    cells: tuple[CellValue, ...] = (
        entry.receipt,
        typed_date(entry.day, dice),
        dice.choice(DONORS),
        entry.kind,
        entry.item,
        quantity,
        typed_date(entry.expires, dice) if entry.expires else "",
        entry.amount_yuan,
        dice.choice(_PURPOSES),
    )
    return DemoRow(cells, entry.day, mistake=mistake)
