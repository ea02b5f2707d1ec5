"""What each row of the office's workbooks becomes, with its checks in the agreed order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from api.workbooks.bounded import (
    as_amount,
    as_kept_name,
    as_kept_person,
    as_kept_phone,
    as_kept_text,
    as_kept_word,
    as_kind_of_gift,
    as_visit_rhythm,
)
from api.workbooks.cells import (
    CellValue,
    UnreadableCell,
    as_date,
    as_fen,
    as_name,
    as_phone_ending,
    as_stated_seconds,
    as_text,
    as_time,
    as_whole_number,
    is_blank,
    shortened,
)
from api.workbooks.identity_number import is_stored_as_number, read_identity_number
from api.workbooks.office import Office
from api.workbooks.people import Found
from api.workbooks.refusals import (
    IdNumberInvalid,
    MissingName,
    StoredAsNumber,
    Unreadable,
)
from api.workbooks.rows import Kind, Row
from domain.ledger.decision import OFFICE, Decision
from domain.people.membership import EnrolMember
from domain.people.vault import Person
from domain.service.hours import STATED_DIFFERENCE_SECONDS_MAX
from domain.service.pairing import FormPairing, HardshipCause
from domain.service.service_import import ImportService
from domain.shop.donation import GENERAL_FUND, DonatedGoods, ReceiveDonation
from domain.shop.items import ListItem, QuantityInvalid, UnknownItem
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import Pieces
from domain.shop.tags import donor_tag

CAUSES: Final[dict[str, HardshipCause]] = {
    "生活困难": "living_hardship",
    "家庭重大意外": "family_misfortune",
    "因病返贫": "illness",
    "因病致贫": "illness",
}
NO_ITEM: Final = "none"
"""An id that no item has: the decision refuses it in its turn."""
NO_LENGTH_SECONDS: Final = -(10**9)
"""What no service lasts, for hours that cannot be read: the decision refuses it in its turn."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a row asks for: a decision, when it happened, and people whom it makes known."""

    decision: Decision
    happened_at: datetime | None = None
    enrol_first: EnrolMember | None = None
    people: dict[str, Person] = field(default_factory=dict)
    donor: str | None = None


def read_row(kind: Kind, row: Row, office: Office, new_id: str) -> Step:
    """What a row asks for. Raises the Refusal of the first check that fails."""
    return _READERS[kind](row.cells, office, new_id)


Cells = dict[str, CellValue]


T = TypeVar("T")


def _read(cells: Cells, column: str, reader: Callable[[CellValue], T]) -> T:
    try:
        return reader(cells[column])
    except UnreadableCell as cell:
        raise Unreadable(column=column, zh=cell.message_zh, en=cell.message_en) from None


def _read_if_any(cells: Cells, column: str, reader: Callable[[CellValue], T]) -> T | None:
    return None if is_blank(cells.get(column)) else _read(cells, column, reader)


def _find(cells: Cells, column: str, office: Office) -> Found:
    """The member whom a column names. Raises UnknownPerson, AmbiguousPerson, Unreadable."""
    _read(cells, "电话后四位", as_phone_ending)
    return office.people.find(cells[column], cells["电话后四位"])


def _count_or(cell: CellValue, otherwise: int) -> int:
    try:
        return as_whole_number(cell)
    except UnreadableCell:
        return otherwise


def _roster(cells: Cells, office: Office, new_id: str) -> Step:
    if not as_name(cells["姓名"]):
        raise MissingName(column="姓名")
    if is_stored_as_number(cells["身份证号"]):
        raise StoredAsNumber
    try:
        identity = read_identity_number(cells["身份证号"])
    except UnreadableCell as cell:
        raise IdNumberInvalid(zh=cell.message_zh, en=cell.message_en) from None
    name = _read(cells, "姓名", as_kept_person)
    phone = _read(cells, "联系电话", as_kept_phone)
    building = _read(cells, "楼栋", as_kept_word)
    grid = _read(cells, "网格", as_kept_word)
    id_digest = office.vault.id_number_digest(identity.text)
    member_id = office.people.by_id_number.setdefault(id_digest, new_id)
    person = Person(
        name=name,
        phone=phone or None,
        id_number=identity.text,
        sex=identity.sex,
        birth_date=identity.birth_date,
        building=building or None,
    )
    decision = EnrolMember(
        member_id=member_id,
        kind="volunteer",
        team=shortened(as_text(cells["服务队"])),
        grid=grid or None,
    )
    return Step(decision=decision, people={member_id: person})


def _item(cells: Cells, office: Office, new_id: str) -> Step:
    name = _read(cells, "品名", as_kept_name)
    if not name:
        raise MissingName(column="品名")
    return Step(
        decision=ListItem(
            name=name,
            unit=_read(cells, "单位", as_kept_word) or "件",
            points=_read(cells, "积分", as_amount),
            barcode=_read(cells, "条码", as_kept_word) or None,
            cash_price_fen=_read_if_any(cells, "平价（元）", as_fen),
            limit_per_member_month=_read_if_any(cells, "每人每月限量", as_amount),
        )
    )


def _service(cells: Cells, office: Office, new_id: str) -> Step:
    found = _find(cells, "志愿者", office)
    day = _read(cells, "日期", as_date)
    starts_at = datetime.combine(day, _read(cells, "开始时间", as_time), office.zone)
    ends_at = datetime.combine(day, _read(cells, "结束时间", as_time), office.zone)
    try:
        stated_seconds = as_stated_seconds(cells["时长（小时）"])
    except UnreadableCell:
        stated_seconds = NO_LENGTH_SECONDS
    ends_at = _perhaps_next_day(starts_at, ends_at, stated_seconds)
    confirmed_by = found.member_id if as_name(cells["确认人"]) == found.name else None
    decision = ImportService(
        member_id=found.member_id,
        programme=_read(cells, "项目", as_kept_word),
        starts_at=starts_at.astimezone(UTC),
        ends_at=ends_at.astimezone(UTC),
        stated_seconds=stated_seconds,
        confirmed_by=confirmed_by,
        activity_text=office.text_id(_read(cells, "活动内容", as_kept_text)),
        place_text=office.text_id(_read(cells, "地点", as_kept_text)),
        confirmer_text=office.text_id(_read(cells, "确认人", as_kept_text)),
    )
    return Step(decision=decision, happened_at=decision.ends_at)


def _perhaps_next_day(starts_at: datetime, ends_at: datetime, stated_seconds: int) -> datetime:
    """A night shift ends on the next day: the sheet has one date, the stated hours tell."""
    next_day = ends_at + timedelta(days=1)
    seconds = (next_day - starts_at) // timedelta(seconds=1)
    if ends_at < starts_at and abs(seconds - stated_seconds) <= STATED_DIFFERENCE_SECONDS_MAX:
        return next_day
    return ends_at


def _donation(cells: Cells, office: Office, new_id: str) -> Step:
    day = _read(cells, "日期", as_date)
    donor = _read(cells, "捐赠人", as_kept_name)
    receipt_number = _read(cells, "收据号", as_kept_word) or None
    giver = donor_tag(office.vault.donor_id(donor)) if donor else None
    purpose = _read(cells, "指定用途", as_kept_word) or GENERAL_FUND
    kind = _read(cells, "类型", as_kind_of_gift)
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
            _count_or(cells["数量"], 0),
            _read_if_any(cells, "保质期至", as_date),
        )
        decision = ReceiveDonation(
            donor=giver, goods=(goods,), purpose=purpose, receipt_number=receipt_number
        )
    return Step(decision=decision, happened_at=office.noon(day), donor=donor or None)


def _redemption(cells: Cells, office: Office, new_id: str) -> Step:
    found = _find(cells, "姓名", office)
    item_id = office.items.get(as_text(cells["品名"]))
    if item_id is None:
        raise UnknownItem
    quantity = _count_or(cells["数量"], 0)
    if quantity < 1:
        raise QuantityInvalid
    decision = RedeemPoints(
        member_id=found.member_id,
        lines=(Pieces(item_id, quantity),),
        served_by=found.member_id if as_name(cells["经手人"]) == found.name else OFFICE,
        stated_points=_count_or(cells["积分"], -1),
    )
    day = _read(cells, "日期", as_date)
    return Step(decision=decision, happened_at=office.noon(day))


def _pairing(cells: Cells, office: Office, new_id: str) -> Step:
    volunteer = _find(cells, "志愿者", office)
    assisted_name = _read(cells, "帮扶对象", as_kept_person)
    if not assisted_name:
        raise MissingName(column="帮扶对象")
    phone = _read(cells, "对象电话", as_kept_phone)
    starts_on = _read(cells, "结对日期", as_date)
    every = _read(cells, "走访间隔（天）", as_visit_rhythm)
    assisted_id = office.people.find_if_known(cells["帮扶对象"], cells["对象电话"])
    enrol_first: EnrolMember | None = None
    people: dict[str, Person] = {}
    if assisted_id is None:
        assisted_id = office.vault.digest("assisted", new_id)
        enrol_first = EnrolMember(member_id=assisted_id, kind="assisted")
        people = {assisted_id: Person(name=assisted_name, phone=phone or None)}
        office.people.add(assisted_id, assisted_name, phone)
    decision = FormPairing(
        volunteer_id=volunteer.member_id,
        assisted_id=assisted_id,
        cause=CAUSES.get(as_text(cells["困难原因"]), "other"),
        visit_every_days=every,
        starts_on=starts_on,
    )
    return Step(
        decision=decision,
        happened_at=office.noon(min(starts_on, office.today)),
        enrol_first=enrol_first,
        people=people,
    )


_READERS: Final[dict[Kind, Callable[[Cells, Office, str], Step]]] = {
    "roster": _roster,
    "items": _item,
    "services": _service,
    "donations": _donation,
    "redemptions": _redemption,
    "pairings": _pairing,
}
