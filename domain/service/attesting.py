"""Attesting: who may speak for the other side of a service, and what comes of their word."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from domain.ledger.decision import Stamp, View
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.roles import held_roles_of
from domain.people.tags import member_tag
from domain.rules.rules import RuleBook
from domain.rules.tags import RULES
from domain.service.attestation import (
    AlreadyAttested,
    AlreadyDisputed,
    ConfirmsOwn,
    Face,
    NotForYou,
    ServiceAttested,
    ServiceAttestedLate,
    ServiceDisputed,
    Word,
)
from domain.service.counting.earnings import earnings
from domain.service.hours import DeskWay, WordBy
from domain.service.service import AlreadyDecided, Service, UnknownService
from domain.service.service_record import ServiceRecord
from domain.service.tags import service_tag
from domain.ties.kin import are_kin
from domain.ties.proxy import may_for

Way = DeskWay | Literal["code"]


def speaks_as(view: View, stamp: Stamp, service_id: str, attester_id: str) -> WordBy | None:
    """In whose name a member may say whether a service was given: nobody's, or as whom.

    Their own, if it helped them, a relative or somebody who let them give their word; the team's,
    if they act for it as a lead. A kind of service says itself whom it helped and in which activity
    it was.
    """
    word = view(Word, service_tag(service_id))
    attester = view(Member, member_tag(attester_id))
    if word.helped_id:
        helped = view(Member, member_tag(word.helped_id))
        if attester.id == helped.id:
            return "self"
        if are_kin(view, helped.id, attester.id):
            return "kin"
        if may_for(view, stamp, helped.id, attester.id, wanted="confirm"):
            return "proxy"
    if word.activity_id and "coordinator" in held_roles_of(view, attester_id):
        return "team_lead"
    return None


@dataclass(frozen=True, kw_only=True)
class _AboutWord:
    """What somebody of the other side says; `attester_id` is whose word it is.

    `way` is how it came, when they did not say it themselves: `actor_id` is the one of the office
    who heard it, or the helper to whom they showed their code.
    """

    service_id: str
    attester_id: str
    way: Way | None = None
    actor_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The service, whose word it is, who acts, and the rules."""
        people = self.attester_id, self.actor_id
        return service_tag(self.service_id), RULES, *_tags_of(people)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Its volunteer, and whom it helped."""
        tag = service_tag(self.service_id)
        return *view(Service, tag).volunteer(), *_tags_of((view(Word, tag).helped_id,))

    def _heard(self, view: View, stamp: Stamp) -> tuple[Service, "_Speaks"]:
        """The service that it is about, by whose word.

        Raises UnknownService, AlreadyDecided, UnknownMember, ConfirmsOwn, NotForYou.
        """
        service = view(Service, service_tag(self.service_id))
        if service.pending is None:
            raise UnknownService
        if service.status not in {"pending", "confirmed"}:
            raise AlreadyDecided
        helper_id = view(Member, member_tag(service.pending.member_id)).id
        attester = view(Member, member_tag(self.attester_id))
        attester.required()
        self._refuse_own(view, stamp, helper_id, attester.id)
        word = _Speaks(helper_id, attester.id, self._speaks(view, stamp))
        return service, word

    def _refuse_own(self, view: View, stamp: Stamp, helper_id: str, attester_id: str) -> None:
        """Neither the helper nor who is in their family speaks, or writes down what is said."""
        speaking = {attester_id}
        if self.way not in {None, "code"}:
            speaking.add(stamp.actor)
        for it in speaking:
            if it == helper_id or are_kin(view, helper_id, it):
                raise ConfirmsOwn

    def _speaks(self, view: View, stamp: Stamp) -> WordBy:
        speaks = speaks_as(view, stamp, self.service_id, self.attester_id)
        if self.way == "code":
            if speaks != "self":
                raise NotForYou
            return "code"
        nobody_known = not view(Word, service_tag(self.service_id)).helped_id
        if self.way and (speaks or nobody_known):
            return self.way
        if self.way or speaks is None:
            raise NotForYou
        return speaks


def _tags_of(ids: Iterable[str | None]) -> tuple[Tag, ...]:
    return tuple(member_tag(it) for it in ids if it)


class _Speaks(NamedTuple):
    """Whose word it is about whose service, by the ids of today, and in whose name."""

    helper_id: str
    attester_id: str
    by: WordBy


@dataclass(frozen=True, kw_only=True)
class AttestService(_AboutWord):
    """Say that a service was given, whether or not the office has confirmed it already.

    Hours that are unattested earn by it. Refused, in this order: UnknownService, AlreadyDecided,
    UnknownMember, ConfirmsOwn, NotForYou, AlreadyAttested.
    """

    satisfaction: Face | None = None
    remark_text: str | None = None

    def decide(self, view: View, stamp: Stamp) -> ServiceAttested | ServiceAttestedLate:
        """The word."""
        service, spoken = self._heard(view, stamp)
        if late := self._earned_late(view, service, spoken):
            return late
        if view(Word, service_tag(self.service_id)).said == "attested":
            raise AlreadyAttested
        return ServiceAttested(
            service_id=self.service_id,
            member_id=spoken.helper_id,
            attester_id=spoken.attester_id,
            by=spoken.by,
            satisfaction=self.satisfaction,
            remark_text=self.remark_text,
        )

    def _earned_late(
        self, view: View, service: Service, spoken: _Speaks
    ) -> ServiceAttestedLate | None:
        """What it earns at last, if it was for this word that it did not."""
        earned, helper = service.earned, view(Member, member_tag(spoken.helper_id))
        if earned is None or earned.service_class != "unattested" or helper.left:
            return None
        rules = view(RuleBook, RULES).on(earned.day)
        record = view(ServiceRecord, member_tag(spoken.helper_id))
        cut = record.cut_short_on(earned.day).get(self.service_id)
        if cut is None or cut.earns(rules.terms) or "attested" not in rules.terms.earning_classes:
            return None
        brought = earnings(earned.minutes, earned.day, record.credited_on(earned.day), rules)
        return ServiceAttestedLate(
            service_id=self.service_id,
            member_id=spoken.helper_id,
            day=earned.day,
            credited_minutes=brought["credited_minutes"],
            credit=brought["credit"],
            points=brought["points"],
            rule_version=rules.version,
            attester_id=spoken.attester_id,
            by=spoken.by,
            satisfaction=self.satisfaction,
            remark_text=self.remark_text,
        )


@dataclass(frozen=True, kw_only=True)
class DisputeService(_AboutWord):
    """Say that a service was not given, or not so.

    Refused, in this order: UnknownService, AlreadyDecided, UnknownMember, ConfirmsOwn, NotForYou,
    AlreadyAttested, AlreadyDisputed.
    """

    reason_text: str | None = None

    def decide(self, view: View, stamp: Stamp) -> ServiceDisputed:
        """The word, which the office has to know before it decides."""
        _, spoken = self._heard(view, stamp)
        said = view(Word, service_tag(self.service_id)).said
        if said == "attested":
            raise AlreadyAttested
        if said == "disputed":
            raise AlreadyDisputed
        return ServiceDisputed(
            service_id=self.service_id,
            member_id=spoken.helper_id,
            attester_id=spoken.attester_id,
            by=spoken.by,
            reason_text=self.reason_text,
        )
