"""A report on the books of some time: a page that prints with a letterhead, and a workbook."""

from asyncio import to_thread
from typing import Annotated, Final

from fastapi import Depends, Response

from api.ledger.audit import READ_BOOKS
from api.pages.language import translator
from api.pages.ledger.office.books import Person, books_of
from api.pages.ledger.office.books_in_words import (
    CONFIRMED,
    counted_lines,
    say_amount,
    say_clock,
    say_holder,
    say_span,
    say_unit,
)
from api.pages.ledger.office.books_workbook import SIGNATURES, write_books
from api.pages.ledger.office.movements import balances_of, figures_of, items_of, movements_of
from api.pages.ledger.office.span import Asked, read_span
from api.pages.ledger.verdict import letterhead_of
from api.pages.ledger.workbook import LedgerWorkbook
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting

router = page_router()

Auditor = Annotated[Visitor, Depends(visiting(READ_BOOKS))]
PEOPLE_SHOWN_MAX: Final = 100
ITEMS_SHOWN_MAX: Final = 100
FACTS_SHOWN_MAX: Final = 50


@router.get("/ledger/period")
async def period(visitor: Auditor, asked: Asked) -> Response:
    """What was held before, what moved and what was left; last month's when no days are named."""
    span = read_span(asked, visitor.today)
    books = await books_of(visitor, span)
    items = items_of(books.moved)
    moved = [it for it in books.people if _has_moved(it)]
    moved.sort(key=lambda it: -it.turnover.points.came - it.turnover.points.went)
    return visitor.show(
        "ledger/office/period.html",
        letterhead=await letterhead_of(visitor),
        books=books,
        told=say_span(visitor, span),
        clock=say_clock(visitor, span),
        confirmed=translator(visitor.language)(CONFIRMED),
        facts_of=span.as_filter().as_query(),
        figures=figures_of(books.moved),
        balances=balances_of(books.moved),
        movements=movements_of(books.moved),
        people=moved[:PEOPLE_SHOWN_MAX],
        people_moved=len(moved),
        items=items[:ITEMS_SHOWN_MAX],
        items_there=len(items),
        counts=[
            (it, *line)
            for it in books.counts.facts[-FACTS_SHOWN_MAX:]
            for line in counted_lines(it)
        ],
        mended=books.mended.facts[-FACTS_SHOWN_MAX:],
        facts_shown_max=FACTS_SHOWN_MAX,
        say_unit=lambda unit: say_unit(books, unit),
        say_holder=lambda holder: say_holder(books, holder),
        say_amount=say_amount,
        signatures=SIGNATURES,
    )


def _has_moved(person: Person) -> bool:
    """Whether anything moved on an account in that time."""
    it = person.turnover
    return any((*it.points[1:], *it.credit[1:], it.minutes))


@router.get("/ledger/period.xlsx")
async def workbook(visitor: Auditor, asked: Asked) -> Response:
    """The same as a workbook, with everybody and everything in it."""
    span = read_span(asked, visitor.today)
    books = await books_of(visitor, span)
    letterhead = await letterhead_of(visitor)
    with LedgerWorkbook() as book:
        await to_thread(write_books, book, visitor, books, letterhead)
    return book.answer(f"books-{span.first or 'all'}-{span.last}-{span.clock}.xlsx")
