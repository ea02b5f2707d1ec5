"""Exports of the audit trail as it is filtered: for spreadsheets, and as CloudEvents."""

from asyncio import to_thread
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from fastapi import Depends, Response
from fastapi.responses import StreamingResponse

from api.ledger.audit import READ_BOOKS
from api.ledger.export import cloud_event, csv_row
from api.pages.language import say_moment, translator
from api.pages.ledger.filter import FactFilter, Filter, all_pages
from api.pages.ledger.lookup import asked_in_words, staff_of, words_for
from api.pages.ledger.words import Words
from api.pages.ledger.workbook import LedgerWorkbook
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.serving.doors.headers import SECURITY_HEADERS
from api.serving.own_facts import see_own_facts
from domain.ledger.fact import Recorded, shown_text
from projections.people.statements import LAST

router = page_router()

SHEET_ROWS_MAX: Final = 100_000
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel takes a CSV in UTF-8 for something else, and shows Chinese as gibberish."""

COLUMNS: Final = (
    *("位置", "种类", "经过", "发生时间", "记录时间", "经办人", "代谁办理"),
    *("进出", "种类代码", "经办人编号", "代办对象编号", "起因", "更正了", "涉及", "数据（JSON）"),
)
"""What people read comes first, what programs read after it."""


@router.get("/ledger/export")
async def export(
    visitor: Annotated[Visitor, Depends(visiting(READ_BOOKS))],
    asked: Filter,
    format: Literal["csv", "xlsx", "cloudevents"] = "csv",
) -> Response:
    """All facts that fit, newest first, in the reader's language and the community's time.

    Members are masked, and those who act for the community named, as on the page.
    """
    await see_own_facts(visitor.community, "audit_trail")
    if format == "xlsx":
        return await _workbook(visitor, asked)
    if format == "cloudevents":
        return _stream(_events(visitor, asked), "application/x-ndjson", "facts.jsonl")
    return _stream(_lines(visitor, asked), "text/csv; charset=utf-8", "facts.csv")


def _stream(content: AsyncIterator[str], media_type: str, filename: str) -> StreamingResponse:
    headers = {
        **SECURITY_HEADERS,
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{filename}"',
    }
    return StreamingResponse(content, media_type=media_type, headers=headers)


Row = tuple[int | str, ...]


async def _pages(visitor: Visitor, asked: FactFilter) -> AsyncIterator[list[Row]]:
    """Rows by the hundred, put into words in a thread: the tills are not to wait for them."""
    staff = await staff_of(visitor)
    async for facts in all_pages(visitor, asked, before=LAST):
        words = await words_for(visitor, facts, masked=True, with_texts=False)
        yield await to_thread(_rows, words, staff, facts)


def _rows(words: Words, staff: Mapping[str, str], facts: list[Recorded]) -> list[Row]:
    return [_row(words, staff, it) for it in facts]


def _row(words: Words, staff: Mapping[str, str], recorded: Recorded) -> Row:
    it = recorded.envelope
    postings = "; ".join(f"{p.account} {p.unit} {p.amount:+}" for p in recorded.fact.postings())
    return (
        recorded.position,
        words.kind(it.type),
        words.told(recorded.fact),
        f"{it.happened_at.astimezone(words.zone):%Y-%m-%d %H:%M:%S}",
        f"{it.recorded_at.astimezone(words.zone):%Y-%m-%d %H:%M:%S}",
        staff.get(it.actor) or words.person(it.actor),
        words.person(it.on_behalf_of),
        postings,
        it.type,
        it.actor,
        it.on_behalf_of or "",
        it.cause or "",
        it.mends or "",
        " ".join(tag for tag in it.tags if not tag.startswith("request:")),
        shown_text(recorded.fact, it.data),
    )


def _columns(visitor: Visitor) -> list[str]:
    return [translator(visitor.language)(it) for it in COLUMNS]


def harmless(cell: int | str) -> int | str:
    """Text that a spreadsheet would take for a formula, quoted as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell


async def _lines(visitor: Visitor, asked: FactFilter) -> AsyncIterator[str]:
    yield BYTE_ORDER_MARK + csv_row(*_columns(visitor))
    async for rows in _pages(visitor, asked):
        yield "".join(csv_row(*map(harmless, row)) for row in rows)


async def _events(visitor: Visitor, asked: FactFilter) -> AsyncIterator[str]:
    async for facts in all_pages(visitor, asked, before=LAST):
        yield "".join(cloud_event(recorded, visitor.community.name) for recorded in facts)


async def _workbook(visitor: Visitor, asked: FactFilter) -> Response:
    """Up to so many rows; a last one says when there are more. Then what was asked for."""
    _, zone = translator(visitor.language), visitor.community.zone
    with LedgerWorkbook() as book:
        book.sheet(_("账本"), _columns(visitor))
        left = SHEET_ROWS_MAX
        async for rows in _pages(visitor, asked):
            await to_thread(book.rows, rows[:left])
            if len(rows) > left:
                book.rows([("…",)])
                break
            left -= len(rows)
        book.sheet(
            _("说明"), [_("导出时间"), say_moment(datetime.now(UTC), visitor.language, zone)]
        )
        book.rows(await asked_in_words(visitor, asked))
        await to_thread(book.close)
    return book.answer("facts.xlsx")
