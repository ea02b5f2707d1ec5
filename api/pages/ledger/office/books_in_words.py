"""How the books of some time are told: units, holders and days, for paper and sheet."""

from collections.abc import Iterator
from typing import Final

from api.pages.language import say_day, say_month, say_yuan, translator
from api.pages.ledger.facts import account_in_words, unit_in_words
from api.pages.ledger.office.books import Books
from api.pages.ledger.office.movements import ALL_GOODS
from api.pages.ledger.office.span import Span
from api.pages.visitor import Visitor
from domain.ledger.fact import Recorded
from domain.rules.accounts import CNY
from projections.office.turnover import MEMBERS, SHELF

FEN_PER_YUAN: Final = 100


def say_span(visitor: Visitor, span: Span) -> str:
    """The days of a report."""
    _, language = translator(visitor.language), visitor.language
    if span.is_month:
        return say_month(span.first or span.last, language)
    if span.first is None:
        return _("从最早到 {day}", day=say_day(span.last, language))
    return f"{say_day(span.first, language)} – {say_day(span.last, language)}"


def say_clock(visitor: Visitor, span: Span) -> str:
    """By which clock these days are."""
    _ = translator(visitor.language)
    if span.clock == "happened":
        return _("按发生时间：事情哪天发生就算哪天，补记的也算在发生的那天")
    return _("按记录时间：哪天记进账本就算哪天，不管事情何时发生")


CONFIRMED: Final = "积分在服务确认时发放，所以与按服务日子算的月报可能不同。"
"""Why this report and the monthly one may tell different figures of a month."""


def say_holder(books: Books, holder: str) -> str:
    """Who holds something: members together, the shelf, or an account."""
    if holder in {MEMBERS, SHELF}:
        return books.words.say("全体成员") if holder == MEMBERS else books.words.say("货架")
    return account_in_words(books.words, holder)


def say_unit(books: Books, unit: str) -> str:
    """What is counted; money in yuan."""
    if unit == CNY:
        return books.words.say("钱（元）")
    if unit == ALL_GOODS:
        return books.words.say("物资（件）")
    return unit_in_words(books.words, unit)


def amount(unit: str, counted: int) -> int | float:
    """As many as a sheet has: yuan with two decimals, all else as it is counted."""
    return counted / FEN_PER_YUAN if unit == CNY else counted


def say_amount(unit: str, counted: int) -> str:
    """The same on paper."""
    return say_yuan(counted) if unit == CNY else f"{counted:,}"


def counted_lines(recorded: Recorded) -> Iterator[tuple[str, int, int]]:
    """The item, the pieces on the books and those seen, of each line of a count."""
    for it in getattr(recorded.fact, "lines", ()):
        yield it.item_id, it.booked, it.counted
