"""Certificates: what a volunteer served in a period, written down under a number."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import msgspec

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


class CertificateNumbers(State, of="certificates"):
    """How many certificates were ever issued: the source of their numbers."""

    __slots__ = ("issued",)

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.issued = 0

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Count the certificates."""
        self.issued += isinstance(fact, CertificateIssued)


class Honours(State, of="member"):
    """The recognised services of one member: day, programme, minutes."""

    __slots__ = ("_served",)

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self._served: list[tuple[date, str, int]] = []

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Keep what was recognised."""
        match fact:
            case EarnedService():
                self._served.append((fact.day, fact.programme, fact.minutes))
            case ServiceRevoked():
                self._served.remove((fact.day, fact.programme, fact.minutes))

    def between(self, first_day: date, last_day: date) -> tuple[ProgrammeHours, ...]:
        """What was served on these days, by programme, the most minutes first."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for day, programme, minutes in self._served:
            if first_day <= day <= last_day:
                found[programme].append(minutes)
        hours = (ProgrammeHours(name, len(each), sum(each)) for name, each in found.items())
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
