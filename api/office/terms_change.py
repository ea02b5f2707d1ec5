"""Terms beside capabilities: what is in force in each book, and how it is changed by two."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from api.capability import Capability
from api.office.rule_change import ADOPT, APPROVE_RULES
from api.people.roles import approvers
from api.policy.act import PUBLIC, Act
from api.serving.access import Caller, allowed, community_of, fresh, public
from api.serving.fields import Body, Day, Word
from api.serving.paging import Page, PageAfter, PageSize, piece
from domain.ledger.decision import Receipt
from domain.ledger.fact import Fact
from domain.office import terms_change
from domain.office.terms_change import ApproveTerms, DeclineTerms, ProposeTerms
from domain.rules.term_proposals import TermsDeclined, book_called, books, bounds, said, terms_of
from domain.rules.versions import VersionAdopted
from projections.rules.term_versions import (
    AdoptedTerms,
    ProposedTerms,
    TermVersions,
    proposed_terms,
    term_versions,
)

SEE_TERMS: Final = Act("terms.see", "看专项规则", by=PUBLIC)

router = APIRouter(prefix="/api/rules", tags=["rules"])

Proposing = Annotated[Caller, Depends(allowed(ADOPT))]
Approving = Annotated[Caller, Depends(allowed(APPROVE_RULES))]

Whole = Annotated[int, Field(strict=True, ge=0, le=10**9)]
Name = Annotated[str, Field(strict=True, max_length=80)]
TERMS_MAX: Final = 60


class NewVersion(Body):
    """Other terms in a book from a day on; what is left out stays as it is on that day."""

    version: Word
    in_force_from: Day
    terms: Annotated[
        dict[
            Name, bool | Whole | Name | Annotated[list[Whole | Name], Field(max_length=TERMS_MAX)]
        ],
        Field(max_length=TERMS_MAX),
    ]


class TermsChange(BaseModel):
    """A version that was proposed, adopted or declined; `rules_id` while it waits."""

    rules_id: str
    book: str
    version: str
    status: Literal["proposed", "adopted", "declined"]
    position: int


class TermsInForce(TermsChange):
    """From which day on it is, or will be when it is approved."""

    in_force_from: date


class TermRow(BaseModel):
    """One term: what it is called, what it is now, and what it may be."""

    name: str
    words: str
    value: Any
    kind: str
    least: int
    most: int
    choices: tuple[str, ...]
    may_be_none: bool


class VersionRow(BaseModel):
    """A version of a book's terms, in force until the next one is."""

    version: str
    in_force_from: date
    position: int
    adopted_at: datetime
    adopted_by: str
    proposed_by: str | None
    terms: dict[str, Any]


class BookRow(BaseModel):
    """A book with what is in force in it; no `version` where none was ever adopted."""

    book: str
    about: str
    version: str | None
    in_force_from: date | None
    terms: list[TermRow]
    versions: list[VersionRow]


class ProposedRow(BaseModel):
    """A version that waits for a second person; nobody can approve it any more once overtaken."""

    rules_id: str
    book: str
    version: str
    in_force_from: date
    position: int
    proposed_at: datetime
    proposed_by: str
    terms: dict[str, Any]
    overtaken: bool


@router.get("/books", dependencies=[Depends(public(SEE_TERMS)), Depends(fresh("term_versions"))])
async def all_books(
    request: Request, limit: PageSize = 50, after: PageAfter = None
) -> Page[BookRow]:
    """All books with their terms of today and all their versions."""
    community = community_of(request)
    versions = await term_versions(community.reader)
    today = datetime.now(community.zone).date()
    rows, following = piece([book_row(it, versions, today) for it in books()], after, limit)
    return Page(items=rows, next=following)


def book_row(book: str, versions: list[AdoptedTerms], day: date) -> BookRow:
    """What is in force in a book on a day, and all its versions."""
    own = [it for it in versions if it.book == book]
    current = next((it for it in reversed(own) if it.in_force_from <= day), None)
    within, words = bounds(book), book_called(book).words
    values = in_force(book, own, day)
    return BookRow(
        book=book,
        about=book_called(book).about,
        version=current.version if current else None,
        in_force_from=current.in_force_from if current else None,
        terms=[
            TermRow(name=name, words=words.get(name, name), value=value, **within[name]._asdict())
            for name, value in values.items()
        ],
        versions=[VersionRow(**it._asdict()) for it in own],
    )


def in_force(book: str, versions: list[AdoptedTerms], day: date) -> dict[str, Any]:
    """The terms of a book on a day, adopted or not."""
    own = (it for it in reversed(versions) if it.book == book)
    found = next((it for it in own if it.in_force_from <= day), None)
    first = {it.name: it.value for it in said(terms_of(book)())}
    return first | (found.terms if found else {})


@router.get("/books/proposals", dependencies=[Depends(fresh("term_versions"))])
async def proposals(
    caller: Approving, limit: PageSize = 50, after: PageAfter = None
) -> Page[ProposedRow]:
    """The versions in all books that wait for a second person's word, the first proposed first."""
    rows, following = piece(await proposed_terms(caller.community.reader), after, limit)
    return Page(items=[_row(it) for it in rows], next=following)


def _row(proposed: ProposedTerms) -> ProposedRow:
    return ProposedRow(**proposed._asdict())


@router.post("/{book}", status_code=201)
async def propose(book: str, body: NewVersion, caller: Proposing) -> TermsInForce:
    """Propose other terms in a book; adopted at once while nobody else could approve them."""
    decision = ProposeTerms(
        book=book,
        version=body.version,
        in_force_from=body.in_force_from,
        terms={name: tuple(it) if isinstance(it, list) else it for name, it in body.terms.items()},
        actor_id=caller.member_id,
        others=await approvers(caller),
    )
    receipt, fact = await caller.record(decision, Fact)
    return _in_force(book, receipt, fact)


@router.post("/{book}/proposals/{terms_id}/approval", status_code=201)
async def approve(book: str, terms_id: str, caller: Approving) -> TermsInForce:
    """Approve what somebody else proposed: from its first day on, or from today."""
    decision = ApproveTerms(
        book=book,
        proposal_id=terms_id,
        actor_id=caller.member_id,
        others=await approvers(caller),
    )
    receipt, fact = await caller.record(decision, Fact)
    return _in_force(book, receipt, fact)


def _in_force(book: str, receipt: Receipt, fact: Any) -> TermsInForce:
    is_adopted = isinstance(fact, VersionAdopted)
    proposal_id = fact.proposal_id if is_adopted else None
    return TermsInForce(
        rules_id=proposal_id or receipt.recorded.envelope.id,
        book=book,
        version=fact.version,
        in_force_from=fact.in_force_from,
        status="adopted" if is_adopted else "proposed",
        position=receipt.position,
    )


@router.post("/{book}/proposals/{terms_id}/refusal", status_code=201)
async def decline(book: str, terms_id: str, caller: Approving) -> TermsChange:
    """Say no to a version that was proposed, or take one's own proposal back."""
    decision = DeclineTerms(book=book, proposal_id=terms_id, actor_id=caller.member_id)
    receipt, fact = await caller.record(decision, TermsDeclined)
    return TermsChange(
        rules_id=terms_id,
        book=book,
        version=fact.version,
        status="declined",
        position=receipt.position,
    )


CAPABILITY: Final = Capability(
    name="terms_change",
    model=(terms_change,),
    projections=(TermVersions,),
    router=router,
    pages=("ledger.office.term_books",),
)
