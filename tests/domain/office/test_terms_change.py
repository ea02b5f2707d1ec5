"""Terms beside capabilities are proposed by one person and approved by another, in every book."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.ledger.decision import Decision
from domain.needs.need_terms import NeedTerms, NeedTermsAdopted, NeedTermsBook
from domain.office.rule_change import OwnRules
from domain.office.terms_change import ApproveTerms, DeclineTerms, ProposeTerms
from domain.people.membership import RoleGranted
from domain.people.roles import RoleLost
from domain.rules.changes import NothingChanged
from domain.rules.rule_proposals import (
    RulesDecided,
    RulesOvertaken,
    UnknownRules,
    VersionProposed,
)
from domain.rules.rules import RulesBackdated, VersionExists
from domain.rules.tags import RULES
from domain.rules.term_proposals import (
    Bound,
    Term,
    TermProposals,
    TermsDeclined,
    TermsInvalid,
    TermsProposed,
    UnknownBook,
    books,
    bounds,
    made,
    said,
    terms_of,
)
from tests.controls import CHEN, COMMUNITY, HE, NOW, ZHOU, enrolled, moment
from tests.scenario import NEW, by, given

JULY = date(2026, 7, 1)
THREE = NeedTerms(claims_open_max=3)
ADOPTED = NeedTermsAdopted(version="2026-07", in_force_from=JULY, terms=THREE)
ALONE = (
    *COMMUNITY,
    *(enrolled(it, "staff", number=number) for number, it in enumerate((HE, ZHOU, CHEN), 5)),
    RoleGranted(member_id=HE, role="admin"),
)
TWO = (*ALONE, RoleGranted(member_id=ZHOU, role="supervisor"))
PROPOSED = TermsProposed(book="needs", version="2026-07", in_force_from=JULY, terms=said(THREE))
WAITING = (*TWO, by(HE, PROPOSED))
PROPOSAL = f"fact-{len(WAITING)}"


def propose(actor: str = HE, **changes: Any) -> ProposeTerms:
    wanted: dict[str, Any] = {
        "book": "needs",
        "version": "2026-07",
        "in_force_from": JULY,
        "terms": {"claims_open_max": 3},
        "actor_id": actor,
        "others": (CHEN, HE, ZHOU),
    }
    return ProposeTerms(**wanted | changes)


def approve(actor: str = ZHOU, proposal_id: str = PROPOSAL, book: str = "needs") -> ApproveTerms:
    return ApproveTerms(book=book, proposal_id=proposal_id, actor_id=actor)


def decline(actor: str = ZHOU, book: str = "needs") -> DeclineTerms:
    return DeclineTerms(book=book, proposal_id=PROPOSAL, actor_id=actor)


def test_one_term_is_changed_and_the_others_stay_until_somebody_else_approves() -> None:
    asked = msgspec.structs.replace(PROPOSED, terms_id=NEW)
    given(*TWO).when(propose(), actor=HE).then(asked)
    fact = given(*WAITING).when(approve(), actor=ZHOU).fact
    assert fact == msgspec.structs.replace(ADOPTED, proposal_id=PROPOSAL)
    assert fact.caused_by() == PROPOSAL
    after = given(*WAITING, by(ZHOU, fact))
    book = after.view(approve())(NeedTermsBook, RULES)
    assert book.on(date(2026, 6, 30)) == NeedTerms()
    assert book.on(JULY).claims_open_max == 3
    after.when(approve(), actor=ZHOU).refused(RulesDecided)
    later = propose(version="2026-08", terms={"days_to_serve_max": 20})
    proposed = after.when(later, actor=HE).fact
    assert isinstance(proposed, TermsProposed)
    assert {it.name: it.value for it in proposed.terms}["claims_open_max"] == 3


def test_who_is_alone_adopts_at_once() -> None:
    given(*ALONE).when(propose(), actor=HE).then(ADOPTED)


def test_nobody_approves_their_own_proposal() -> None:
    past = (*TWO, RoleGranted(member_id=HE, role="supervisor"), by(HE, PROPOSED))
    given(*past).when(approve(HE, f"fact-{len(past)}"), actor=HE).refused(OwnRules)


def test_who_has_no_role_for_it_proposes_approves_and_declines_nothing() -> None:
    for decision in (propose(CHEN), approve(CHEN), decline(CHEN)):
        given(*WAITING).when(decision, actor=CHEN).refused(RoleLost)


def test_terms_never_act_backwards() -> None:
    given(*TWO).when(propose(in_force_from=date(2026, 3, 19)), actor=HE).refused(RulesBackdated)
    fact = given(*WAITING).when(approve(), actor=ZHOU, at=moment(9, 1, 8)).fact
    assert isinstance(fact, NeedTermsAdopted)
    assert fact.in_force_from == date(2026, 9, 1)


def test_a_name_stands_for_one_version_of_a_book() -> None:
    given(*WAITING).when(propose(), actor=HE).refused(VersionProposed, version="2026-07")
    given(*TWO, ADOPTED).when(propose(), actor=HE).refused(VersionExists)
    notice = propose(book="notice", terms={"answer_days": 5})
    assert given(*WAITING).when(notice, actor=HE).fact


def test_what_another_version_of_the_book_overtook_is_not_approved() -> None:
    other = msgspec.structs.replace(ADOPTED, version="2026-06")
    overtaken = given(*WAITING, other)
    overtaken.when(approve(), actor=ZHOU).refused(RulesOvertaken)
    assert overtaken.when(decline(HE), actor=HE).fact
    elsewhere = given(*WAITING).when(
        propose(book="notice", terms={"answer_days": 5}, others=()), actor=HE
    )
    assert given(*WAITING, elsewhere.fact).when(approve(), actor=ZHOU).fact


def test_what_is_asked_about_must_be_there() -> None:
    given(*TWO).when(propose(book="weather"), actor=HE).refused(UnknownBook)
    given(*TWO).when(approve(), actor=ZHOU).refused(UnknownRules)
    given(*WAITING).when(approve(book="notice"), actor=ZHOU).refused(UnknownRules)
    given(*WAITING).when(approve(book="weather"), actor=ZHOU).refused(UnknownBook)
    given(*TWO).when(decline(), actor=ZHOU).refused(UnknownRules)


@pytest.mark.parametrize(
    "terms",
    [
        {"no_such": 3},
        {"claims_open_max": -1},
        {"claims_open_max": 100_001},
        {"claims_open_max": "three"},
        {"claims_open_max": (1, 2)},
        {"claims_open_max": True},
    ],
)
def test_what_no_term_can_be_is_not_proposed(terms: dict[str, Any]) -> None:
    given(*TWO).when(propose(terms=terms), actor=HE).refused(TermsInvalid)


def test_a_proposal_that_a_later_version_cannot_read_any_more_is_not_approved() -> None:
    strange = msgspec.structs.replace(PROPOSED, terms=(Term("gone", 1),))
    given(*TWO, by(HE, strange)).when(approve(), actor=ZHOU).refused(TermsInvalid)


def test_what_changes_nothing_is_not_proposed() -> None:
    given(*TWO).when(propose(terms={"claims_open_max": 5}), actor=HE).refused(NothingChanged)
    given(*TWO).when(propose(terms={}), actor=HE).refused(NothingChanged)


def test_a_proposal_that_was_declined_can_be_made_again() -> None:
    fact = given(*WAITING).when(decline(), actor=ZHOU).fact
    assert fact == TermsDeclined(book="needs", version="2026-07", proposal_id=PROPOSAL)
    assert fact.caused_by() == PROPOSAL
    given(*WAITING, fact).when(decline(), actor=ZHOU).refused(RulesDecided)
    assert given(*WAITING, fact).when(propose(), actor=HE).fact


@pytest.mark.parametrize(
    "decision", [propose(version="2026-08", terms={"claims_open_max": 4}), approve(), decline()]
)
def test_asking_again_changes_nothing_more(decision: Decision, database: str) -> None:
    actor = HE if isinstance(decision, ProposeTerms) else ZHOU
    given(*WAITING).when(decision, actor=actor).repeated(database)


@pytest.mark.parametrize("book", books())
def test_every_book_says_of_each_term_what_it_is_called_and_what_it_may_be(book: str) -> None:
    adopting = books()[book]
    within = bounds(book)
    assert adopting.about
    assert adopting.words.keys() == within.keys()
    first = terms_of(book)()
    assert made(book, {it.name: it.value for it in said(first)}) == first
    chosen = {it for bound in within.values() for it in bound.choices}
    assert chosen <= adopting.choices.keys()


def test_money_may_be_more_than_other_numbers() -> None:
    assert bounds("needs")["wish_value_fen_max"].most > bounds("needs")["claims_open_max"].most
    assert made("kin", {"gift_minutes_per_year_max": None})
    assert bounds("kin")["gift_minutes_per_year_max"].may_be_none
    assert bounds("notice")["answer_days"] == Bound("number", 0, 100_000)
    assert given(*WAITING).view(approve())(TermProposals, RULES).in_force("needs", NOW.date())
