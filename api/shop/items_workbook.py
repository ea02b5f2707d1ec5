"""The catalogue: each row lists an item."""

from typing import Final

from api.workbooks.bounded import (
    as_amount,
    as_kept_name,
    as_kept_word,
)
from api.workbooks.cells import (
    as_fen,
)
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.reading import read, read_if_any
from api.workbooks.refusals import (
    MissingName,
)
from api.workbooks.typed.barcodes import read_barcode
from domain.shop.items import ListItem


def _item(cells: Cells, office: Office, new_id: str) -> Step:
    name = read(cells, "品名", as_kept_name)
    if not name:
        raise MissingName(column="品名")
    return Step(
        decision=ListItem(
            name=name,
            unit=read(cells, "单位", as_kept_word) or "件",
            points=read(cells, "积分", as_amount),
            barcode=read(cells, "条码", read_barcode),
            cash_price_fen=read_if_any(cells, "平价（元）", as_fen),
            limit_per_member_month=read_if_any(cells, "每人每月限量", as_amount),
        )
    )


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
    read=_item,
    rank=20,
)
