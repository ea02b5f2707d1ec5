"""Rule proposals: the versions of the rules that wait for a second person's word."""

from datetime import date, datetime

import msgspec
from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.rules.rules import RulesAdopted, Terms
from domain.rules.tags import RULES


class RulesProposed(Fact, type="rules.proposed"):
    """An administrator wants a version of the rules; a second person has to approve."""

    called = "提议规则"
    told = "提议规则 {version}，自 {in_force_from} 起施行，等待另一人批准。"

    version: str
    in_force_from: date
    terms: Terms

    def touches(self) -> tuple[Tag, ...]:
        """The community's rules."""
        return (RULES,)


class RulesDeclined(Fact, type="rules.declined"):
    """A second person said no, or who had proposed it thought better of it."""

    called = "不批准规则"
    told = "没有批准规则 {version}。"

    version: str
    proposal_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The community's rules."""
        return (RULES,)

    def caused_by(self) -> str:
        """The proposal."""
        return self.proposal_id


class UnknownRules(Refusal, code="unknown_rules"):
    """Nothing of the kind waits for a word."""

    zh = "没有提议过这版规则。"
    en = "No such version of the rules was proposed."


class RulesDecided(Refusal, code="rules_decided"):
    """A proposal is answered once."""

    zh = "这版规则已经批准或作废。"
    en = "These rules were approved or declined already."


class VersionProposed(Refusal, code="rules_version_proposed", field="version"):
    """A name stands for one version."""

    zh = "规则版本“{version}”已经有人提议，正等待另一人批准。"
    en = "Rules version “{version}” was proposed already and waits for a second person's approval."


class RulesOvertaken(Refusal, code="rules_overtaken"):
    """What was proposed was to change rules that are others by now."""

    zh = "提议以后又通过了别的规则，这项提议不能再批准；请作废，再按现在的规则提议。"
    en = (
        "Other rules were adopted since this was proposed: decline it, and propose anew what is "
        "to be different from the rules of now."
    )


class WaitingRules(msgspec.Struct, frozen=True, kw_only=True):
    """A version that waits, who proposed it when, and whether another was adopted since."""

    version: str
    in_force_from: date
    terms: Terms
    proposed_by: str
    proposed_at: datetime
    overtaken: bool = False


class RuleProposals(State, of="rules", folds=(RulesProposed, RulesDeclined, RulesAdopted)):
    """The versions that wait, by the ids of the facts that proposed them, and those that do not."""

    waiting: dict[str, WaitingRules] = field(default_factory=dict)
    decided: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow each from its proposal to the word about it."""
        match fact:
            case RulesProposed():
                self.waiting[recorded.envelope.id] = WaitingRules(
                    version=fact.version,
                    in_force_from=fact.in_force_from,
                    terms=fact.terms,
                    proposed_by=recorded.envelope.actor,
                    proposed_at=recorded.envelope.recorded_at,
                )
            case RulesDeclined():
                self._decide(fact.proposal_id)
            case RulesAdopted():
                if fact.proposal_id:
                    self._decide(fact.proposal_id)
                for proposal_id, rules in self.waiting.items():
                    overtaken = msgspec.structs.replace(rules, overtaken=True)
                    self.waiting[proposal_id] = overtaken

    def _decide(self, proposal_id: str) -> None:
        self.waiting.pop(proposal_id, None)
        self.decided.add(proposal_id)

    def required(self, proposal_id: str) -> WaitingRules:
        """A version that waits. Raises UnknownRules, RulesDecided."""
        if proposal_id in self.decided:
            raise RulesDecided
        if proposal_id not in self.waiting:
            raise UnknownRules
        return self.waiting[proposal_id]
