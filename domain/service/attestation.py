"""The other side's word: who was helped, or stands for them, says whether hours were given."""

from datetime import date
from typing import ClassVar, Final, Literal

import msgspec
from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.tags import member_tag
from domain.rules.rules import RulesAdopted, ServiceClass
from domain.rules.versions import VersionAdopted, in_force, take_in
from domain.service.counting.wording import credited_late
from domain.service.hours import CreditReleased, PendingService, WordBy
from domain.service.paid_help import WordOnHelp
from domain.service.tags import service_tag

Face = Literal[1, 2, 3, 4, 5]
"""From very unhappy to very happy."""
Ruling = Literal["upheld", "dismissed"]


class AttestationTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a community makes of hours that nobody but its office stands up for.

    With `hours_need_word` they are of the class `unattested`, of which the rules say whether it
    earns; without it they are as those of everybody.
    """

    hours_need_word: bool = False


class AttestationTermsAdopted(VersionAdopted, type="attestation_terms.adopted"):
    """A version of these terms is in force from a day on, until a later one is."""

    called = "通过对方确认条款"
    told = "通过对方确认条款 {version}，自 {in_force_from} 起施行。"

    terms: AttestationTerms
    book = "attestation"
    about = "对方确认"
    words: ClassVar[dict[str, str]] = {"hours_need_word": "没有对方确认的时长单列一类"}


class AttestationBook(State, of="rules", folds=(AttestationTermsAdopted,)):
    """All versions of the terms, by their first day."""

    adopted: list[AttestationTermsAdopted] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Take a version in."""
        if isinstance(fact, AttestationTermsAdopted):
            take_in(self.adopted, fact)

    def on(self, day: date) -> AttestationTerms:
        """The terms in force on a day."""
        version = in_force(self.adopted, day)
        return version.terms if version else AttestationTerms()


class WordGiven(Fact, omit_defaults=True):
    """Somebody of the other side said that a service was given.

    `attester_id` is the person whose word it is, whoever entered it; `satisfaction` is from 1 to 5,
    and `remark_text` the id of what they said besides, in the vault.
    """

    service_id: str
    member_id: str
    attester_id: str
    by: WordBy
    satisfaction: Face | None = None
    remark_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The service, its volunteer, and whose word it is."""
        return (
            service_tag(self.service_id),
            member_tag(self.member_id),
            member_tag(self.attester_id),
        )

    def caused_by(self) -> str:
        """The fact that the service waited on."""
        return self.service_id


class ServiceAttested(WordGiven, type="service.attested"):
    """The other side said that a service was given."""

    called = "对方确认服务"
    told = "{attester_id} 说 {member_id} 的服务属实。"


class ServiceAttestedLate(CreditReleased, type="service.attested_late", omit_defaults=True):
    """The other side's word came after the office's: hours that were unattested earn by it.

    What it says is as in a `WordGiven`.
    """

    called = "对方补充确认"
    told = "{attester_id} 说 {member_id} {day} 的服务属实，补得 {points} 分。"

    attester_id: str
    by: WordBy
    satisfaction: Face | None = None
    remark_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The service, its volunteer, and whose word it is."""
        return *CreditReleased.touches(self), member_tag(self.attester_id)

    def caused_by(self) -> str:
        """The fact that the service waited on."""
        return self.service_id

    def why(self, member_id: str, names: Names) -> Sentence:
        """What the word brought."""
        return credited_late(self.day, self.credited_minutes, self.points)


class ServiceDisputed(Fact, type="service.disputed", omit_defaults=True):
    """The other side said that it was not so; the office decides, knowing it.

    `reason_text` is the id of what they said, in the vault.
    """

    called = "对方不认可服务"
    told = "{attester_id} 不认可 {member_id} 的服务：{reason_text}"

    service_id: str
    member_id: str
    attester_id: str
    by: WordBy
    reason_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The service, its volunteer, and whose word it is."""
        return (
            service_tag(self.service_id),
            member_tag(self.member_id),
            member_tag(self.attester_id),
        )

    def caused_by(self) -> str:
        """The fact that the service waited on."""
        return self.service_id


class DisputeAnswered(Fact, type="service.dispute_answered"):
    """A third person looked into hours that stand though the other side says that it was not so.

    Where that was `upheld`, the hours are revoked, by a fact of its own.
    """

    called = "核实有争议的时长"
    told = "核实 {member_id} 的服务：{answer_text}"

    service_id: str
    member_id: str
    outcome: Ruling
    answer_text: str

    def touches(self) -> tuple[Tag, ...]:
        """The service and its volunteer."""
        return service_tag(self.service_id), member_tag(self.member_id)

    def caused_by(self) -> str:
        """The fact that the service waited on."""
        return self.service_id


class ConfirmsOwn(Refusal, code="confirms_own"):
    """Who helped does not say for the other side that it was so, nor do their relatives."""

    zh = "帮助的人和其亲属不能替对方确认或裁定，请由被帮助的人或另一位工作人员办理。"
    en = (
        "Neither who helped nor their kin can give the other side's word; who was helped or "
        "somebody else has to."
    )


class AlreadyAttested(Refusal, code="already_attested"):
    """The other side says once that it was so."""

    zh = "对方已经确认过这次服务了。"
    en = "The other side has confirmed this service already."


class AlreadyDisputed(Refusal, code="already_disputed"):
    """The other side says once that it was not so; that it was so after all can still be said."""

    zh = "对方已经说过这次服务不属实，工作人员会处理。"
    en = "The other side has said already that it was not so; the office looks into it."


class NotForYou(Refusal, code="not_for_you"):
    """Whose service it was, says whether it was given."""

    zh = "这次服务不是为您或您的家人、队伍做的，不用您确认。"
    en = "This service was not for you, your family or your team; it is not yours to confirm."


class OtherSideDisputes(Refusal, code="other_side_disputes"):
    """What the other side denies is confirmed only by who says that they know it."""

    zh = "对方说这次服务不属实，请先核实；核实后仍要确认的，请在这条服务的页面单独确认。"
    en = (
        "The other side says that it was not so. Look into it first; it can still be confirmed "
        "by itself, on the page of this service."
    )


Said = Literal["", "attested", "disputed"]
WORDS: Final = (WordGiven, ServiceAttestedLate, ServiceDisputed)


class Word(State, of="service", folds=(PendingService, WordOnHelp, DisputeAnswered, *WORDS)):
    """The other side of one service: who it is, and what they said.

    `helped_id` is the member whom it helped, if it is known, `activity_id` the activity in which it
    was. `denied_by` are whose word it is that it was not so, and who entered it; `ruling` is what a
    third person found.
    """

    helped_id: str = ""
    activity_id: str = ""
    said: Said = ""
    by: WordBy | None = None
    denied_by: tuple[str, ...] = ()
    ruling: Ruling | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn who the other side is, then what they say."""
        match fact:
            case PendingService():
                self.helped_id = fact.helped() or ""
                self.activity_id = fact.in_activity() or ""
            case WordOnHelp():
                self._take("attested" if fact.minutes_accepted else "disputed", fact.said_by())
            case WordGiven() | ServiceAttestedLate():
                self._take("attested", fact.by)
            case ServiceDisputed():
                self._take("disputed", fact.by)
                self.denied_by = fact.attester_id, recorded.envelope.actor
                self.ruling = None
            case DisputeAnswered():
                self.ruling = fact.outcome

    def known(self, *, despite_dispute: bool) -> "Word":
        """The word as who confirms the hours knows it. Raises OtherSideDisputes."""
        if self.said == "disputed" and not despite_dispute:
            raise OtherSideDisputes
        return self

    def _take(self, said: Said, by: WordBy) -> None:
        self.said, self.by = said, by


def class_with(
    word: Word, pending: PendingService, rules: RulesAdopted, terms: AttestationTerms
) -> ServiceClass:
    """Of which class hours are that the office confirms, under what is in force on their day.

    Without the other side's word they are unattested, in a community that makes the difference: its
    rules say that such hours earn, or its terms that hours need a word.
    """
    distinguished = terms.hours_need_word or "unattested" in rules.terms.earning_classes
    unattested = distinguished and word.said != "attested"
    known = pending.service_class
    return "unattested" if unattested and known == "attested" else known
