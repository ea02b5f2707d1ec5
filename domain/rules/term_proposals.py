"""Term proposals: versions of the terms beside capabilities, until they are in force."""

from datetime import date, datetime
from typing import Any, Final, NamedTuple, get_type_hints

import msgspec
from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.ledger.journal import AMOUNT_MAX
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.rules.rule_proposals import RulesDecided, UnknownRules
from domain.rules.tags import RULES
from domain.rules.versions import VersionAdopted

NUMBER_OF_TERMS_MAX: Final = 100_000


class Term(msgspec.Struct, frozen=True):
    """One term by its name in its book, with what it is to be."""

    name: str
    value: bool | int | str | tuple[int | str, ...] | None


def terms_tag(terms_id: str) -> Tag:
    """A version of some terms that somebody proposed."""
    return f"terms:{terms_id}"


class TermsProposed(Fact, type="terms.proposed", omit_defaults=True):
    """An administrator wants other terms in a book; a second person has to approve.

    `terms_id` is the id of what was proposed, where it can be put up on a notice.
    """

    called = "提议专项规则"
    told = "提议{book}规则 {version}，自 {in_force_from} 起施行，等待另一人批准。"

    book: str
    version: str
    in_force_from: date
    terms: tuple[Term, ...]
    terms_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The community's rules, and what is proposed."""
        return RULES, *((terms_tag(self.terms_id),) if self.terms_id else ())


class TermsDeclined(Fact, type="terms.declined"):
    """A second person said no, or who had proposed it thought better of it."""

    called = "不批准专项规则"
    told = "没有批准{book}规则 {version}。"

    book: str
    version: str
    proposal_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The community's rules."""
        return (RULES,)

    def caused_by(self) -> str:
        """The proposal."""
        return self.proposal_id


class UnknownBook(Refusal, code="unknown_book"):
    """No capability has terms by this name."""

    zh = "没有这类规则。"
    en = "There are no rules of this kind."


class TermsInvalid(Refusal, code="terms_invalid", field="terms"):
    """A term is not one of the book's, or not within its bounds, or contradicts another."""

    zh = "有一项规则不存在、超出范围，或与别的一项矛盾，请核对。"
    en = "One of the terms does not exist, is out of bounds or contradicts another; look again."


class Bound(NamedTuple):
    """What a term may be: a number from `least` to `most`, yes or no, a word, or several."""

    kind: str
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    may_be_none: bool = False


class TermVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version of one book's terms from its first day on."""

    book: str
    version: str
    in_force_from: date
    terms: tuple[Term, ...]


class WaitingTerms(TermVersion, frozen=True, kw_only=True):
    """A version that waits, who proposed it when, and whether another was adopted since."""

    proposed_by: str
    proposed_at: datetime
    overtaken: bool = False


class TermProposals(State, of="rules", folds=(TermsProposed, TermsDeclined, VersionAdopted)):
    """The versions of all books, those that wait, and those that do not any more."""

    adopted: list[TermVersion] = field(default_factory=list)
    waiting: dict[str, WaitingTerms] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow each from its proposal to the word about it."""
        match fact:
            case TermsProposed():
                self.waiting[recorded.envelope.id] = WaitingTerms(
                    book=fact.book,
                    version=fact.version,
                    in_force_from=fact.in_force_from,
                    terms=fact.terms,
                    proposed_by=recorded.envelope.actor,
                    proposed_at=recorded.envelope.recorded_at,
                )
            case TermsDeclined():
                self._decide(fact.proposal_id)
            case VersionAdopted():
                self._adopt(fact)

    def _adopt(self, fact: VersionAdopted) -> None:
        if fact.proposal_id:
            self._decide(fact.proposal_id)
        for proposal_id, it in self.waiting.items():
            if it.book == fact.book:
                self.waiting[proposal_id] = msgspec.structs.replace(it, overtaken=True)
        self.adopted.append(
            TermVersion(
                book=fact.book,
                version=fact.version,
                in_force_from=fact.in_force_from,
                terms=said(fact.terms),
            )
        )
        self.adopted.sort(key=lambda it: it.in_force_from)

    def _decide(self, proposal_id: str) -> None:
        self.waiting.pop(proposal_id, None)
        self.decided.add(proposal_id)

    def required(self, book: str, proposal_id: str) -> WaitingTerms:
        """A version of a book that waits. Raises UnknownRules, RulesDecided."""
        if proposal_id in self.decided:
            raise RulesDecided
        waiting = self.waiting.get(proposal_id)
        if waiting is None or waiting.book != book:
            raise UnknownRules
        return waiting

    def in_force(self, book: str, day: date) -> dict[str, Any]:
        """The terms of a book on a day, by their names, whether they were ever adopted or not."""
        versions = (it for it in reversed(self.adopted) if it.book == book)
        found = next((it for it in versions if it.in_force_from <= day), None)
        first = {it.name: it.value for it in said(terms_of(book)())}
        return first | ({it.name: it.value for it in found.terms} if found else {})


def books() -> dict[str, type[VersionAdopted]]:
    """The facts by which terms are adopted, by the names of their books."""
    kinds = (it for it in Fact.known.values() if issubclass(it, VersionAdopted))
    return {it.book: it for it in sorted(kinds, key=lambda it: it.book)}


def book_called(book: str) -> type[VersionAdopted]:
    """The fact by which a book's terms are adopted. Raises UnknownBook."""
    found = books().get(book)
    if found is None:
        raise UnknownBook
    return found


def terms_of(book: str) -> type[msgspec.Struct]:
    """What the terms of a book are. Raises UnknownBook."""
    kind: type[msgspec.Struct] = get_type_hints(book_called(book))["terms"]
    return kind


def said(terms: msgspec.Struct) -> tuple[Term, ...]:
    """What terms say, one by one."""
    return tuple(Term(name, getattr(terms, name)) for name in terms.__struct_fields__)


def bounds(book: str) -> dict[str, Bound]:
    """What each term of a book may be, by its name. Raises UnknownBook."""
    told = msgspec.inspect.type_info(terms_of(book))
    assert isinstance(told, msgspec.inspect.StructType)
    return {it.name: _bound(it.name, it.type) for it in told.fields}


def _bound(name: str, kind: msgspec.inspect.Type) -> Bound:
    match kind:
        case msgspec.inspect.UnionType(types=(some, msgspec.inspect.NoneType())):
            return _bound(name, some)._replace(may_be_none=True)
        case msgspec.inspect.BoolType():
            return Bound("yes_or_no")
        case msgspec.inspect.IntType(ge=least, le=most):
            usual = AMOUNT_MAX if "_fen" in name else NUMBER_OF_TERMS_MAX
            return Bound("number", least or 0, usual if most is None else most)
        case msgspec.inspect.LiteralType(values=choices):
            return Bound("choice", choices=tuple(map(str, choices)))
        case msgspec.inspect.VarTupleType(item_type=msgspec.inspect.LiteralType(values=choices)):
            return Bound("choices", choices=tuple(map(str, choices)))
        case msgspec.inspect.VarTupleType(item_type=msgspec.inspect.IntType()):
            return Bound("numbers", 0, NUMBER_OF_TERMS_MAX)
    raise TypeError(f"a term is neither a number, a choice nor several of them: {name}")


def made(book: str, terms: dict[str, Any]) -> msgspec.Struct:
    """The terms of a book that say so. Raises UnknownBook, TermsInvalid.

    Where some contradict each other, the struct itself says so: `__post_init__` raises ValueError.
    """
    within = bounds(book)
    if not terms.keys() <= within.keys():
        raise TermsInvalid
    for name, value in terms.items():
        numbers = value if isinstance(value, tuple | list) else (value,)
        bound = within[name]
        if value is None and bound.may_be_none:
            continue
        if "number" in bound.kind and not all(
            isinstance(it, int) and bound.least <= it <= bound.most for it in numbers
        ):
            raise TermsInvalid
    try:
        return msgspec.convert(terms, terms_of(book))
    except msgspec.ValidationError as invalid:
        raise TermsInvalid from invalid
