"""Answering: a third person finds whether hours stand that the other side denies."""

from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.service.attestation import DisputeAnswered, Ruling, Word
from domain.service.service import Service, UnknownService
from domain.service.tags import service_tag
from domain.ties.kin import are_kin
from domain.ties.objection import AnswersOwn


class NotDisputed(Refusal, code="not_disputed"):
    """Of recognised hours that nobody denies there is nothing to find."""

    zh = "这条服务没有确认，或对方没有说不属实；求助的异议请在求助里裁定。"
    en = (
        "These hours were not confirmed, or nobody denies them. A contested request is decided "
        "where the request is."
    )


class DisputeDecided(Refusal, code="dispute_decided"):
    """It is looked into once."""

    zh = "这条有争议的时长已经核实过了。"
    en = "These disputed hours have been looked into already."


@dataclass(frozen=True, kw_only=True)
class AnswerDispute:
    """Find, as `actor_id`, whether it was as the other side says.

    Refused, in this order: UnknownService, NotDisputed, DisputeDecided, AnswersOwn.
    """

    service_id: str
    outcome: Ruling
    answer_text: str
    actor_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The service, and who acts."""
        return service_tag(self.service_id), member_tag(self.actor_id)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Its volunteer, and who denied it."""
        tag = service_tag(self.service_id)
        return *view(Service, tag).volunteer(), *map(member_tag, view(Word, tag).denied_by)

    def decide(self, view: View, stamp: Stamp) -> DisputeAnswered:
        """What was found."""
        tag = service_tag(self.service_id)
        service, word = view(Service, tag), view(Word, tag)
        if service.status == "unknown":
            raise UnknownService
        if service.status != "confirmed" or word.said != "disputed" or not word.denied_by:
            raise NotDisputed
        if word.ruling is not None:
            raise DisputeDecided
        named = {it for tag in service.volunteer() for it in (view(Member, tag).id,)}
        sides = {*named, *(view(Member, member_tag(it)).id for it in word.denied_by)}
        part = {*sides, *service.vouched_by, service.confirmed_by, service.released_by}
        if stamp.actor in part or any(are_kin(view, it, self.actor_id) for it in sides):
            raise AnswersOwn
        (helper_id,) = named
        return DisputeAnswered(
            service_id=self.service_id,
            member_id=helper_id,
            outcome=self.outcome,
            answer_text=self.answer_text,
        )
