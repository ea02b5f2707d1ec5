"""Requests in words: what is asked, when, how far it is, and what comes next."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, NamedTuple

from api.pages.language import say_day, say_hours, say_moment, say_time, translator
from api.pages.visitor import Visitor
from api.serving.own_facts import see_own_facts
from domain.ties.standing_kinds import kind_named
from projections.needs.requests_board import ListedRequest, Sought, Status, requests_board
from projections.people.nodes import node_names

STATUSES: Final[dict[Status, str]] = {
    "made": "等待审核",
    "published": "等人认领",
    "claimed": "有人认领",
    "fulfilled": "等待求助人确认",
    "contested": "有异议，等裁定",
    "confirmed": "已完成",
    "declined": "没有公布",
    "withdrawn": "已撤回",
}
KINDS: Final = {"service": "请人帮忙", "wish": "微心愿", "matter": "身边事"}
PAID_BY: Final = {"credit": "用自己的时间存款", "pool": "公益池支付", "free": "不用时间存款"}
HOW: Final = {
    "self": "本人确认",
    "kin": "家属确认",
    "proxy": "帮手代为确认",
    "desk": "在服务台确认",
    "phone_call": "电话确认",
    "settled": "裁定",
}
FACES: Final = (
    (5, "很满意"),
    (4, "满意"),
    (3, "一般"),
    (2, "不太满意"),
    (1, "不满意"),
)
"""How content whoever asked is, from the best."""

UNDER_WAY: Final[tuple[Status, ...]] = ("made", "published", "claimed", "fulfilled", "contested")
SHOWN_MAX: Final = 200


class Told(NamedTuple):
    """A request in words; `texts` of it are there for whom they are meant.

    `words` are what everybody reads; before they are put up, whoever asked reads `asked` alone.
    `place` is where a matter is, for whoever mends it.
    """

    row: ListedRequest
    kind: str
    status: str
    words: str
    asked: str
    when: str
    wanted: str
    reason: str
    asker: str
    helper: str
    needs: list[str]
    place: str
    is_overdue: bool
    is_over: bool


async def requests_for(visitor: Visitor, sought: Sought, limit: int = SHOWN_MAX) -> list[Told]:
    """The requests that are sought, in words; names and texts are for who may read them."""
    await see_own_facts(visitor.community, "requests_board")
    return await tell(visitor, await requests_board(visitor.community.reader, sought, limit=limit))


async def tell(visitor: Visitor, rows: Iterable[ListedRequest]) -> list[Told]:
    """These requests in words."""
    rows = list(rows)
    vault = visitor.community.vault
    texts = await vault.texts(
        text
        for it in rows
        for text in (it.public_text, it.wish_text, it.reason_text, it.place_text)
        if text
    )
    ids = {who for it in rows for who in (it.for_id, it.helper_id) if who}
    people = await vault.people(ids)
    names = {member_id: person.name for member_id, person in people.items()}
    nodes = await node_names(visitor.community.reader) if any(it.place_id for it in rows) else {}
    return [_told(visitor, it, texts, names | nodes) for it in rows]


def _told(
    visitor: Visitor, it: ListedRequest, texts: dict[str, str], names: dict[str, str]
) -> Told:
    """In words; `names` are those of people and of grids and buildings, by their ids."""
    _, language = translator(visitor.language), visitor.language
    return Told(
        row=it,
        kind=_(KINDS[it.kind]),
        status=_(STATUSES[it.status]),
        words=texts.get(it.public_text or "", ""),
        asked=texts.get(it.wish_text, ""),
        when=when(visitor, it.wanted_from, it.wanted_until),
        wanted=say_hours(it.minutes_wanted, language) if it.minutes_wanted else "",
        reason=texts.get(it.reason_text or "", ""),
        asker=names.get(it.for_id or "", ""),
        helper=names.get(it.helper_id or "", ""),
        place=" ".join(filter(None, (_node(it, names), texts.get(it.place_text or "")))),
        needs=[kind_named(kind).said_in(language) for kind in it.needs],
        is_overdue=it.status == "claimed" and _is_past(it.due_on, visitor.today),
        is_over=it.status == "published" and _is_past(it.open_until, visitor.today),
    )


def _node(it: ListedRequest, names: dict[str, str]) -> str:
    """What the grid, or a building in its grid, is called; nothing of what has no place there."""
    called = names.get(it.place_id or "", "")
    return called if called in {"", it.grid} else " ".join(filter(None, (it.grid, called)))


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today


def when(visitor: Visitor, begin: datetime | None, end: datetime | None) -> str:
    """When help is wanted: a day, or a day with its times; nothing if any time will do."""
    zone, language = visitor.community.zone, visitor.language
    if begin is None:
        if end is None:
            return ""
        day = say_day(end.astimezone(zone).date(), language)
        return translator(language)("{day}以前", day=day)
    first = begin.astimezone(zone)
    last = end.astimezone(zone) if end else first
    if first.hour == first.minute == 0 and (end is None or last.hour == 23):
        return say_day(first.date(), language)
    told = say_moment(begin, language, zone)
    if end is None:
        return told
    is_same_day = first.date() == last.date()
    return f"{told}–{(say_time if is_same_day else say_moment)(end, language, zone)}"
