"""The books of some time, for a report: what moved, whose, and the facts that put things right."""

from asyncio import gather
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, NamedTuple

from api.pages.ledger.filter import facts_page
from api.pages.ledger.lookup import names_of, staff_of, words_for
from api.pages.ledger.office.movements import Movements, movements_in
from api.pages.ledger.office.span import Span
from api.pages.ledger.words import Words, texts_in
from api.pages.visitor import Visitor
from api.serving.own_facts import see_own_facts
from domain.ledger.fact import Fact, Recorded
from projections.people.members import members_by_id
from projections.people.statements import LAST, MemberTurnover

QUESTIONS: Final = ("turnover", "statements", "audit_trail", "members", "stock")
LISTED_MAX: Final = 2_000
"""Of each type of facts no more are listed, the last of them."""
COUNTS: Final = (
    *("stock.counted", "stock.count_submitted"),
    *("stock.count_approved", "stock.count_refused"),
)
DISPUTES: Final = ("offline_sale.disputed", "objection.raised", "objection.answered")


class Person(NamedTuple):
    """What moved on somebody's account, with the number and the masked name."""

    number: str
    name: str
    turnover: MemberTurnover


@dataclass(frozen=True)
class Listed:
    """Facts of some types in the order of the book; whether earlier ones are left out."""

    facts: list[Recorded]
    is_cut: bool


@dataclass(frozen=True)
class Books:
    """All that a report tells of some time."""

    span: Span
    made_at: datetime
    made_by: str
    moved: Movements
    people: list[Person]
    counts: Listed
    mended: Listed
    words: Words
    staff: dict[str, str]

    def actor(self, recorded: Recorded) -> str:
        """Who acted: named where they act for the community, else masked."""
        actor = recorded.envelope.actor
        return self.staff.get(actor) or self.words.person(actor)


async def books_of(visitor: Visitor, span: Span) -> Books:
    """The books of some time, with the names of people masked."""
    await gather(*(see_own_facts(visitor.community, it) for it in QUESTIONS))
    moved = await movements_in(visitor, span)
    counts = await _facts(visitor, span, COUNTS)
    mended = await _facts(visitor, span, (*_mending(), *DISPUTES))
    listed = [*counts.facts, *mended.facts]
    # Reasons may name anybody: they stay in the ledger, where the fact can be opened.
    words = await words_for(visitor, listed, masked=True, with_texts=False)
    told = {text: "…" for it in listed for text in texts_in(it.fact)}
    me = await names_of(visitor, [visitor.member_id], masked=False)
    return Books(
        span=span,
        made_at=datetime.now(UTC),
        made_by=me.get(visitor.member_id, ""),
        moved=moved,
        people=await _people(visitor, moved.people, span),
        counts=counts,
        mended=mended,
        words=replace(words, texts=told),
        staff=await staff_of(visitor),
    )


def _mending() -> list[str]:
    """The types of facts that put an earlier one right and move something for it."""
    return [
        name
        for name, kind in Fact.known.items()
        if kind.mends is not Fact.mends and kind.postings is not Fact.postings
    ]


async def _facts(visitor: Visitor, span: Span, types: Iterable[str]) -> Listed:
    """The facts of these types in that time, of each of them the last."""
    pages = [
        await facts_page(visitor, span.as_filter(it), None, before=LAST, limit=LISTED_MAX + 1)
        for it in types
    ]
    listed = [recorded for page in pages for recorded in page[:LISTED_MAX]]
    is_cut = any(len(page) > LISTED_MAX for page in pages)
    return Listed(sorted(listed, key=lambda it: it.position), is_cut)


async def _people(visitor: Visitor, turnovers: list[MemberTurnover], span: Span) -> list[Person]:
    """Those who held anything or on whose account anything moved, by their numbers."""
    some = [it for it in turnovers if any((*it.points, *it.credit, it.services, it.minutes))]
    ids = [it.member_id for it in some]
    listed = await members_by_id(visitor.community.reader, ids, min(span.last, visitor.today))
    names = await names_of(visitor, ids, masked=True)
    return sorted(
        Person(
            listed[it.member_id].volunteer_number if it.member_id in listed else "",
            names.get(it.member_id, ""),
            it,
        )
        for it in some
    )
