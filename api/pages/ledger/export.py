"""Exports of the audit trail as it is filtered: for spreadsheets, and as CloudEvents."""

from asyncio import to_thread
from collections.abc import AsyncIterator
from typing import Annotated, Final, Literal

from fastapi import Depends, Response
from fastapi.responses import StreamingResponse

from api.ledger.audit import READ_BOOKS
from api.ledger.export import cloud_event, csv_row
from api.pages.ledger.filter import FactFilter, Filter, all_pages
from api.pages.ledger.lookup import words_for
from api.pages.ledger.words import Words
from api.pages.ledger.workbook import LedgerWorkbook
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.serving.doors.headers import SECURITY_HEADERS
from api.serving.own_facts import see_own_facts
from domain.ledger.fact import Recorded
from projections.people.statements import LAST

router = page_router()

SHEET_ROWS_MAX: Final = 100_000
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel takes a CSV in UTF-8 for something else, and shows Chinese as gibberish."""

COLUMNS: Final = (
    "position",
    "type",
    "kind",
    "in_words",
    "happened_at",
    "recorded_at",
    "actor",
    "on_behalf_of",
    "cause",
    "mends",
    "tags",
    "postings",
    "data",
)


@router.get("/ledger/export")
async def export(
    visitor: Annotated[Visitor, Depends(visiting(READ_BOOKS))],
    asked: Filter,
    format: Literal["csv", "xlsx", "cloudevents"] = "csv",
) -> Response:
    """All facts that fit, newest first. People are ids, and masked where they are in a sentence."""
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
    async for facts in all_pages(visitor, asked, before=LAST):
        words = await words_for(visitor, facts, masked=True, with_texts=False)
        yield await to_thread(_rows, words, facts)


def _rows(words: Words, facts: list[Recorded]) -> list[Row]:
    return [_row(words, it) for it in facts]


def _row(words: Words, recorded: Recorded) -> Row:
    it = recorded.envelope
    postings = "; ".join(f"{p.account} {p.unit} {p.amount}" for p in recorded.fact.postings())
    return (
        recorded.position,
        it.type,
        words.kind(it.type),
        words.told(recorded.fact),
        it.happened_at.isoformat(),
        it.recorded_at.isoformat(),
        it.actor,
        it.on_behalf_of or "",
        it.cause or "",
        it.mends or "",
        " ".join(tag for tag in it.tags if not tag.startswith("request:")),
        postings,
        bytes(it.data).decode(),
    )


def harmless(cell: int | str) -> int | str:
    """Text that a spreadsheet would take for a formula, quoted as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell


async def _lines(visitor: Visitor, asked: FactFilter) -> AsyncIterator[str]:
    yield BYTE_ORDER_MARK + csv_row(*COLUMNS)
    async for rows in _pages(visitor, asked):
        yield "".join(csv_row(*map(harmless, row)) for row in rows)


async def _events(visitor: Visitor, asked: FactFilter) -> AsyncIterator[str]:
    async for facts in all_pages(visitor, asked, before=LAST):
        yield "".join(cloud_event(recorded, visitor.community.name) for recorded in facts)


async def _workbook(visitor: Visitor, asked: FactFilter) -> Response:
    """Up to so many rows; a last one says when there are more."""
    with LedgerWorkbook() as book:
        book.sheet("facts", COLUMNS)
        left = SHEET_ROWS_MAX
        async for rows in _pages(visitor, asked):
            await to_thread(book.rows, rows[:left])
            if len(rows) > left:
                book.rows([("…",)])
                break
            left -= len(rows)
        await to_thread(book.close)
    return book.answer("facts.xlsx")
