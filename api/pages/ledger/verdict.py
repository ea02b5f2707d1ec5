"""The verdict on the books, as the first page and whatever is printed of them have it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from api.office.founding import identity_of
from api.pages.language import say_day, say_moment, translator
from api.pages.ledger.lookup import names_of
from api.pages.visitor import Visitor
from api.serving.upkeep.checks import NOBODY, Checked
from projections.people.balances import trial_balance
from projections.shop.stock import ShelfItem, shelf
from projections.shop.stock_counts import agreeing_since, waiting_counts

SHELF_PAGE: Final = 200


@dataclass(frozen=True)
class Verdict:
    """Do the books agree with themselves, by the last check, and with the shelf, by its counts?

    `told` are the sentences that say so; `is_good` is unknown before the first check.
    """

    is_good: bool | None
    told: list[str]
    checked: Checked | None
    head: int
    failures: dict[str, str]
    waiting_counts: int


async def verdict_of(visitor: Visitor, goods: list[ShelfItem] | None = None) -> Verdict:
    """The verdict now; `goods` are the whole shelf where it is known."""
    reader = visitor.community.reader
    checked = await visitor.community.checks.last()
    failures, head = await reader.failures(), await reader.head()
    in_balance = not any(it.sum for it in (await trial_balance(reader)).values())
    waiting = await waiting_counts(reader)
    wrong = checked.wrong if checked else []
    return Verdict(
        is_good=False if not in_balance or failures or wrong else bool(checked) or None,
        told=[
            _of_the_books(visitor, checked, failures, in_balance=in_balance),
            *await _of_the_shelf(visitor, waiting, goods),
            *await _of_the_check(visitor, checked, head),
        ],
        checked=checked,
        head=head,
        failures=failures,
        waiting_counts=waiting,
    )


def _of_the_books(
    visitor: Visitor, checked: Checked | None, failures: dict[str, str], *, in_balance: bool
) -> str:
    _ = translator(visitor.language)
    if not in_balance:
        return _("借贷不平：有单位的合计不是零，请立即查明。")
    if failures:
        return _("有报表停止更新：{questions}", questions=", ".join(failures))
    if checked is None:
        return _("各单位合计为零；还没有与账本逐条核对过。")
    if checked.wrong:
        return _("核对发现 {count} 处不符。", count=len(checked.wrong))
    return _("账目自洽：各单位合计为零，各报表与账本重算一致。")


async def _of_the_shelf(visitor: Visitor, waiting: int, goods: list[ShelfItem] | None) -> list[str]:
    _ = translator(visitor.language)
    if waiting:
        return [_("{count} 次盘点等待批准，货架和账面是否相符还没有定论。", count=waiting)]
    agreeing = await agreeing_since(visitor.community.reader)
    there = goods if goods is not None else await whole_shelf(visitor)
    on_shelf = [it.item_id for it in there if it.in_stock or it.expired]
    if uncounted := sum(it not in agreeing for it in on_shelf):
        sentence = (
            "账目自洽说的是账本自己；货架和账面是否相符，要看盘点："
            "还有 {count} 种物资没有一次与账面相符的盘点。"
        )
        return [_(sentence, count=uncounted)]
    if not on_shelf:
        return []
    since = min(agreeing[it] for it in on_shelf).astimezone(visitor.community.zone)
    day = say_day(since.date(), visitor.language)
    sentence = "账实相符：货架上的每种物资最近一次盘点都与账面相符，最早的一次在 {day}。"
    return [_(sentence, day=day)]


async def _of_the_check(visitor: Visitor, checked: Checked | None, head: int) -> list[str]:
    _ = translator(visitor.language)
    if checked is None:
        return []
    by = checked.started_by
    names = await names_of(visitor, [by] if by else [], masked=False)
    finished_at = checked.finished_at
    last = _(
        "上次核对：{moment}，{name}，核对到第 {position} 条（此后又记了 {more} 条）。",
        moment=say_moment(finished_at, visitor.language, visitor.community.zone),
        name=_("系统每日自动核对") if by == NOBODY else names.get(by, _("（姓名已删除）")),
        position=checked.position,
        more=max(head - checked.position, 0),
    )
    days = max((datetime.now(UTC) - finished_at).days, 0)
    return [last, _("已过去 {days} 天。", days=days) if days else _("不到一天。")]


async def whole_shelf(visitor: Visitor) -> list[ShelfItem]:
    """All items of the catalogue, in the order of their listing."""
    goods: list[ShelfItem] = []
    while page := await shelf(
        visitor.community.reader,
        visitor.today,
        after=goods[-1].position if goods else 0,
        limit=SHELF_PAGE,
    ):
        goods += page
    return goods


@dataclass(frozen=True)
class Letterhead:
    """What stands on printed pages of the ledger: whose books these are, and the verdict."""

    community: str
    issuer: str
    printed_at: datetime
    verdict: Verdict


async def letterhead_of(visitor: Visitor, verdict: Verdict | None = None) -> Letterhead:
    """What a page of the ledger has on it when it is printed."""
    identity = await identity_of(visitor.community)
    return Letterhead(
        community=identity.called(visitor.language) or visitor.community.name,
        issuer=identity.issuer,
        printed_at=datetime.now(UTC),
        verdict=verdict or await verdict_of(visitor),
    )
