"""The book of gifts: each row is a donation."""

from typing import Final

from api.workbooks.bounded import (
    as_kept_name,
    as_kept_word,
    as_kind_of_gift,
)
from api.workbooks.cells import (
    UnreadableCell,
    as_date,
    as_fen,
    as_text,
)
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.reading import count_or, read, read_if_any
from domain.shop.donation import GENERAL_FUND, DonatedGoods, ReceiveDonation
from domain.shop.tags import donor_tag

NO_ITEM: Final = "none"
"""An id that no item has: the decision refuses it in its turn."""


def _donation(cells: Cells, office: Office, new_id: str) -> Step:
    day = read(cells, "日期", as_date)
    donor = read_if_any(cells, "捐赠人", as_kept_name)
    receipt_number = read_if_any(cells, "收据号", as_kept_word) or None
    giver = donor_tag(office.vault.donor_id(donor)) if donor else None
    purpose = read_if_any(cells, "指定用途", as_kept_word) or GENERAL_FUND
    kind = read(cells, "类型", as_kind_of_gift)
    if kind == "资金":
        try:
            money_fen = as_fen(cells["金额（元）"])
        except UnreadableCell:
            money_fen = 0
        decision = ReceiveDonation(
            donor=giver, money_fen=money_fen, purpose=purpose, receipt_number=receipt_number
        )
    else:
        goods = DonatedGoods(
            office.items.get(as_text(cells["品名"]), NO_ITEM),
            count_or(cells["数量"], 0),
            read_if_any(cells, "保质期至", as_date),
        )
        decision = ReceiveDonation(
            donor=giver, goods=(goods,), purpose=purpose, receipt_number=receipt_number
        )
    return Step(decision=decision, happened_at=office.noon(day), donor=donor or None)


WORKBOOK: Final = Workbook(
    kind="donations",
    title_zh="捐赠台账",
    columns=(
        "收据号",
        "日期",
        "捐赠人",
        "类型",
        "品名",
        "数量",
        "保质期至",
        "金额（元）",
        "指定用途",
    ),
    may_be_missing=frozenset({"指定用途"}),
    read=_donation,
    rank=40,
    by_two=True,
)
