"""What must come out of an office's workbooks, reckoned with pencil and paper.

A plain reading of the rules, written apart from the product and importing nothing of it, so that
an import can be compared with it.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.office_cells import (
    Cells,
    birth_date_of,
    clock_of,
    day_of,
    digits_of,
    is_identity_number,
    name_of,
    number_in,
    rows_of,
    text_of,
    units_of,
)

TEAMS = ["爱心帮扶", "就业培训", "治安联防", "环境美化", "政策宣传", "医疗卫生", "文体宣传"]
CREDITED_MINUTES_A_DAY = 480
MINUTES_BEFORE_REDEEMING = 300
DEAREST_WISH_YUAN = 300
HOURS_TOLERATED = Decimal("0.1")


@dataclass(frozen=True)
class Balance:
    """What a member has: minutes of honour, credit in minutes, points that are left."""

    minutes: int
    credit_minutes: int
    points: int


@dataclass(frozen=True)
class Reckoning:
    """The outcome: refused rows (number and code) and rows taken by kind, and what people have.

    Members are named by their name and the last four digits of their phone.
    """

    rejected: dict[str, list[tuple[int, str]]]
    accepted: dict[str, int]
    balances: dict[str, Balance]
    births: dict[str, date]
    money_fen: int
    units_left: dict[str, int]

    def rejected_by_code(self, kind: str) -> dict[str, int]:
        """How many rows of a kind were refused for each reason."""
        return dict(Counter(code for _, code in self.rejected[kind]))

    def aged_at_least(self, years: int, on: date) -> int:
        """How many members are of that age on that day."""
        return sum(
            on.year - born.year - ((on.month, on.day) < (born.month, born.day)) >= years
            for born in self.births.values()
        )


def reckon(folder: Path, today: date) -> Reckoning:
    """Return the outcome of importing the folder's workbooks when `today` is over.

    A service whose end is earlier than its start went on into the next day when the stated hours
    say so too.
    """
    office = _Office(today)
    for kind, workbook, take in (
        ("roster", "花名册", office.take_volunteer),
        ("network", "网格楼栋表", office.take_building),
        ("teams", "服务队名册", office.take_part),
        ("residents", "居民底册", office.take_resident),
        ("items", "商品目录", office.take_item),
        ("services", "服务记录", office.take_service),
        ("donations", "捐赠台账", office.take_donation),
        ("redemptions", "兑换台账", office.take_redemption),
        ("pairings", "结对名单", office.take_pairing),
        ("calls", "探访名单", office.take_calls),
        ("wishes", "心愿单", office.take_wish),
    ):
        office.accepted[kind], office.rejected[kind] = 0, []
        for number, cells in rows_of(folder / f"{workbook}.xlsx"):
            code = take(cells)
            if code:
                office.rejected[kind].append((number, code))
            else:
                office.accepted[kind] += 1
    return office.outcome()


@dataclass(frozen=True)
class _Member:
    name: str
    last_four: str
    identity_number: str


@dataclass
class _Lot:
    expires: date
    units: int


@dataclass
class _Office:
    """The office's books; each `take_…` enters one row or says with a code why not."""

    today: date
    rejected: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)
    members: dict[str, _Member] = field(default_factory=dict)
    by_name: dict[str, list[_Member]] = field(default_factory=lambda: defaultdict(list))
    minutes: Counter[_Member] = field(default_factory=Counter)
    credit: Counter[_Member] = field(default_factory=Counter)
    credit_that_day: Counter[tuple[_Member, date]] = field(default_factory=Counter)
    points: Counter[_Member] = field(default_factory=Counter)
    served: dict[_Member, list[tuple[datetime, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    items: dict[str, tuple[int, int | None]] = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)
    lots: dict[str, list[_Lot]] = field(default_factory=lambda: defaultdict(list))
    money_fen: int = 0
    had_that_month: Counter[tuple[_Member, str, int, int]] = field(default_factory=Counter)
    paired: set[tuple[str, str]] = field(default_factory=set)
    called_on: set[_Member] = field(default_factory=set)
    heads: set[tuple[str, str]] = field(default_factory=set)

    def take_volunteer(self, cells: Cells) -> str:
        name, identity_number = name_of(cells["姓名"]), text_of(cells["身份证号"]).upper()
        code = _first(
            (not name, "missing_name"),
            (isinstance(cells["身份证号"], float), "id_number_stored_as_number"),
            (not is_identity_number(identity_number), "id_number_invalid"),
            (text_of(cells["服务队"]) not in TEAMS, "unknown_team"),
            (identity_number in self.members, "duplicate_person"),
        )
        if not code:
            last_four = digits_of(cells["联系电话"])[-4:]
            member = _Member(name, last_four, identity_number)
            self.members[identity_number] = member
            self.by_name[name].append(member)
        return code

    def take_building(self, cells: Cells) -> str:
        if not text_of(cells["网格"]):
            return "missing_name"
        if not isinstance(cells["户数"], int | float):
            return "unreadable_cell"
        named = [cells[it] for it in ("楼栋长", "网格员") if cells[it]]
        found = [self.find(it, "") for it in named]
        return next((it for it in found if isinstance(it, str)), "")

    def take_part(self, cells: Cells) -> str:
        member = self.find(cells["姓名"], cells["电话后四位"])
        return _first(
            (not text_of(cells["队名"]), "missing_name"),
            (text_of(cells["职务"]) not in {"队长", "队员"}, "unreadable_cell"),
            (isinstance(member, str), str(member)),
            (text_of(cells["队名"]) not in TEAMS, "unknown_team"),
        )

    def take_resident(self, cells: Cells) -> str:
        name, head = name_of(cells["姓名"]), name_of(cells["户主"])
        building, is_head = text_of(cells["楼栋"]), head in {"本人", name}
        code = _first(
            (not name, "missing_name"),
            (not is_identity_number(text_of(cells["身份证"]).upper()), "id_number_invalid"),
            (not is_head and (head, building) not in self.heads, "head_unknown"),
            (day_of(cells["最近核对"]) > self.today, "checked_in_the_future"),
        )
        if not code and is_head:
            self.heads.add((name, building))
        return code

    def take_item(self, cells: Cells) -> str:
        limit = cells["每人每月限量"]
        self.items[text_of(cells["品名"])] = int(cells["积分"]), int(limit) if limit else None
        return ""

    def take_service(self, cells: Cells) -> str:
        member = self.find(cells["志愿者"], cells["电话后四位"])
        if isinstance(member, str):
            return member
        day, stated_hours = (
            day_of(cells["日期"]),
            number_in(text_of(cells["时长（小时）"]).rstrip("小时")),
        )
        start = datetime.combine(day, clock_of(cells["开始时间"]))
        end = datetime.combine(day, clock_of(cells["结束时间"]))
        next_day = end + timedelta(days=1)
        if end < start and _agree(stated_hours, next_day - start):
            end = next_day
        minutes = int((end - start).total_seconds() // 60)
        code = _first(
            (end <= start, "ends_before_start"),
            (minutes < 15, "too_short"),
            (minutes > 720, "too_long"),
            (end.date() > self.today, "in_the_future"),
            (not _agree(stated_hours, end - start), "hours_mismatch"),
            (name_of(cells["确认人"]) == member.name, "self_confirmed"),
            (any(start < b and a < end for a, b in self.served[member]), "overlaps"),
        )
        if not code:
            self.served[member].append((start, end))
            credited = min(minutes, CREDITED_MINUTES_A_DAY - self.credit_that_day[member, day])
            self.credit_that_day[member, day] += credited
            self.minutes[member] += minutes
            self.credit[member] += credited
            self.points[member] += credited * 10 // 60
        return code

    def take_donation(self, cells: Cells) -> str:
        receipt = text_of(cells["收据号"])
        if receipt in self.receipts:
            return "duplicate_receipt"
        if text_of(cells["类型"]) == "物资":
            code = self._take_goods(cells)
        else:
            fen = (
                number_in(re.sub(r"[¥,元]", "", text_of(cells["金额（元）"]))) or Decimal(0)
            ) * 100
            code = "" if fen > 0 and fen == int(fen) else "amount_invalid"
            self.money_fen += 0 if code else int(fen)
        if not code:
            self.receipts.add(receipt)
        return code

    def _take_goods(self, cells: Cells) -> str:
        item, units = text_of(cells["品名"]), units_of(cells["数量"])
        expires = day_of(cells["保质期至"]) if cells["保质期至"] else date.max
        code = _first(
            (item not in self.items, "unknown_item"),
            (units is None, "quantity_invalid"),
            (expires < day_of(cells["日期"]), "expired_on_receipt"),
        )
        if not code and units:
            self.lots[item].append(_Lot(expires, units))
        return code

    def take_redemption(self, cells: Cells) -> str:
        member = self.find(cells["姓名"], cells["电话后四位"])
        if isinstance(member, str):
            return member
        item, units, day = (
            text_of(cells["品名"]),
            units_of(cells["数量"]) or 0,
            day_of(cells["日期"]),
        )
        price, limit = self.items.get(item, (0, None))
        month = (member, item, day.year, day.month)
        fresh = [lot for lot in self.lots[item] if lot.expires >= day]
        code = _first(
            (item not in self.items, "unknown_item"),
            (not units, "quantity_invalid"),
            (cells["积分"] != price * units, "points_mismatch"),
            (name_of(cells["经手人"]) == member.name, "self_served"),
            (self.minutes[member] < MINUTES_BEFORE_REDEEMING, "not_yet_eligible"),
            (limit is not None and self.had_that_month[month] + units > limit, "over_limit"),
            (self.points[member] < price * units, "insufficient_points"),
            (sum(lot.units for lot in fresh) < units, "out_of_stock"),
        )
        if not code:
            self.had_that_month[month] += units
            self.points[member] -= price * units
            for lot in sorted(fresh, key=lambda lot: lot.expires):
                taken = min(units, lot.units)
                lot.units, units = lot.units - taken, units - taken
        return code

    def take_pairing(self, cells: Cells) -> str:
        member = self.find(cells["志愿者"], cells["电话后四位"])
        if isinstance(member, str):
            return member
        assisted = name_of(cells["帮扶对象"]), digits_of(cells["对象电话"])
        if assisted in self.paired:
            return "already_paired"
        self.paired.add(assisted)
        return ""

    def take_calls(self, cells: Cells) -> str:
        member = self.find(cells["姓名"], cells["电话后四位"])
        caller = self.find(cells["联系人"], cells["联系人电话"])
        for found in (member, caller):
            if isinstance(found, str):
                return found
        code = _first(
            (not text_of(cells["频次"]).startswith("每"), "unreadable_cell"),
            (member == caller, "calls_self"),
            (member in self.called_on, "already_called_on"),
        )
        if not code and isinstance(member, _Member):
            self.called_on.add(member)
        return code

    def take_wish(self, cells: Cells) -> str:
        member = self.find(cells["姓名"], cells["电话后四位"])
        if isinstance(member, str):
            return member
        return _first(
            (not text_of(cells["心愿"]), "missing_name"),
            ("钱" in text_of(cells["心愿"]), "asks_for_money"),
            (day_of(cells["截止日期"]) < self.today, "open_until_past"),
            (cells["金额上限（元）"] > DEAREST_WISH_YUAN, "wish_too_dear"),
        )

    def find(self, written_name: Any, written_ending: Any) -> _Member | str:
        """Return the member of that name and phone, or the code that says why there is none."""
        ending = digits_of(written_ending)
        found = [
            member
            for member in self.by_name[name_of(written_name)]
            if not ending or member.last_four == ending.zfill(4)
        ]
        if len(found) == 1:
            return found[0]
        return "ambiguous_person" if found else "unknown_person"

    def outcome(self) -> Reckoning:
        balances, births = {}, {}
        for member in self.members.values():
            key = member.name + member.last_four
            balances[key] = Balance(self.minutes[member], self.credit[member], self.points[member])
            births[key] = birth_date_of(member.identity_number)
        units_left = {item: sum(lot.units for lot in lots) for item, lots in self.lots.items()}
        return Reckoning(self.rejected, self.accepted, balances, births, self.money_fen, units_left)


def _first(*checks: tuple[bool, str]) -> str:
    return next((code for failed, code in checks if failed), "")


def _agree(stated_hours: Decimal | None, lasted: timedelta) -> bool:
    hours = Decimal(int(lasted.total_seconds())) / 3600
    return stated_hours is not None and abs(stated_hours - hours) <= HOURS_TOLERATED
