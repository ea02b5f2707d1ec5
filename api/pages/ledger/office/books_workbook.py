"""The books of some time as a workbook: a cover to sign, and a sheet for each question."""

from collections.abc import Iterable, Sequence
from typing import Final

from api.pages.language import say_moment, translator
from api.pages.ledger.office.books import LISTED_MAX, Books, Listed
from api.pages.ledger.office.books_in_words import (
    CONFIRMED,
    amount,
    counted_lines,
    say_clock,
    say_holder,
    say_span,
    say_unit,
)
from api.pages.ledger.office.movements import (
    balances_of,
    figures_of,
    items_of,
    kinds_in,
    movements_of,
)
from api.pages.ledger.verdict import Letterhead
from api.pages.ledger.workbook import Cell, LedgerWorkbook
from api.pages.visitor import Visitor
from domain.ledger.fact import Recorded
from domain.rules.accounts import CNY

SHEETS: Final = (
    ("余额", "每种单位：期初 + 进 − 出 = 期末；每种单位的合计应为零"),
    ("变动", "每种单位由哪些种类的事情增减"),
    ("合计", "服务、积分、兑换、捐赠的总数，和每种事情的笔数"),
    ("个人", "每个人的积分、时间存款和服务时长，姓名打码"),
    ("物资", "每种物资：期初、捐入、领走、退回、盘点差异、期末"),
    ("盘点", "这段时间的每次盘点，一行一种物资"),
    ("更正和争议", "这段时间更正、退货、争议和异议的每一条；理由不抄录，见账本该条"),
)
SIGNATURES: Final = ("制表人（签字）", "复核人（签字）", "监事会（签字）", "日期")
LINE: Final = "____________________"


class _Sheets:
    """The sheets of one workbook, in the reader's language."""

    def __init__(self, visitor: Visitor, books: Books, book: LedgerWorkbook) -> None:
        self.visitor = visitor
        self.books = books
        self.book = book
        self.say = translator(visitor.language)

    def headed(self, name: str, *head: str) -> tuple[str, list[str]]:
        """The name of a sheet and its headings, as the reader calls them."""
        return self.say(name), [self.say(it) for it in head]

    def cover(self, letterhead: Letterhead) -> None:
        """Whose books of which time these are, made by whom, and whether they agree."""
        _, books, visitor = self.say, self.books, self.visitor
        zone, language = visitor.community.zone, visitor.language
        self.book.sheet(_("封面"), [_("账目报告"), letterhead.community], (24, 90))
        made = f"{say_moment(books.made_at, language, zone)} ({zone.key})"
        rows: list[tuple[str, Cell]] = [
            (_("出具单位"), letterhead.issuer or letterhead.community),
            (_("期间"), say_span(visitor, books.span)),
            (_("口径"), say_clock(visitor, books.span)),
            ("", _(CONFIRMED)),
            (_("制表时间"), made),
            (_("制表人"), books.made_by),
            (_("账本位置"), _("第 {position} 条", position=books.moved.position)),
            *(
                (_("账对不对") if not number else "", it)
                for number, it in enumerate(letterhead.verdict.told)
            ),
            ("", None),
            *((_("工作表：{sheet}", sheet=_(name)), _(about)) for name, about in SHEETS),
            ("", None),
            *((_(it), LINE) for it in SIGNATURES),
        ]
        self.book.rows(rows)

    def balances(self) -> None:
        """What everybody had before and after; the sums of each unit, which are zero."""
        books = self.books
        rows = balances_of(books.moved)
        head = ("单位", "账户", "期初", "进", "出", "期末")
        self.book.sheet(*self.headed("余额", *head), (22, 28), 2)
        for unit in dict.fromkeys(it.unit for it in rows):
            held = [it for it in rows if it.unit == unit]
            self.book.rows(
                (
                    *(say_unit(books, unit), say_holder(books, it.holder)),
                    *(amount(unit, counted) for counted in it.amounts),
                )
                for it in held
            )
            sums = [sum(column) for column in zip(*(it.amounts for it in held), strict=True)]
            cells = (amount(unit, it) for it in sums)
            self.book.rows([(say_unit(books, unit), self.say("合计"), *cells)])

    def movements(self) -> None:
        """Which kinds of facts moved how much."""
        books = self.books
        head = ("单位", "种类", "账户", "进", "出")
        self.book.sheet(*self.headed("变动", *head), (22, 22, 28), 3)
        self.book.rows(
            (
                *(say_unit(books, it.unit), books.words.kind(it.type)),
                say_holder(books, it.holder),
                *(amount(it.unit, it.came), amount(it.unit, it.went)),
            )
            for it in movements_of(books.moved)
        )

    def totals(self) -> None:
        """What happened, in figures, then how many facts of each kind."""
        _, it = self.say, figures_of(self.books.moved)
        self.book.sheet(*self.headed("合计", "项", "数"), (40,), 1)
        self.book.rows(
            [
                (_("服务（次）"), it.services),
                (_("服务时长（分钟）"), it.minutes),
                (_("服务的人"), it.people),
                (_("发放的积分"), it.points_issued),
                (_("兑换用去的积分"), it.points_spent),
                (_("兑换（笔）"), it.sales),
                (_("退货（笔）"), it.returns),
                (_("捐赠（笔）"), it.gifts),
                (_("捐赠物资（件）"), it.pieces),
                (_("善款（元）"), amount(CNY, it.fen)),
                ("", None),
                (_("每种事情的笔数："), None),
            ]
        )
        kinds = kinds_in(self.books.moved)
        self.book.rows((self.books.words.kind(name), facts) for name, facts in kinds)
        self.book.rows([(_("账本记录（条）"), sum(facts for _, facts in kinds))])

    def people(self) -> None:
        """Whose account held or moved anything."""
        _ = self.say
        points = ("期初积分", "积分进", "积分出", "期末积分")
        credit = ("期初时间存款（分钟）", "存款进", "存款出", "期末时间存款（分钟）")
        head = ("编号", "姓名", "服务次数", "服务时长（分钟）", *points, *credit)
        self.book.sheet(*self.headed("个人", *head), (10, 12, *[11] * 10), 2)
        rows: list[tuple[Cell, ...]] = []
        for person in self.books.people:
            it = person.turnover
            held = ((*them, them.left) for them in (it.points, it.credit))
            name = person.name or _("（姓名已删除）")
            rows.append(
                (person.number, name, it.services, it.minutes, *(n for h in held for n in h))
            )
        self.book.rows(rows)
        self.book.rows([("", _("合计"), *_sums(rows, 2, len(head)))])

    def items(self) -> None:
        """What was on the shelf of each item."""
        words = self.books.words
        head = ("期初", "捐入", "领走", "退回", "盘点差异", "其他（争议、更正）", "期末")
        self.book.sheet(*self.headed("物资", "商品", *head), (30,), 1)
        rows = [(words.item(it.item_id), *it[1:]) for it in items_of(self.books.moved)]
        self.book.rows(rows)
        self.book.rows([(self.say("合计"), *_sums(rows, 1, len(head) + 1))])

    def counts(self) -> None:
        """Each line of each count: what was booked, what was seen, what differed."""
        books = self.books
        head = ("第几条", "时间", "种类", "经办人", "商品", "账面", "实点", "差异")
        self.book.sheet(*self.headed("盘点", *head), (10,), 5)
        for it in books.counts.facts:
            about = (it.position, self._moment(it), books.words.kind(it.envelope.type))
            who = books.actor(it)
            lines = [
                (*about, who, books.words.item(item), booked, counted, counted - booked)
                for item, booked, counted in counted_lines(it)
            ]
            self.book.rows(lines or [(*about, who, None, None, None, None)])
        self._end(books.counts)

    def mended(self) -> None:
        """What put things right, and what was disputed."""
        books, zone = self.books, self.visitor.community.zone
        head = ("第几条", "种类", "经过", "发生时间", "记录时间", "经办人", "更正了")
        self.book.sheet(*self.headed("更正和争议", *head), (10, 20, 70))
        self.book.rows(
            (
                *(it.position, books.words.kind(it.envelope.type), books.words.told(it.fact)),
                f"{it.envelope.happened_at.astimezone(zone):%Y-%m-%d %H:%M}",
                f"{it.envelope.recorded_at.astimezone(zone):%Y-%m-%d %H:%M}",
                *(books.actor(it), it.envelope.mends),
            )
            for it in books.mended.facts
        )
        self._end(books.mended)

    def _end(self, listed: Listed) -> None:
        """Say so where a sheet has nothing to list, or does not list all."""
        if not listed.facts:
            self.book.rows([(self.say("这段时间没有。"),)])
        if listed.is_cut:
            self.book.rows([(self.say("只列出每种最近的 {count} 条。", count=LISTED_MAX),)])

    def _moment(self, recorded: Recorded) -> str:
        """When it was, by the clock of the report."""
        envelope, zone = recorded.envelope, self.visitor.community.zone
        is_book = self.books.span.clock == "recorded"
        moment = envelope.recorded_at if is_book else envelope.happened_at
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _sums(rows: Iterable[Sequence[Cell]], first: int, until: int) -> list[int]:
    cells = [row[first:until] for row in rows]
    return [sum(it for it in column if isinstance(it, int)) for column in zip(*cells, strict=True)]


def write_books(
    book: LedgerWorkbook, visitor: Visitor, books: Books, letterhead: Letterhead
) -> None:
    """All sheets, the cover first; takes long when there is much, so it belongs in a thread."""
    sheets = _Sheets(visitor, books, book)
    sheets.cover(letterhead)
    for write in (
        *(sheets.balances, sheets.movements, sheets.totals, sheets.people),
        *(sheets.items, sheets.counts, sheets.mended),
    ):
        write()
    book.close()
