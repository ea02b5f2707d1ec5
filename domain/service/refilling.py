"""Refilling: what the cap of a day has left again goes to the services that it had cut short."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.journal import Posting
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.membership import Holdings, Member
from domain.people.tags import member_tag
from domain.rules.accounts import CREDIT, POINTS
from domain.rules.rules import RuleBook, RulesAdopted
from domain.rules.tags import RULES
from domain.service.counting.refill import DayRefilled, Refill
from domain.service.counting.wording import day_zh
from domain.service.hours import SelfConfirmed
from domain.service.service import Service, UnknownService
from domain.service.service_record import ServiceRecord
from domain.service.tags import service_tag
from domain.ties.kin import refuse_kin


class HoursRefilled(DayRefilled, type="service.refilled"):
    """A revocation had left room under the cap of its day that no other service was given.

    `service_id` is the service that was revoked, `revocation_id` the fact that this one mends.
    """

    called = "补计当日上限"
    told = "{member_id} {day} 有服务被撤销，当日上限空出的部分补计给当日其他服务。"

    service_id: str
    revocation_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The revoked service, its volunteer, and the services that it refills."""
        return (
            service_tag(self.service_id),
            member_tag(self.member_id),
            *self.refilled_services(),
        )

    def postings(self) -> tuple[Posting, ...]:
        """What they earn more, and what of it goes to the community."""
        return self.refilling()

    def why(self, member_id: str, names: Names) -> Sentence:
        """Which day has room again, and what came of it."""
        more = self.refilling_in_words()
        return Sentence(
            f"{day_zh(self.day)}有服务被撤销{more.zh}",
            f"{self.day:%Y-%m-%d}: a service was revoked{more.en}",
        )

    def mends(self) -> str:
        """The revocation."""
        return self.revocation_id


class NothingToRefill(Refusal, code="nothing_to_refill"):
    """The service was not revoked, or the cap of its day cut no other one short."""

    zh = "没有可以补计的：这次服务没有被撤销，或当日没有因上限少计的服务。"
    en = "Nothing to credit: it was not revoked, or the day's cap cut no other service short."


def refills(
    record: ServiceRecord, day: date, rules: RulesAdopted | None, *, without: str, freed: int
) -> tuple[Refill, ...]:
    """What services of the day earn more when one of them goes and frees so many minutes.

    The first recognised is filled first.
    """
    if rules is None:
        return ()
    terms = rules.terms
    left = terms.credited_minutes_per_day_max - record.credited_on(day) + freed
    filled = []
    for service_id, cut in record.cut_short_on(day).items():
        before = cut.credited_minutes
        part = min(cut.minutes - before, left)
        if service_id == without or part <= 0 or not cut.earns(terms):
            continue
        left -= part
        credit = terms.credit_for(before + part) - terms.credit_for(before)
        points = terms.points_for(before + part) - terms.points_for(before)
        filled.append(Refill(service_id, part, credit, points))
    return tuple(filled)


class Settled(NamedTuple):
    """Who pays for what is taken from a member, and what of their gain goes to the community."""

    borne: int
    repaid: int


def settle(holdings: Holdings, unit: str, *, gained: int, taken: int = 0) -> Settled:
    """What is taken is paid from what they hold and gain; the community bears the rest.

    What they gain beyond that repays first what the community bore before.
    """
    left = holdings.amounts[unit] + gained - taken
    return Settled(max(-left, 0), max(min(holdings.borne[unit], gained, left), 0))


@dataclass(frozen=True, kw_only=True)
class RefillDay:
    """Credit what a revocation left room for; revocations once did not do that themselves.

    Refused: UnknownService, NothingToRefill, SelfConfirmed, RelatedBeneficiary, UnknownMember.
    """

    service_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The revoked service and the rules."""
        return service_tag(self.service_id), RULES

    def also(self, view: View) -> tuple[Tag, ...]:
        """Its volunteer."""
        return view(Service, service_tag(self.service_id)).volunteer()

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """What other services of that day earn more."""
        service = view(Service, service_tag(self.service_id))
        if service.status == "unknown":
            raise UnknownService
        earned = service.earned
        if earned is None or service.status != "revoked":
            raise NothingToRefill
        named = member_tag(earned.member_id)
        member = view(Member, named)
        if stamp.actor == member.id:
            raise SelfConfirmed
        refuse_kin(view, stamp, member.id)
        member.required()
        rules = view(RuleBook, RULES).known_on(earned.day)
        record = view(ServiceRecord, named)
        filled = refills(record, earned.day, rules, without=self.service_id, freed=0)
        if not filled:
            raise NothingToRefill
        holdings = view(Holdings, named)
        credit = settle(holdings, CREDIT, gained=sum(it.credit for it in filled))
        points = settle(holdings, POINTS, gained=sum(it.points for it in filled))
        return HoursRefilled(
            service_id=self.service_id,
            member_id=member.id,
            day=earned.day,
            refills=filled,
            credit_repaid=credit.repaid,
            points_repaid=points.repaid,
            revocation_id=service.revocation_id,
        )
