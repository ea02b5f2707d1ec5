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
from api.workbooks.kinds import Cells, Remark, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.opened.columns import MISTAKE_COLUMN
from api.workbooks.reading import count_or, read, read_words_if_any
from api.workbooks.resembling import (
    Anchor,
    Asked,
    Change,
    Resemblance,
    ResemblesAnother,
    Traits,
)
from api.workbooks.typed.placeholders import is_nought, says_none
from domain.ledger.decision import Decision
from domain.ledger.fact import Fact, Recorded
from domain.shop.donation import (
    GENERAL_FUND,
    DonatedGoods,
    DuplicateReceipt,
    Given,
    ReceiveDonation,
)
from domain.shop.donation_correction import ReceivedYourself
from domain.shop.giving.kinds import GoodsWereGiven, MoneyWasGiven
from domain.shop.items import UnknownItem
from domain.shop.receipt_lines import (
    CorrectedAsAWhole,
    CorrectReceiptLine,
    ReceiptStays,
    ReceiveLine,
)
from domain.shop.tags import donor_tag

OWN_NUMBER: Final = re.compile(r"R\d{8}-\d{4,}")
"""A receipt's number that was made because the office wrote none."""

NO_PURPOSE: Final = frozenset(
    {"不指定", "未指定", "无指定", "没有指定", "不定向", "非定向", "无定向", "未定向", "不限定"}
    | {"不限用途", "无特定用途", "无指定用途", "通用", "通用基金", "一般", "一般基金", "一般用途"}
)
"""What people write where a gift is for nothing in particular."""

NO_ITEM: Final = "none"
"""An id that no item has: the decision refuses it in its turn."""


def _donation(cells: Cells, office: Office, new_id: str) -> Step:
    day = read(cells, "日期", as_date)
    donor = read_words_if_any(cells, "捐赠人", as_kept_name)
    receipt_number = read_words_if_any(cells, "收据号", as_kept_word) or None
    giver = donor_tag(office.vault.donor_id(donor)) if donor else None
    purpose = read_words_if_any(cells, "指定用途", as_kept_word)
    if purpose is None or "".join(purpose.split()) in NO_PURPOSE:
        purpose = GENERAL_FUND
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
            read_words_if_any(cells, "保质期至", as_day_after),
        )
        decision = ReceiveDonation(
            donor=giver, goods=(goods,), purpose=purpose, receipt_number=receipt_number
        )
    again = (office.earlier.again.get(it) for it in office.adjoining)
    begun = (it.fact.donation_id for it in again if it and isinstance(it.fact, Given))
    joins = tuple(dict.fromkeys((*office.adjoining, *begun)))
    mended = receipt_number is not None and _was_mended(cells, receipt_number)
    if receipt_number and mended:
        joins += _mended(office, _receipt(receipt_number, day, giver))
    return Step(
        decision=ReceiveLine(line=decision, joins=joins),
        happened_at=office.noon(day),
        donor=donor or None,
        remarks=_left(cells, kind),
        mended=mended,
    )


def _left(cells: Cells, kind: str) -> tuple[Remark, ...]:
    """What a row says of money beside goods, or of goods beside money, is not recorded."""
    columns = ("品名", "数量") if kind == "资金" else ("金额（元）",)
    told = [it for it in columns if not says_none(cells[it]) and not is_nought(cells[it])]
    if len(told) < len(columns):
        return ()
    zh, en = "、".join(f"“{it}”" for it in told), ", ".join(told)
    return (
        Remark(
            "left_of_gift",
            f"类型是“{kind}”，所以{zh}没有记录；也收到的话请另写一行。",
            f"The kind is {kind}, so {en} was not recorded; if that was given too, add a row.",
        ),
    )


def _receipt(number: str, day: date, donor: str | None) -> Anchor:
    return "receipt", number, day.isoformat(), donor or ""


def _was_mended(cells: Cells, receipt_number: str) -> bool:
    """Whether it is given back in the workbook of refused rows, and not just as it was taken."""
    if MISTAKE_COLUMN not in cells:
        return False
    used = DuplicateReceipt(receipt_number=receipt_number).sentence("zh")
    alike, _, _ = ResemblesAnother.zh.partition("{")
    return not any(said in str(cells[MISTAKE_COLUMN]) for said in (used, alike))


def _mended(office: Office, receipt: Anchor) -> tuple[str, ...]:
    """The donation whose receipt has a row that was refused, given back and mended."""
    before = (it.fact for it in office.earlier.resembled({receipt}))
    return tuple(it.donation_id for it in before if isinstance(it, Given))[:1]


def _item_id(cells: Cells, office: Office, day: date) -> str:
    try:
        return office.goods.find(cells["品名"], day)
    except UnknownItem:
        return NO_ITEM


def _traits(fact: Fact, day: date, zone: ZoneInfo) -> Traits | None:
    """What the same giver gave on the same day, where a receipt's number does not tell them apart.

    Of two gifts with numbers that the office wrote, only those are alike that give as much, or are
    of one receipt: there another amount of the same, or else anything.
    """
    if not isinstance(fact, Given):
        return None
    given = _given(fact, day)
    receipt = _receipt(fact.receipt_number, day, fact.donor)
    wide = {it[:-1] for it in given}
    lines = _lines(fact, day)
    unnumbered = {(*it, "unnumbered") for it in wide}
    own_number = OWN_NUMBER.fullmatch(fact.receipt_number) is not None
    pieces = sum(it.quantity for it in fact.goods)
    return Traits(
        frozenset({*given, *wide, *lines, receipt} | (unnumbered if own_number else set())),
        frozenset(wide if own_number else {*given, *unnumbered, *lines}),
        f"{day} 收据 {fact.receipt_number}，{pieces} 件，{fact.money_fen / 100:.2f} 元",
        f"{day}, receipt {fact.receipt_number}, {pieces} pieces, {fact.money_fen / 100:.2f} yuan",
        _loosely(fact, day),
        frozenset({receipt}),
    )


def _given(it: Given | ReceiveDonation, day: date) -> list[tuple[str, str, str, str]]:
    """By whom, when, and how much of what."""
    head = it.donor or "", day.isoformat()
    given = [(*head, line.item_id, str(line.quantity)) for line in it.goods]
    return [*given, (*head, "cny", str(it.money_fen))] if it.money_fen else given


def _lines(it: Given | ReceiveDonation, day: date) -> set[Anchor]:
    """What lines of one receipt are of, and until when that is good."""
    if it.receipt_number is None:
        return set()
    head = "line", it.receipt_number, day.isoformat(), it.donor or ""
    lines: set[Anchor] = {(*head, line.item_id) for line in it.goods}
    lines |= {(*head, line.item_id, str(line.expires_on)) for line in it.goods}
    return lines | ({(*head, "cny")} if it.money_fen is not None and it.money_fen > 0 else set())


def _loosely(it: Given | ReceiveDonation, day: date) -> frozenset[Anchor]:
    """The same gift on another day, by another giver, or of other goods."""
    found: set[Anchor] = set()
    for giver, on, what, amount in _given(it, day):
        found.add(("another day", giver, what, amount))
        found.add(("another donor", on, what, amount))
        if what != "cny":
            found.add(("other goods", giver, on, amount))
    return frozenset(found)


def _sought(asked: Decision, day: date, zone: ZoneInfo) -> tuple[frozenset[Anchor], ...]:
    """Of a receipt that is known already: the line itself, or nearly."""
    if not isinstance(asked, ReceiveLine):
        return ()
    return frozenset(_lines(asked.line, day)), _loosely(asked.line, day)


def _changed(recorded: Recorded, asked: Asked) -> Change:
    """The line of the earlier donation says what the row says."""
    before, row = recorded.fact, asked.decision
    if not isinstance(before, Given) or not isinstance(row, ReceiveLine):
        raise TypeError(f"{before!r} is no gift")
    correction = CorrectReceiptLine(
        donation_id=before.donation_id,
        line_id=recorded.envelope.id,
        day=asked.day,
        line=row.line,
        reason_text=asked.reason_text,
    )
    return Change(correction, None)


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
        sought=_sought,
        hidden_by=(DuplicateReceipt,),
        changed=_changed,
        unchangeable=(
            *(ReceivedYourself, GoodsWereGiven, MoneyWasGiven),
            *(ReceiptStays, CorrectedAsAWhole),
        ),
        instead_zh=(
            "这笔捐赠是您收下、导入或捐出的，或已整笔更正过，或要改的是收据号、日期、捐赠人或类型。"
            "请由另一位工作人员来确认导入，或在这笔捐赠的页面上更正；这一行请选“同一笔”，不会再记；"
            "确实另收了东西的，选“另一笔”。"
        ),
        instead_en=(
            "you received, imported or gave this gift, or it was corrected as a whole, or its "
            "number, day, giver or kind would change. Let somebody else take this file in, or "
            "correct it on the gift's page; choose “the same” for this row, and nothing is "
            "recorded; “another” where more was received."
        ),
    ),
    read=_donation,
    rank=40,
    by_two=True,
)
