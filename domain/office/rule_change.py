"""Rule changes: one person proposes what makes value, and another approves it."""

from dataclasses import dataclass
from datetime import date

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.entering.hands import Proposed, one_hand_in_both
from domain.people.entering.role_refusals import RoleLost
from domain.people.roles import may_approve
from domain.people.tags import member_tag
from domain.rules.rule_proposals import (
    RuleProposals,
    RulesDeclined,
    RulesOvertaken,
    RulesProposed,
    VersionProposed,
)
from domain.rules.rules import AdoptRules, RuleBook, RulesAdopted, Terms
from domain.rules.tags import RULES


class OwnRules(Refusal, code="own_rules"):
    """Two people stand behind the rules."""

    zh = "不能批准自己提议的规则，也不能批准登录由自己办理、或给自己办理登录的人提议的规则。"
    en = (
        "You cannot approve rules that you proposed yourself, nor those of somebody whose sign-in "
        "you gave or who gave you yours; another administrator or a supervisor has to."
    )


@dataclass(frozen=True, kw_only=True)
class ByApprover:
    """What only somebody decides who may approve: `actor_id`, who takes the decision."""

    actor_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The rules, and who acts."""
        return RULES, member_tag(self.actor_id)

    def require_role(self, view: View) -> None:
        """Raises RoleLost."""
        if not may_approve(view, self.actor_id):
            raise RoleLost


@dataclass(frozen=True, kw_only=True)
class ProposeRules(ByApprover):
    """Propose a version of the rules; adopt it while nobody else is there who could approve.

    `others` are the people beside who acts who might. Refused: RoleLost, VersionExists,
    VersionProposed, RulesBackdated, TermsContradict.
    """

    version: str
    in_force_from: date
    terms: Terms
    others: tuple[str, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """The rules, who acts, and who might approve."""
        return tuple(dict.fromkeys((*super().boundary(), *map(member_tag, self.others))))

    def decide(self, view: View, stamp: Stamp) -> RulesProposed | RulesAdopted:
        """The proposal, or the adoption by who is alone."""
        self.require_role(view)
        wanted = AdoptRules(
            version=self.version, in_force_from=self.in_force_from, terms=self.terms
        )
        adopted = wanted.decide(view, stamp)
        waiting = view(RuleProposals, RULES).waiting.values()
        if any(it.version == self.version for it in waiting):
            raise VersionProposed(version=self.version)
        others = set(self.others) - {self.actor_id}
        if not any(may_approve(view, it) for it in others):
            return adopted
        return RulesProposed(
            version=self.version, in_force_from=self.in_force_from, terms=self.terms
        )


@dataclass(frozen=True, kw_only=True)
class ApproveRules(ByApprover):
    """Approve what somebody else proposed, with nobody's hand in both.

    It never acts backwards: from today on where its first day has passed.
    Refused: RoleLost, UnknownRules, RulesDecided, OwnRules, RulesOvertaken.
    """

    proposal_id: str

    def decide(self, view: View, stamp: Stamp) -> RulesAdopted:
        """The adoption."""
        self.require_role(view)
        proposed = view(RuleProposals, RULES).required(self.proposal_id)
        by = Proposed(proposed.proposed_by, self.proposal_id, proposed.proposed_at)
        if one_hand_in_both(view, stamp, by, self.actor_id):
            raise OwnRules
        if proposed.overtaken:
            raise RulesOvertaken
        has_rules = bool(view(RuleBook, RULES).adopted)
        today = stamp.day_of(stamp.now)
        first_day = max(proposed.in_force_from, today) if has_rules else proposed.in_force_from
        return RulesAdopted(
            version=proposed.version,
            in_force_from=first_day,
            terms=proposed.terms,
            proposal_id=self.proposal_id,
        )

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who proposed it."""
        proposed = view(RuleProposals, RULES).waiting.get(self.proposal_id)
        return (member_tag(proposed.proposed_by),) if proposed else ()


@dataclass(frozen=True, kw_only=True)
class DeclineRules(ByApprover):
    """Say no to a version that waits. Refused: RoleLost, UnknownRules, RulesDecided."""

    proposal_id: str

    def decide(self, view: View, stamp: Stamp) -> RulesDeclined:
        """The end of the proposal."""
        self.require_role(view)
        proposed = view(RuleProposals, RULES).required(self.proposal_id)
        return RulesDeclined(version=proposed.version, proposal_id=self.proposal_id)
