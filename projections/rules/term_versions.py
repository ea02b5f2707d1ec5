"""Which terms beside capabilities are and were in force, and which wait to be?"""

from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from domain.rules.term_proposals import Term, TermsDeclined, TermsProposed, said
from domain.rules.versions import VersionAdopted
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("term_versions")
T = TypeVar("T", bound=msgspec.Struct)


class TermVersions(Projection):
    """Every version of the terms in every book."""

    question = "term_versions"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add the versions, which are few, and follow those that are proposed."""
        for recorded in batch:
            match recorded.fact:
                case VersionAdopted() as fact:
                    tables.run(
                        "add",
                        book=fact.book,
                        version=fact.version,
                        position=recorded.position,
                        in_force_from=fact.in_force_from,
                        adopted_at=recorded.envelope.recorded_at,
                        adopted_by=recorded.envelope.actor,
                        terms=_written(said(fact.terms)),
                        proposal_id=fact.proposal_id,
                    )
                case TermsProposed() as fact:
                    tables.run(
                        "propose",
                        rules_id=recorded.envelope.id,
                        book=fact.book,
                        version=fact.version,
                        position=recorded.position,
                        in_force_from=fact.in_force_from,
                        proposed_at=recorded.envelope.recorded_at,
                        proposed_by=recorded.envelope.actor,
                        terms=_written(fact.terms),
                    )
                case TermsDeclined() as fact:
                    tables.run("decline", rules_id=fact.proposal_id)


def _written(terms: tuple[Term, ...]) -> str:
    return msgspec.json.encode({it.name: it.value for it in terms}).decode()


class AdoptedTerms(NamedTuple):
    """One version of a book's terms, in force from a day until the next one is."""

    book: str
    version: str
    position: int
    in_force_from: date
    adopted_at: datetime
    adopted_by: str
    proposed_by: str | None
    terms: dict[str, Any]


async def term_versions(reader: Reader) -> list[AdoptedTerms]:
    """All versions of all books, book by book in the order of their first days."""
    rows = await reader.rows(_queries["all"])
    return [AdoptedTerms(**{**row, "terms": msgspec.json.decode(row["terms"])}) for row in rows]


async def terms_in_force(reader: Reader, book: str, kind: type[T], day: date) -> T:
    """What a book's terms, which are of this kind, say on a day; before the first its defaults."""
    row = await reader.row(_queries["in_force"], book=book, day=day)
    return msgspec.json.decode(row["terms"], type=kind) if row else kind()


class ProposedTerms(NamedTuple):
    """A version that waits for a second person's word; no longer, if others were adopted since."""

    rules_id: str
    book: str
    version: str
    position: int
    in_force_from: date
    proposed_at: datetime
    proposed_by: str
    terms: dict[str, Any]
    overtaken: bool


async def proposed_terms(reader: Reader) -> list[ProposedTerms]:
    """All versions that wait, the first proposed first."""
    rows = await reader.rows(_queries["proposals"])
    return [ProposedTerms(**{**row, "terms": msgspec.json.decode(row["terms"])}) for row in rows]
