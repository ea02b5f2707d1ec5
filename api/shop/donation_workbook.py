"""The book of gifts: each row is a donation."""

import re
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from api.workbooks.bounded import (
    as_kept_name,
    as_kept_word,
    as_kind_of_gift,
)
from api.workbooks.cells import (
    UnreadableCell,
    as_date,
    as_day_after,
    as_fen,
)
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.opened.columns import MISTAKE_COLUMN
from api.workbooks.reading import count_or, read, read_if_any
from api.workbooks.resembling import Anchor, Resemblance, Traits
from domain.ledger.fact import Fact
from domain.shop.donation import (
    GENERAL_FUND,
    DonatedGoods,
    DuplicateReceipt,
    Given,
    ReceiveDonation,
)
from domain.shop.items import UnknownItem
from domain.shop.receipt_lines import ReceiveLine
from domain.shop.tags import donor_tag

OWN_NUMBER: Final = re.compile(r"R\d{8}-\d{4,}")
"""A receipt's number that was made because the office wrote none."""

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
            _item_id(cells, office, day),
            count_or(cells["数量"], 0),
            read_if_any(cells, "保质期至", as_day_after),
        )
        decision = ReceiveDonation(
            donor=giver, goods=(goods,), purpose=purpose, receipt_number=receipt_number
        )
    joins = tuple(office.adjoining)
    if receipt_number and _was_mended(cells, receipt_number):
        joins += _mended(office, _receipt(receipt_number, day, giver))
    return Step(
        decision=ReceiveLine(line=decision, joins=joins),
        happened_at=office.noon(day),
        donor=donor or None,
    )


def _receipt(number: str, day: date, donor: str | None) -> Anchor:
    return "receipt", number, day.isoformat(), donor or ""


def _was_mended(cells: Cells, receipt_number: str) -> bool:
    """Whether it is given back in the workbook of refused rows, and not just as it was taken."""
    if MISTAKE_COLUMN not in cells:
        return False
    used = DuplicateReceipt(receipt_number=receipt_number).sentence("zh")
    return used not in str(cells[MISTAKE_COLUMN])


def _mended(office: Office, receipt: Anchor) -> tuple[str, ...]:
    """The donation whose receipt has a row that was refused, given back and mended."""
    before = office.earlier.resembled(frozenset({receipt}))
    return (before.fact.donation_id,) if before and isinstance(before.fact, Given) else ()


def _item_id(cells: Cells, office: Office, day: date) -> str:
    try:
        return office.goods.find(cells["品名"], day)
    except UnknownItem:
        return NO_ITEM


def _traits(fact: Fact, day: date, zone: ZoneInfo) -> Traits | None:
    """What the same giver gave on the same day, where a receipt's number does not tell them apart.

    Of two gifts with numbers that the office wrote, only those are alike that give as much.
    """
    if not isinstance(fact, Given):
        return None
    head = fact.donor or "", day.isoformat()
    given = [(*head, it.item_id, str(it.quantity)) for it in fact.goods]
    given += [(*head, "cny", str(fact.money_fen))] if fact.money_fen else []
    loosely = {("another day", it[0], *it[2:]) for it in given}
    loosely |= {("another donor", *it[1:]) for it in given}
    receipt = _receipt(fact.receipt_number, day, fact.donor)
    wide = {it[:-1] for it in given}
    unnumbered = {(*it, "unnumbered") for it in wide}
    own_number = OWN_NUMBER.fullmatch(fact.receipt_number) is not None
    pieces = sum(it.quantity for it in fact.goods)
    return Traits(
        frozenset({*given, *wide, receipt} | (unnumbered if own_number else set())),
        frozenset(wide if own_number else {*given, *unnumbered}),
        f"{day} 收据 {fact.receipt_number}，{pieces} 件，{fact.money_fen / 100:.2f} 元",
        f"{day}, receipt {fact.receipt_number}, {pieces} pieces, {fact.money_fen / 100:.2f} yuan",
        frozenset(loosely),
    )


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
    one_by=("收据号", "日期", "捐赠人"),
    resemblance=Resemblance(
        types=("donation.received", "donation.extended"),
        recognise=_traits,
        instead_zh=(
            "收下的捐赠由另一位工作人员按原收据核对。这一行请选“同一笔”，不会再记；"
            "确实另收了东西的，选“另一笔”。"
        ),
        instead_en=(
            "a gift that was received is looked into by somebody else, by its receipt. Choose “the "
            "same” for this row, and nothing is recorded; “another” where more was received."
        ),
    ),
    read=_donation,
    rank=40,
    by_two=True,
)
