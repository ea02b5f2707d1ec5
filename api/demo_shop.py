"""The demo community's charity supermarket: its catalogue, 商品目录, and its gifts, 捐赠台账."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from api.cells import CellValue
from api.demo_sheet import COMMUNITY, DemoRow, DemoSheet, in_order
from api.demo_typing import typed_date

DONATION_DAYS = 179

_ITEM_COLUMNS = ("条码", "品名", "单位", "积分", "平价（元）", "每人每月限量")
_DONATION_COLUMNS = (
    *("收据号", "日期", "捐赠人", "类型", "品名"),
    *("数量", "保质期至", "金额（元）", "指定用途"),
)
_DONORS = (
    *("嘉和商行", "湘江商贸有限公司", "石鼓志愿队", "街道商会", "社区便利店"),
    *("某热心市民", "邻里养老院"),
)
_PURPOSES = ("", "", "", "困难帮扶", "助学")
_MONEY_EVERY = 6
_MISTAKES_OF_A_KIND = 3


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


MILK = DemoItem("2000000000053", "纯牛奶250ml", "盒", 15, 2.2, 12, (200, 215))
QUILT = DemoItem("2000000000152", "棉被", "床", 680, 88, 1)
CATALOGUE = (
    DemoItem("2000000000015", "大米5kg", "袋", 200, 26, 1, (190, 400)),
    DemoItem("2000000000022", "食用油1.8L", "瓶", 180, 24.5, 1, (190, 540)),
    DemoItem("2000000000039", "挂面1kg", "把", 40, 5.5, 4, (150, 300)),
    DemoItem("2000000000046", "鸡蛋10枚", "盒", 60, 8, 3, (30, 260)),
    MILK,
    DemoItem("2000000000060", "洗衣液2kg", "瓶", 120, 15, 2),
    DemoItem("2000000000077", "肥皂", "块", 10, 1.5),
    DemoItem("2000000000084", "抽纸", "提", 75, 9.9, 2),
    DemoItem("2000000000091", "牙膏", "支", 35, 4.5, 2),
    DemoItem("2000000000107", "毛巾", "条", 45, 6),
    DemoItem("2000000000114", "电热水壶", "个", 450, 59, 1),
    DemoItem("2000000000121", "保温杯", "个", 260, 32, 1),
    DemoItem("2000000000138", "雨伞", "把", 150, 19, 1),
    DemoItem("2000000000145", "笔记本", "本", 20, 2.5, 5),
    QUILT,
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


def make_lots(first_day: date, dice: Random) -> tuple[DemoLot, ...]:
    """Return the gifts in kind, on most of the DONATION_DAYS from `first_day` on."""
    return tuple(
        _some_lot(first_day + timedelta(days=number), dice)
        for number in range(DONATION_DAYS)
        if number % _MONEY_EVERY
    )
