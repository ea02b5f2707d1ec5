"""The list of wishes, as a school or a station hands it in: each row is asked for by the office."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from api.needs.asking import age
from api.workbooks.bounded import TEXT_LENGTH_MAX, as_kept_text, as_kept_word
from api.workbooks.cells import CellValue, as_date, as_fen
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.people import Found
from api.workbooks.reading import TELLING_APART, find, read, read_if_any, read_words_if_any
from api.workbooks.refusals import MissingName, Unreadable
from api.workbooks.resembling import Anchor, Asked, Change, Resemblance, Traits
from api.workbooks.typed.placeholders import is_nought, says_none
from domain.ledger.fact import Fact, Recorded
from domain.needs.asking import MakeRequest
from domain.needs.claims import AlreadyServed
from domain.needs.requests import (
    AsksForMoney,
    OpenUntilPast,
    RequestClosed,
    RequestEnded,
    RequestMade,
    TextNamesPerson,
)
from domain.needs.withdrawal import WithdrawRequest
from domain.needs.wording import asks_for_money, names_person

LAST_MINUTE: Final = time(23, 59)


def _wish(cells: Cells, office: Office, new_id: str) -> Step:
    """What a row asks for.

    Refused, in this order: UnknownPerson, AmbiguousPerson, MissingName, Unreadable,
    TextNamesPerson, AsksForMoney, OpenUntilPast, then as `MakeRequest` is.
    """
    found = find(cells, "姓名", office)
    need, text = _words(cells, "类别", as_kept_word), _words(cells, "心愿", as_kept_text)
    remark = read_words_if_any(cells, "备注", as_kept_text)
    value_fen_max = read_if_any(cells, "金额上限（元）", as_fen)
    last_day = read_if_any(cells, "截止日期", as_date)
    if names_person(need, [found.name]):
        raise TextNamesPerson
    if asks_for_money(text) or asks_for_money(need):
        raise AsksForMoney
    if last_day and last_day < office.today:
        raise OpenUntilPast
    known = office.people.known.get(found.member_id)
    born = known.birth_date if known else None
    decision = MakeRequest(
        kind="wish",
        need=need,
        terms="free",
        wish_text=office.text_id(_with(text, remark)) or "",
        for_id=found.member_id,
        wanted_until=_end_of(last_day, office.zone) if last_day else None,
        value_fen_max=value_fen_max,
        guardian_id=_guardian(cells, office),
        age_years=age(born, office.today) if born else None,
    )
    return Step(decision=decision)


def _words(cells: Cells, column: str, reader: Callable[[CellValue], str]) -> str:
    """What has to be said. Raises MissingName, Unreadable."""
    said = read_words_if_any(cells, column, reader)
    if not said:
        raise MissingName(column=column)
    return said


def _with(text: str, remark: str | None) -> str:
    """The words of the wish and the remark beside it. Raises Unreadable."""
    whole = f"{text}（{remark}）" if remark else text
    if len(whole) > TEXT_LENGTH_MAX:
        raise Unreadable(
            column="备注",
            zh=f"心愿和备注合起来最多 {TEXT_LENGTH_MAX} 个字。",
            en=f"the wish and the remark have at most {TEXT_LENGTH_MAX} characters together.",
        )
    return whole


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, LAST_MINUTE, zone).astimezone(UTC)


def _guardian(cells: Cells, office: Office) -> str | None:
    """Who asks for a minor. Raises UnknownPerson, AmbiguousPerson, Unreadable."""
    if says_none(cells["监护人"]) or is_nought(cells["监护人"]):
        return None

    def found(phone: CellValue) -> Found:
        return office.people.find(cells["监护人"], phone)

    return read(cells, "监护人电话", found).member_id


def _alike(for_id: str | None, need: str, day: date) -> frozenset[Anchor]:
    """Somebody wishes for one thing of a kind in a year."""
    return frozenset({("wish", for_id or "", need, str(day.year))})


def _traits(fact: Fact, day: date, zone: ZoneInfo) -> Traits | None:
    if not isinstance(fact, RequestMade) or fact.kind != "wish":
        return None
    alike = _alike(fact.for_id, fact.need, day)
    money = f"{fact.value_fen_max / 100:g}" if fact.value_fen_max else ""
    zh = f"{day} 的心愿：{fact.need}" + (f"，{money} 元以内" if money else "")
    en = f"a wish of {day}: {fact.need}" + (f", up to {money} yuan" if money else "")
    return Traits(alike, alike, zh, en)


def _undone(fact: Fact) -> str | None:
    return fact.need_id if isinstance(fact, RequestEnded) else None


def _changed(recorded: Recorded, asked: Asked) -> Change:
    """The earlier wish is withdrawn, and what it says now is asked for."""
    before = recorded.fact
    if not isinstance(before, RequestMade):
        raise TypeError(f"{before!r} is no wish")
    back = WithdrawRequest(need_id=before.need_id, reason_text=asked.reason_text, by_office=True)
    return Change(back, asked.decision)


WORKBOOK: Final = Workbook(
    kind="wishes",
    title_zh="心愿单",
    columns=(
        *("姓名", "电话后四位", "心愿", "类别", "金额上限（元）"),
        *("截止日期", "监护人", "监护人电话", "备注"),
    ),
    may_be_missing=frozenset({"金额上限（元）", "截止日期", "监护人", "监护人电话", "备注"}),
    telling_apart=TELLING_APART,
    resemblance=Resemblance(
        types=("request.made", "request.withdrawn", "request.declined"),
        recognise=_traits,
        undone=_undone,
        changed=_changed,
        unchangeable=(AlreadyServed, RequestClosed),
        instead_zh="这个心愿已经完成或撤回；要再提一个，请选“另一笔”。",
        instead_en="that wish was met or withdrawn; to ask for one more, choose another.",
    ),
    read=_wish,
    rank=80,
    by_two=True,
)
