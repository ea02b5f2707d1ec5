"""Terms beside capabilities, a page for each book: what holds, what waits, and another version."""

from collections.abc import Awaitable
from datetime import date
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Depends, Response

from api.office.rule_change import ADOPT, APPROVE_RULES
from api.office.terms_change import (
    BookRow,
    NewVersion,
    TermRow,
    TermsChange,
    approve,
    book_row,
    decline,
    in_force,
    propose,
)
from api.pages.done import said
from api.pages.language import translator
from api.pages.ledger.lookup import names_of
from api.pages.ledger.office.rules import DONE
from api.pages.ledger.office.terms import Difference
from api.pages.routing import page_router
from api.pages.visitor import Malformed, Visitor, go_on, read_body, visiting
from api.serving.own_facts import see_own_facts
from api.serving.problems import status_of
from domain.ledger.decision import OFFICE
from domain.ledger.refusal import Refusal
from domain.openness.rules_notice import RulesNoticeTerms
from domain.rules.term_proposals import book_called, books
from projections.rules.term_versions import (
    AdoptedTerms,
    ProposedTerms,
    proposed_terms,
    term_versions,
    terms_in_force,
)

router = page_router()

Proposing = Annotated[Visitor, Depends(visiting(ADOPT))]
Approving = Annotated[Visitor, Depends(visiting(APPROVE_RULES))]

YES_OR_NO: Final = {True: "是", False: "否"}


class WaitingVersion(NamedTuple):
    """A version that waits, what it would change, and from which day on if approved today."""

    proposed: ProposedTerms
    first_day: date
    changes: list[Difference]


@router.get("/ledger/rules/books")
async def term_books(visitor: Approving) -> Response:
    """All books, with what is in force in each and how much waits."""
    await see_own_facts(visitor.community, "term_versions")
    versions = await term_versions(visitor.community.reader)
    proposed = await proposed_terms(visitor.community.reader)
    return visitor.show(
        "ledger/office/term_books.html",
        rows=[book_row(it, versions, visitor.today) for it in books()],
        waiting={it: sum(each.book == it for each in proposed) for it in books()},
    )


@router.get("/ledger/rules/books/{book}")
async def term_book(visitor: Approving, book: str) -> Response:
    """One book's terms in words, its versions, and what waits."""
    book_called(book)
    return await _page(visitor, book)


async def _page(
    visitor: Visitor, book: str, status: int = 200, problem: str | None = None
) -> Response:
    community = visitor.community
    await see_own_facts(community, "term_versions")
    versions = await term_versions(community.reader)
    proposed = [it for it in await proposed_terms(community.reader) if it.book == book]
    row = book_row(book, versions, visitor.today)
    people = {it.proposed_by for it in proposed} | {
        who for it in row.versions for who in (it.adopted_by, it.proposed_by) if who
    }
    return visitor.show(
        "ledger/office/term_book.html",
        status,
        message=said(visitor, DONE),
        problem=problem,
        row=row,
        terms=[(it, _in_words(visitor, book, it.value)) for it in row.terms],
        waiting=[_waiting(visitor, row, versions, it) for it in proposed],
        names=await names_of(visitor, people, masked=False),
        must_hang=(
            await terms_in_force(community.reader, "rules_notice", RulesNoticeTerms, visitor.today)
        ).days,
        office=OFFICE,
        choices=book_called(book).choices,
        typed=visitor.form if status != 200 else {},
    )


def _waiting(
    visitor: Visitor, row: BookRow, versions: list[AdoptedTerms], proposed: ProposedTerms
) -> WaitingVersion:
    first_day = max(proposed.in_force_from, visitor.today)
    before = in_force(row.book, versions, first_day)
    changes = [
        Difference(
            translator(visitor.language)(it.words),
            _in_words(visitor, row.book, before[it.name]),
            _in_words(visitor, row.book, proposed.terms[it.name]),
        )
        for it in row.terms
        if proposed.terms.get(it.name, before[it.name]) != before[it.name]
    ]
    return WaitingVersion(proposed, first_day, changes)


def _in_words(visitor: Visitor, book: str, value: Any) -> str:
    """A value as it is read: a yes as a yes, a choice by its words."""
    words = book_called(book).choices
    match value:
        case None:
            return translator(visitor.language)("无")
        case bool():
            return translator(visitor.language)(YES_OR_NO[value])
        case str():
            return translator(visitor.language)(words.get(value, value))
        case list() | tuple():
            between = "、" if visitor.language == "zh" else ", "
            return between.join(_in_words(visitor, book, it) for it in value) or translator(
                visitor.language
            )("无")
    return str(value)


@router.post("/ledger/rules/books/{book}/proposals")
async def propose_terms(visitor: Proposing, book: str) -> Response:
    """Propose another version."""
    book_called(book)
    await see_own_facts(visitor.community, "term_versions")
    versions = await term_versions(visitor.community.reader)
    try:
        typed = _typed(visitor, book_row(book, versions, visitor.today).terms)
        body = read_body(NewVersion, typed, visitor.language)
    except Malformed as malformed:
        return await _page(visitor, book, 422, malformed.findings[0]["message"])
    return await _done(visitor, book, propose(book, body, visitor))


def _typed(visitor: Visitor, terms: list[TermRow]) -> dict[str, Any]:
    """The form as a body: only what is there, numbers as numbers."""
    form = visitor.form
    read: dict[str, Any] = {}
    for it in terms:
        text = str(form.get(f"term-{it.name}") or "")
        if it.may_be_none and not text.strip():
            read[it.name] = None
            continue
        several = [*map(str, form.getlist(f"term-{it.name}[]"))]
        match it.kind:
            case "number":
                read[it.name] = _number(text)
            case "numbers":
                read[it.name] = [_number(each) for each in text.replace("、", " ").split()]
            case "yes_or_no":
                read[it.name] = text == "yes"
            case "choices":
                read[it.name] = several
            case _:
                read[it.name] = text
    named = {name: str(form.get(name) or "") for name in ("version", "in_force_from")}
    return named | {"terms": read}


def _number(typed: str) -> int | str:
    written = typed.strip()
    return int(written) if written.isascii() and written.isdigit() else written


@router.post("/ledger/rules/books/{book}/{terms_id}/approval")
async def approve_terms(visitor: Approving, book: str, terms_id: str) -> Response:
    """Approve what somebody else proposed."""
    book_called(book)
    return await _done(visitor, book, approve(book, terms_id, visitor))


@router.post("/ledger/rules/books/{book}/{terms_id}/refusal")
async def decline_terms(visitor: Approving, book: str, terms_id: str) -> Response:
    """Say no to a proposal."""
    book_called(book)
    return await _done(visitor, book, decline(book, terms_id, visitor))


async def _done(visitor: Visitor, book: str, change: Awaitable[TermsChange]) -> Response:
    try:
        done = await change
    except Refusal as refusal:
        return await _page(visitor, book, status_of(refusal), refusal.sentence(visitor.language))
    return go_on(f"/ledger/rules/books/{book}", done.status)
