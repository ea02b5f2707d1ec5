"""Certificates: what a volunteer served in a period, written down under a number."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.service.hours import EarnedService, ServiceRevoked
from domain.service.tags import CERTIFICATES


class ProgrammeHours(msgspec.Struct, frozen=True):
    """So many recognised services of one programme, with their minutes together."""

    programme: str
    services: int
    minutes: int


class CertificateIssued(Fact, type="certificate.issued"):
    """A record of service was written down, as the books then had it.

    The period has both its days in it; `number` counts the community's certificates.
    """

    called = "开具服务记录单"
    told = "给 {member_id} 开具第 {number} 号服务记录单，共 {minutes}。"

    certificate_id: str
    number: int
    member_id: str
    first_day: date
    last_day: date
    minutes: int
    programmes: tuple[ProgrammeHours, ...]
    issued_on: date

    def touches(self) -> tuple[Tag, ...]:
        """The member; the certificates that are numbered one after the other."""
        return member_tag(self.member_id), CERTIFICATES


class PeriodInvalid(Refusal, code="period_invalid", field="last_day"):
    """A period begins before it ends, and has ended by today."""

    zh = "起止日期不对：开始日期不能晚于结束日期，结束日期不能晚于今天（{today}）。"
    en = "The period has to begin before it ends, and may not end after today ({today})."


class NothingServed(Refusal, code="nothing_served"):
    """There is nothing to certify."""

    zh = "这段时间里没有已确认的服务时长，不能开具记录单。"
    en = "There are no confirmed hours in this period, so there is nothing to certify."


class CertificateNumbers(State, of="certificates", folds=(CertificateIssued,)):
    """How many certificates were ever issued: the source of their numbers."""

    issued: int = 0

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Count the certificates."""
        self.issued += isinstance(fact, CertificateIssued)


class Honours(State, of="member", folds=(EarnedService, ServiceRevoked)):
    """The recognised services of one member, by programme and day: how many, and their minutes."""

    served: dict[str, tuple[int, int]] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Count what was recognised."""
        match fact:
            case EarnedService():
                self._count(fact, 1)
            case ServiceRevoked():
                self._count(fact, -1)

    def _count(self, fact: EarnedService | ServiceRevoked, sign: int) -> None:
        named = f"{fact.day} {fact.programme}"
        services, minutes = self.served.get(named, (0, 0))
        self.served[named] = services + sign, minutes + sign * fact.minutes
        if not services + sign:
            del self.served[named]

    def between(self, first_day: date, last_day: date) -> tuple[ProgrammeHours, ...]:
        """What was served on these days, by programme, the most minutes first."""
        services: Counter[str] = Counter()
        minutes: Counter[str] = Counter()
        for named, (count, together) in self.served.items():
            day, _, programme = named.partition(" ")
            if first_day <= date.fromisoformat(day) <= last_day:
                services[programme] += count
                minutes[programme] += together
        hours = (ProgrammeHours(name, count, minutes[name]) for name, count in services.items())
        return tuple(sorted(hours, key=lambda it: (-it.minutes, it.programme)))


@dataclass(frozen=True, kw_only=True)
class IssueCertificate:
    """Certify what a member served from one day to another.

    Refused: UnknownMember, PeriodInvalid, NothingServed.
    """

    member_id: str
    first_day: date
    last_day: date

    def boundary(self) -> tuple[Tag, ...]:
        """The member and the certificates."""
        return member_tag(self.member_id), CERTIFICATES

    def decide(self, view: View, stamp: Stamp) -> CertificateIssued:
        """The certificate, with the next number."""
        member = member_tag(self.member_id)
        view(Member, member).required()
        if not self.first_day <= self.last_day <= stamp.today:
            raise PeriodInvalid(today=stamp.today)
        programmes = view(Honours, member).between(self.first_day, self.last_day)
        if not programmes:
            raise NothingServed
        return CertificateIssued(
            certificate_id=stamp.id,
            number=view(CertificateNumbers, CERTIFICATES).issued + 1,
            member_id=self.member_id,
            first_day=self.first_day,
            last_day=self.last_day,
            minutes=sum(it.minutes for it in programmes),
            programmes=programmes,
            issued_on=stamp.today,
        )
