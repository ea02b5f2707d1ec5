"""Changes of terms beside capabilities: proposed by one person, approved by another."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.ledger.decision import Stamp, View
from domain.ledger.tag import Tag
from domain.office.rule_change import ByApprover, OwnRules
from domain.openness.rules_notice import (
    also_of_rules_notice,
    must_hang,
    required_rules_notice,
)
from domain.people.entering.hands import Proposed, one_hand_in_both
from domain.people.roles import may_approve
from domain.people.tags import member_tag
from domain.rules.changes import NothingChanged
from domain.rules.rule_proposals import RulesOvertaken, VersionProposed
from domain.rules.rules import RulesBackdated, VersionExists
from domain.rules.tags import RULES
from domain.rules.term_proposals import (
    TermProposals,
    TermsDeclined,
    TermsProposed,
    book_called,
    made,
    said,
)
from domain.rules.versions import VersionAdopted


@dataclass(frozen=True, kw_only=True)
class ProposeTerms(ByApprover):
    """Propose other terms in a book; adopt them while nobody else is there who could approve.

    Where a version has to hang first, also who is alone proposes it. What `terms` leaves out stays
    as it is on the first day. `others` are the people beside who acts who might approve. Refused:
    RoleLost, UnknownBook, VersionExists, VersionProposed, RulesBackdated, TermsInvalid,
    NothingChanged.
    """

    book: str
    version: str
    in_force_from: date
    terms: dict[str, Any] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """The rules, who acts, and who might approve."""
        return tuple(dict.fromkeys((*super().boundary(), *map(member_tag, self.others))))

    def decide(self, view: View, stamp: Stamp) -> TermsProposed | VersionAdopted:
        """The proposal, or the adoption by who is alone."""
        self.require_role(view)
        adopting = book_called(self.book)
        known = view(TermProposals, RULES)
        if any((it.book, it.version) == (self.book, self.version) for it in known.adopted):
            raise VersionExists(version=self.version)
        waiting = known.waiting.values()
        if any((it.book, it.version) == (self.book, self.version) for it in waiting):
            raise VersionProposed(version=self.version)
        today = stamp.day_of(stamp.now)
        if self.in_force_from < today:
            raise RulesBackdated(today=today)
        before = known.in_force(self.book, self.in_force_from)
        terms = made(self.book, before | self.terms)
        if terms == made(self.book, before):
            raise NothingChanged
        is_alone = not any(may_approve(view, it) for it in {*self.others} - {self.actor_id})
        if is_alone and not must_hang(view, today):
            return adopting(version=self.version, in_force_from=self.in_force_from, terms=terms)
        return TermsProposed(
            book=self.book,
            version=self.version,
            in_force_from=self.in_force_from,
            terms=said(terms),
            terms_id=stamp.id,
        )


@dataclass(frozen=True, kw_only=True)
class ApproveTerms(ByApprover):
    """Approve what somebody else proposed, with nobody's hand in both.

    It never acts backwards: from today on where its first day has passed. Whoever is alone, with
    none of `others` who could, approves their own when it hung before. Refused: RoleLost,
    UnknownBook, UnknownRules, RulesDecided, OwnRules, RulesOvertaken, NoticeMissing,
    NoticeRunning, ObjectionOpen, ObjectionUpheld, TermsInvalid.
    """

    book: str
    proposal_id: str
    others: tuple[str, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """The rules, who acts, and who else might."""
        return tuple(dict.fromkeys((*super().boundary(), *map(member_tag, self.others))))

    def decide(self, view: View, stamp: Stamp) -> VersionAdopted:
        """The adoption."""
        self.require_role(view)
        adopting = book_called(self.book)
        proposed = view(TermProposals, RULES).required(self.book, self.proposal_id)
        by = Proposed(proposed.proposed_by, self.proposal_id, proposed.proposed_at)
        if one_hand_in_both(view, stamp, by, self.actor_id) and not self._alone(view, stamp):
            raise OwnRules
        if proposed.overtaken:
            raise RulesOvertaken
        return adopting(
            version=proposed.version,
            in_force_from=max(proposed.in_force_from, stamp.day_of(stamp.now)),
            terms=made(self.book, {it.name: it.value for it in proposed.terms}),
            proposal_id=self.proposal_id,
            notice_id=required_rules_notice(view, stamp, self.proposal_id),
        )

    def _alone(self, view: View, stamp: Stamp) -> bool:
        """Whether nobody else could, and everybody could object."""
        others = {*self.others} - {self.actor_id}
        hangs = must_hang(view, stamp.day_of(stamp.now))
        return hangs and not any(may_approve(view, it) for it in others)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who proposed it, and where it hung."""
        proposed = view(TermProposals, RULES).waiting.get(self.proposal_id)
        if proposed is None:
            return ()
        return member_tag(proposed.proposed_by), *also_of_rules_notice(view, self.proposal_id)


@dataclass(frozen=True, kw_only=True)
class DeclineTerms(ByApprover):
    """Say no to a version that waits. Refused: RoleLost, UnknownRules, RulesDecided."""

    book: str
    proposal_id: str

    def decide(self, view: View, stamp: Stamp) -> TermsDeclined:
        """The end of the proposal."""
        self.require_role(view)
        proposed = view(TermProposals, RULES).required(self.book, self.proposal_id)
        return TermsDeclined(book=self.book, version=proposed.version, proposal_id=self.proposal_id)
