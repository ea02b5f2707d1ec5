"""Forms of the desk: what people type into them, and what they read when it does not fit."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from api.pages.language import translator
from api.pages.typed import Times, moment
from api.pages.visitor import Malformed, Visitor, read_body
from api.serving.problems import status_of
from domain.ledger.refusal import Refusal
from domain.service.counting.times import opens_at

B = TypeVar("B", bound=BaseModel)

LABELS: Final = {
    "amount": "时长",
    "answer": "答复",
    "assisted_id": "帮扶对象",
    "barcode": "条码",
    "answer_by": "哪天前答复",
    "barcodes": "条码",
    "birth_date": "出生日期",
    "building": "楼栋",
    "by_way": "怎样核对",
    "capacity": "名额",
    "cash_price": "平价（元）",
    "caller_id": "探访人",
    "cause": "困难原因",
    "checked_on": "哪天看到的",
    "day": "日期",
    "donation_id": "收到的捐赠",
    "donor": "捐赠人",
    "due_on": "完成日期",
    "ends": "结束时间",
    "ends_at": "结束时间",
    "evidence": "依据",
    "expires_on": "保质期至",
    "file": "文件",
    "from_day": "自哪天起",
    "grid": "所属网格",
    "grounds": "哪里不对",
    "how": "怎样问的",
    "head": "户主",
    "id_number": "身份证号",
    "item_id": "商品",
    "kind": "身份",
    "last_day": "最后一天",
    "limit_per_member_month": "每人每月限量",
    "minutes": "认可几分钟",
    "minutes_accepted": "认可几分钟",
    "minutes_wanted": "大约要多久",
    "money": "金额（元）",
    "name": "姓名或名称",
    "need": "需要什么",
    "node": "在哪个网格或楼栋",
    "note": "做了什么",
    "on": "日期",
    "open_until": "公布到哪天",
    "opens_on": "第一天",
    "outcome": "结果",
    "paper": "证件说明",
    "phone": "电话",
    "place": "地点",
    "points": "积分",
    "programme": "项目",
    "public_text": "公布的话",
    "purpose": "指定用途",
    "quantity": "件数",
    "reason": "原因",
    "relation": "关系",
    "rhythm": "频次",
    "satisfaction": "满意吗",
    "residence": "居住类型",
    "seen_on": "核对日期",
    "service_id": "服务",
    "sex": "性别",
    "starts": "开始时间",
    "starts_at": "开始时间",
    "starts_on": "结对日期",
    "team": "所属服务队",
    "terms": "时间由谁付",
    "text": "原话",
    "title": "活动名称",
    "unit": "单位",
    "until_day": "有效至",
    "username": "用户名",
    "value_fen_max": "大约多少钱",
    "visit_every_days": "走访间隔（天）",
    "volunteer_id": "志愿者姓名",
    "why": "原因",
    "wording": "公示文字",
}
"""What the fields of the desk's forms are called on the screen."""


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
