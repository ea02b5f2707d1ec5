"""Forms of the desk: what people type into them, and what they read when it does not fit."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, Field

from api.pages.language import translator
from api.pages.visitor import Malformed, Visitor, read_body
from api.serving.fields import Body, Day
from api.serving.problems import status_of
from api.workbooks.cells import UnreadableCell, as_fen
from domain.ledger.journal import AMOUNT_MAX
from domain.ledger.refusal import Refusal
from domain.service.counting.times import opens_at

B = TypeVar("B", bound=BaseModel)

NIGHT_MAX: Final = timedelta(hours=12)
"""An end before the start is the next morning's, if that is no longer away."""

_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)

LABELS: Final = {
    "amount": "时长",
    "answer": "答复",
    "assisted_id": "帮扶对象",
    "barcode": "条码",
    "barcodes": "条码",
    "birth_date": "出生日期",
    "building": "楼栋",
    "by_way": "怎样核对",
    "capacity": "名额",
    "cash_price": "平价（元）",
    "cause": "困难原因",
    "day": "日期",
    "donor": "捐赠人",
    "ends": "结束时间",
    "ends_at": "结束时间",
    "evidence": "依据",
    "expires_on": "保质期至",
    "file": "文件",
    "from_day": "自哪天起",
    "grid": "所属网格",
    "grounds": "哪里不对",
    "id_number": "身份证号",
    "item_id": "商品",
    "kind": "身份",
    "last_day": "最后一天",
    "limit_per_member_month": "每人每月限量",
    "money": "金额（元）",
    "name": "姓名或名称",
    "opens_on": "第一天",
    "phone": "电话",
    "paper": "证件说明",
    "place": "地点",
    "points": "积分",
    "programme": "项目",
    "purpose": "指定用途",
    "quantity": "件数",
    "reason": "原因",
    "relation": "关系",
    "seen_on": "核对日期",
    "sex": "性别",
    "starts": "开始时间",
    "starts_at": "开始时间",
    "starts_on": "结对日期",
    "team": "所属服务队",
    "title": "活动名称",
    "unit": "单位",
    "until_day": "有效至",
    "username": "用户名",
    "visit_every_days": "走访间隔（天）",
    "volunteer_id": "志愿者姓名",
    "wording": "公示文字",
}
"""What the fields of the desk's forms are called on the screen."""


def _clock(value: object) -> time:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value[:5]):
        raise ValueError("必须是时间，如 08:30。｜has to be a time, such as 08:30.")
    return time.fromisoformat(value[:5])


def _fen(value: object) -> int:
    try:
        return as_fen(str(value))
    except UnreadableCell as unreadable:
        raise ValueError(f"{unreadable.message_zh}｜{unreadable.message_en}") from None


Clock = Annotated[time, BeforeValidator(_clock)]
Fen = Annotated[int, BeforeValidator(_fen), Field(ge=1, le=AMOUNT_MAX)]


class Times(Body):
    """A day with a beginning and an end, as they were typed in: 22:00 to 02:00 is one night."""

    day: Day
    starts: Clock
    ends: Clock

    def starts_at(self, zone: ZoneInfo) -> datetime:
        """The beginning as a moment."""
        return moment(self.day, self.starts, zone)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """The end as a moment."""
        ends_at = moment(self.day, self.ends, zone)
        next_morning = moment(self.day + timedelta(days=1), self.ends, zone)
        is_night = ends_at < (begin := self.starts_at(zone)) and next_morning - begin <= NIGHT_MAX
        return next_morning if is_night else ends_at


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A day and a time of day in the community, as a moment."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def moment_near(begin: datetime, end: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """When a clock showed that time in an activity, or nearest to it: at 00:30 a night goes on."""
    first, last = begin.astimezone(zone).date(), end.astimezone(zone).date()
    days = (first + timedelta(days=it) for it in range(-1, (last - first).days + 2))
    shown = [it for day in days if (it := moment(day, clock, zone)) >= opens_at(begin, zone)]
    return min(shown, key=lambda it: max(begin - it, it - end, timedelta()))


def read_part(visitor: Visitor, model: type[B], number: int | None = None) -> B:
    """Some of the form's fields; with a number, those of a row. Raises Malformed, with that row.

    Blank fields are not there.
    """
    row = "" if number is None else f"_{number}"
    given = {name: visitor.form.get(f"{name}{row}") for name in model.model_fields}
    typed = {name: it for name, it in given.items() if isinstance(it, str) and it.strip()}
    return (
        read_body(model, typed, visitor.language)
        if number is None
        else read_row(visitor, model, typed, number)
    )


def read_row(visitor: Visitor, model: type[B], typed: dict[str, Any], number: int) -> B:
    """What was typed into one of several rows. Raises Malformed, with that row."""
    try:
        return read_body(model, typed, visitor.language)
    except Malformed as no:
        raise Malformed([it | {"row": str(number)} for it in no.findings]) from None


def read_with_times(visitor: Visitor, model: type[B], **told: Any) -> B:
    """The form as a body with two moments: they are typed as a day and two times of day.

    `told` is as in `Visitor.read`. Raises Malformed.
    """
    zone, times = visitor.community.zone, read_part(visitor, Times)
    moments = {
        "starts_at": times.starts_at(zone).isoformat(),
        "ends_at": times.ends_at(zone).isoformat(),
    }
    return visitor.read(model, **dict.fromkeys(Times.model_fields), **moments, **told)


def explain(visitor: Visitor, no: Malformed | Refusal, rows: Sequence[int] = ()) -> tuple[int, str]:
    """The status and the sentence of a form that could not be recorded.

    Of several rows the one at fault is named; a refusal counts only the `rows` that were filled in.
    """
    _ = translator(visitor.language)
    if isinstance(no, Refusal):
        line = no.details.get("line")
        row = _in_row(_, rows[line - 1] if line and rows else line)
        return status_of(no), f"{row}{no.sentence(visitor.language)}"
    told = []
    for finding in no.findings:
        named = [it for it in finding["pointer"].split("/") if it in LABELS]
        label = _(LABELS[named[0]]) if named else ""
        row = _in_row(_, finding.get("row"))
        told.append(row + _("“{label}”{what}", label=label, what=finding["message"]))
    return 422, " ".join(told)


def _in_row(say: Callable[..., str], row: int | str | None) -> str:
    """The row as its form calls it, before what is wrong there."""
    return say("第 {n} 种物资：", n=row) if row else ""
