"""The record of services: each row is a service that was confirmed on paper."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from api.workbooks.bounded import (
    as_kept_text,
    as_kept_word,
)
from api.workbooks.cells import (
    UnreadableCell,
    as_date,
    as_stated_seconds,
    as_time,
)
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.personal import as_name
from api.workbooks.reading import TELLING_APART, find, read
from api.workbooks.resembling import Anchor, Asked, Change, Resemblance, Traits
from domain.ledger.decision import Decision
from domain.ledger.fact import Fact, Recorded
from domain.people.spelling import look
from domain.service.counting.times import whole_minutes
from domain.service.hours import (
    STATED_DIFFERENCE_SECONDS_MAX,
    Overlaps,
    SelfConfirmed,
    ServiceRevoked,
)
from domain.service.service_audit import RevokeService
from domain.service.service_import import ImportService, ServiceImported

NO_LENGTH_SECONDS: Final = -(10**9)
"""What no service lasts, for hours that cannot be read: the decision refuses it in its turn."""


def _service(cells: Cells, office: Office, new_id: str) -> Step:
    found = find(cells, "志愿者", office)
    day = read(cells, "日期", as_date)
    starts_at = datetime.combine(day, read(cells, "开始时间", as_time), office.zone)
    ends_at = datetime.combine(day, read(cells, "结束时间", as_time), office.zone)
    try:
        stated_seconds = as_stated_seconds(cells["时长（小时）"])
    except UnreadableCell:
        stated_seconds = NO_LENGTH_SECONDS
    ends_at = _perhaps_next_day(starts_at, ends_at, stated_seconds)
    is_own = look(as_name(cells["确认人"])) == look(found.name)
    confirmed_by = found.member_id if is_own else office.people.only_one(cells["确认人"])
    decision = ImportService(
        member_id=found.member_id,
        programme=read(cells, "项目", as_kept_word),
        starts_at=starts_at.astimezone(UTC),
        ends_at=ends_at.astimezone(UTC),
        stated_seconds=stated_seconds,
        confirmed_by=confirmed_by,
        activity_text=office.text_id(read(cells, "活动内容", as_kept_text)),
        place_text=office.text_id(read(cells, "地点", as_kept_text)),
        confirmer_text=office.text_id(read(cells, "确认人", as_kept_text)),
    )
    return Step(
        decision=decision,
        happened_at=decision.ends_at,
        not_by=(found.member_id, SelfConfirmed),
    )


def _perhaps_next_day(starts_at: datetime, ends_at: datetime, stated_seconds: int) -> datetime:
    """A night shift ends on the next day: the sheet has one date, the stated hours tell."""
    next_day = ends_at + timedelta(days=1)
    seconds = (next_day - starts_at) // timedelta(seconds=1)
    if ends_at < starts_at and abs(seconds - stated_seconds) <= STATED_DIFFERENCE_SECONDS_MAX:
        return next_day
    return ends_at


def _traits(fact: Fact, day: date, zone: ZoneInfo) -> Traits | None:
    """The same programme for as long on the same day, at another time: its times were corrected."""
    if not isinstance(fact, ServiceImported):
        return None
    alike, overlapping, loosely = _anchors(fact, zone)
    began = fact.starts_at.astimezone(zone)
    told = f"{began:%Y-%m-%d %H:%M}–{fact.ends_at.astimezone(zone):%H:%M}"
    return Traits(alike | overlapping, alike, told, told, loosely)


def _anchors(it: ServiceImported | ImportService, zone: ZoneInfo) -> tuple[frozenset[Anchor], ...]:
    """By what it is alike, by what it is when both cannot be, and loosely."""
    day = it.starts_at.astimezone(zone).date().isoformat()
    minutes = str(whole_minutes(it.starts_at, it.ends_at))
    start, end = it.starts_at.isoformat(), it.ends_at.isoformat()
    alike = {(it.member_id, day, it.programme, minutes)}
    overlapping = {("from", it.member_id, start), ("to", it.member_id, end)}
    loosely = {
        ("another day", it.member_id, it.programme, minutes),
        ("another person", it.programme, start, end),
        ("other hours", it.member_id, it.programme, day),
        ("another programme", it.member_id, day, minutes),
    }
    return frozenset(alike), frozenset(overlapping), frozenset(loosely)


def _sought(asked: Decision, day: date, zone: ZoneInfo) -> tuple[frozenset[Anchor], ...]:
    if not isinstance(asked, ImportService):
        return ()
    _, overlapping, loosely = _anchors(asked, zone)
    return overlapping, loosely


def _changed(recorded: Recorded, asked: Asked) -> Change:
    """The earlier service is taken back, and its time is free for the corrected one."""
    before, row = recorded.fact, asked.decision
    if not isinstance(before, ServiceImported) or not isinstance(row, ImportService):
        raise TypeError(f"{before!r} is no service on paper")
    back = RevokeService(service_id=before.service_id, corrects_paper=True)
    return Change(back, replace(row, instead_of=(before.starts_at, before.ends_at)))


def _undone(fact: Fact) -> str | None:
    return fact.service_id if isinstance(fact, ServiceRevoked) else None


WORKBOOK: Final = Workbook(
    kind="services",
    title_zh="服务记录",
    columns=(
        "日期",
        "项目",
        "活动内容",
        "志愿者",
        "电话后四位",
        "开始时间",
        "结束时间",
        "时长（小时）",
        "地点",
        "确认人",
    ),
    may_be_missing=frozenset({"项目", "活动内容", "地点"}),
    telling_apart=TELLING_APART,
    resemblance=Resemblance(
        types=("service.imported", "service.revoked"),
        recognise=_traits,
        undone=_undone,
        sought=_sought,
        hidden_by=(Overlaps,),
        changed=_changed,
    ),
    read=_service,
    rank=30,
    by_two=True,
)
