"""The list of calls: each row is somebody who is called on, how often, by whom and from when."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from api.workbooks.cells import CellValue, UnreadableCell, as_date, as_text
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.people import Found
from api.workbooks.reading import TELLING_APART, find, read
from api.workbooks.resembling import Anchor, Asked, Change, Resemblance, Traits
from domain.ledger.decision import Decision
from domain.ledger.fact import Fact, Recorded
from domain.needs.calls import (
    AgreeCalls,
    AlreadyCalledOn,
    CallsAgreed,
    CallsEnded,
    EndCalls,
    Rhythm,
)

RHYTHMS: Final[dict[str, Rhythm]] = {
    **dict.fromkeys(("周", "星期", "7天", "七天"), "weekly"),
    **dict.fromkeys(("月", "个月"), "monthly"),
    **dict.fromkeys(("季", "季度", "三个月", "3个月"), "quarterly"),
}
"""The words of the office for how often, without 每 and 一次."""
SAID: Final[dict[Rhythm, tuple[str, str]]] = {
    "weekly": ("每周", "every week"),
    "monthly": ("每月", "every month"),
    "quarterly": ("每季度", "every quarter"),
}


def as_rhythm(cell: CellValue) -> Rhythm:
    """Return how often somebody is called on. Raises UnreadableCell."""
    said = "".join(as_text(cell).split()).removesuffix("一次").removesuffix("1次")
    said = said.removeprefix("每").removeprefix("一").removeprefix("1")
    if said not in RHYTHMS:
        raise UnreadableCell(
            "这里要填“每周”“每月”或“每季度”。", "每周 (week), 每月 (month) or 每季度 (quarter)."
        )
    return RHYTHMS[said]


def _calls(cells: Cells, office: Office, new_id: str) -> Step:
    called = find(cells, "姓名", office)
    caller = _caller(cells, office)
    starts_on = read(cells, "起始日期", as_date)
    decision = AgreeCalls(
        assisted_id=called.member_id,
        caller_id=caller.member_id,
        rhythm=read(cells, "频次", as_rhythm),
        starts_on=starts_on,
    )
    return Step(decision=decision, happened_at=office.noon(min(starts_on, office.today)))


def _caller(cells: Cells, office: Office) -> Found:
    """Who calls. Raises UnknownPerson, AmbiguousPerson, Unreadable."""

    def found(phone: CellValue) -> Found:
        return office.people.find(cells["联系人"], phone)

    return read(cells, "联系人电话", found)


def _traits(fact: Fact, day: date, zone: ZoneInfo) -> Traits | None:
    """The same person is called on otherwise: by another, at another rhythm or from another day."""
    if not isinstance(fact, CallsAgreed):
        return None
    zh, en = SAID[fact.rhythm]
    return Traits(
        frozenset(),
        frozenset(),
        f"{fact.starts_on} 起，{zh}一次",
        f"from {fact.starts_on}, {en}",
        _loosely(fact),
    )


def _loosely(it: CallsAgreed | AgreeCalls) -> frozenset[Anchor]:
    return frozenset({("called on", it.assisted_id)})


def _sought(asked: Decision, day: date, zone: ZoneInfo) -> tuple[frozenset[Anchor], ...]:
    return (_loosely(asked),) if isinstance(asked, AgreeCalls) else ()


def _undone(fact: Fact) -> str | None:
    return fact.calls_id if isinstance(fact, CallsEnded) else None


def _changed(recorded: Recorded, asked: Asked) -> Change:
    """The earlier promise ends, and its calls stay; the corrected one begins."""
    before = recorded.fact
    if not isinstance(before, CallsAgreed):
        raise TypeError(f"{before!r} is no promise to call")
    end = EndCalls(calls_id=before.calls_id, reason_text=asked.reason_text)
    return Change(end, asked.decision)


WORKBOOK: Final = Workbook(
    kind="calls",
    title_zh="探访名单",
    columns=("姓名", "电话后四位", "频次", "联系人", "联系人电话", "起始日期"),
    may_be_missing=frozenset({"联系人电话"}),
    telling_apart=TELLING_APART,
    resemblance=Resemblance(
        types=("calls.agreed", "calls.ended"),
        recognise=_traits,
        undone=_undone,
        sought=_sought,
        hidden_by=(AlreadyCalledOn,),
        changed=_changed,
    ),
    read=_calls,
    rank=70,
)
