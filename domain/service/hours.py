"""Hours: what a service is, whichever capability recorded it, and what it earns."""

from bisect import bisect_left, insort
from datetime import UTC, date, datetime, timedelta
from typing import Final

from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.journal import Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.membership import StillOpen
from domain.people.tags import member_tag
from domain.rules.accounts import BORNE, CREDIT, ISSUED, MINUTES, POINTS, member_account
from domain.rules.rules import ServiceClass
from domain.service.tags import service_tag
from domain.service.times import whole_minutes
from domain.service.wording import day_zh, hours_en, hours_zh

STATED_DIFFERENCE_SECONDS_MAX: Final = 360
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class PendingService(Fact):
    """A service that waits for somebody else's word.

    `typed_in`: a person typed the times, they were not taken from the clock.
    """

    service_id: str
    member_id: str
    programme: str
    service_class: ServiceClass
    starts_at: datetime
    ends_at: datetime
    typed_in: bool = False

    def touches(self) -> tuple[Tag, ...]:
        """The service and its volunteer."""
        return service_tag(self.service_id), member_tag(self.member_id)

    def opens(self) -> tuple[Opened, ...]:
        """The wait for somebody's word."""
        return (Opened(service_tag(self.service_id), HoursWaiting),)

    @property
    def minutes(self) -> int:
        """Whole minutes from start to end."""
        return whole_minutes(self.starts_at, self.ends_at)


class EarnedService(Fact):
    """A recognised service with what it earned under a version of the rules.

    `minutes` are the honour record; `credited_minutes` is what the cap of `day`, the community's
    calendar day of the start, left of them.
    """

    service_id: str
    member_id: str
    programme: str
    service_class: ServiceClass
    starts_at: datetime
    ends_at: datetime
    minutes: int
    credited_minutes: int
    credit: int
    points: int
    rule_version: str
    day: date

    def touches(self) -> tuple[Tag, ...]:
        """The service and its volunteer."""
        return service_tag(self.service_id), member_tag(self.member_id)

    def closes(self) -> tuple[Tag, ...]:
        """The wait for this word."""
        return (service_tag(self.service_id),)

    def why(self, member_id: str, names: Names) -> Sentence:
        """What was served, and what of it counts."""
        said = Sentence(
            f"{day_zh(self.day)}“{self.programme}”服务{hours_zh(self.minutes)}",
            f"{self.day:%Y-%m-%d}: {hours_en(self.minutes)} of “{self.programme}”",
        )
        counted = self._counted()
        return Sentence(f"{said.zh}；{counted.zh}", f"{said.en}; {counted.en}")

    def _counted(self) -> Sentence:
        rules, credited = self.rule_version, self.credited_minutes
        if not credited and self.service_class == "backfilled":
            return Sentence(
                "补录的服务只计服务时长，经核查后才计积分",
                "entered afterwards, so it counts as hours only until an audit releases it",
            )
        if not credited:
            return Sentence(
                f"按规则{rules}只计服务时长：当日已到上限，或此类服务不计积分",
                f"rules {rules} count it as hours only: "
                "the day's cap was reached or such services earn nothing",
            )
        zh = f"按规则{rules}得{self.points}分、时间存款{hours_zh(self.credit)}"
        en = f"rules {rules} give {self.points} points and {hours_en(self.credit)} of credit"
        if credited < self.minutes:
            zh = f"当日已到上限，计入{hours_zh(credited)}，{zh}"
            en = f"the day's cap left {hours_en(credited)}, {en}"
        return Sentence(zh, en)

    def postings(self) -> tuple[Posting, ...]:
        """Honour minutes, time credit and love points, issued to the volunteer."""
        account = member_account(self.member_id)
        return (
            *move(MINUTES, self.minutes, ISSUED, account),
            *move(CREDIT, self.credit, ISSUED, account),
            *move(POINTS, self.points, ISSUED, account),
        )


class CreditReleased(Fact):
    """An audit lets a service earn that was recognised for honour only."""

    service_id: str
    member_id: str
    day: date
    credited_minutes: int
    credit: int
    points: int
    rule_version: str

    def touches(self) -> tuple[Tag, ...]:
        """The service and its volunteer."""
        return service_tag(self.service_id), member_tag(self.member_id)

    def postings(self) -> tuple[Posting, ...]:
        """Time credit and love points, issued to the volunteer."""
        account = member_account(self.member_id)
        return (
            *move(CREDIT, self.credit, ISSUED, account),
            *move(POINTS, self.points, ISSUED, account),
        )


class ServiceRevoked(Fact, type="service.revoked"):
    """A service that was recognised by mistake is taken back, with all that it brought.

    What of it was spent already is borne by the community: `credit_borne` of `credit` minutes and
    `points_borne` of `points`, of which an audit had released `points_released`. The fact that
    this one mends is `confirmation_id`; `reason_text` is the id of the reason in the vault.
    """

    called = "撤销服务"
    told = "撤销 {member_id} {day} 的“{programme}”服务 {minutes}：{reason_text}"

    service_id: str
    member_id: str
    programme: str
    starts_at: datetime
    ends_at: datetime
    day: date
    minutes: int
    credited_minutes: int
    credit: int
    points: int
    credit_borne: int
    points_borne: int
    points_released: int
    confirmation_id: str
    reason_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The service and its volunteer."""
        return service_tag(self.service_id), member_tag(self.member_id)

    def postings(self) -> tuple[Posting, ...]:
        """From the volunteer, and where they spent it from the community, to where it came from."""
        account = member_account(self.member_id)
        return (
            *move(MINUTES, self.minutes, account, ISSUED),
            *move(CREDIT, self.credit - self.credit_borne, account, ISSUED),
            *move(CREDIT, self.credit_borne, BORNE, ISSUED),
            *move(POINTS, self.points - self.points_borne, account, ISSUED),
            *move(POINTS, self.points_borne, BORNE, ISSUED),
        )

    def why(self, member_id: str, names: Names) -> Sentence:
        """What was taken back, and who bears what was spent."""
        zh = f"{day_zh(self.day)}“{self.programme}”服务{hours_zh(self.minutes)}确认有误，已撤销"
        en = f"{self.day:%Y-%m-%d}: {hours_en(self.minutes)} of “{self.programme}” "
        en += "were confirmed by mistake: revoked"
        if self.points_borne or self.credit_borne:
            return Sentence(
                f"{zh}；已用掉的由社区承担", f"{en}; the community bears what was spent"
            )
        return Sentence(zh, en)

    def mends(self) -> str:
        """The confirmation."""
        return self.confirmation_id


class HoursMismatch(Refusal, code="hours_mismatch"):
    """The stated duration contradicts the times."""

    zh = "填写的时长与起止时间不符（相差超过 0.1 小时）。"
    en = "The stated hours differ from the times by more than 0.1 hour."


class SelfConfirmed(Refusal, code="self_confirmed"):
    """Nobody confirms their own hours."""

    zh = "不能确认自己的服务时长，请由别人确认。"
    en = "Nobody confirms their own hours; somebody else has to."


class HoursWaiting(StillOpen, code="hours_waiting", field="member_id"):
    """Hours are decided while it is known whose they are."""

    zh = "这位成员还有没签退或等待确认的服务，请先处理。"
    en = "This member is signed in to an activity, or hours wait for a word; decide them first."


class Overlaps(Refusal, code="overlaps", field="starts_at"):
    """The volunteer was somewhere else at that time."""

    zh = "与该志愿者已记录的另一次服务时间重叠。"
    en = "It overlaps another recorded service of this volunteer."


class ServiceRecord(State, of="member", folds=(EarnedService, CreditReleased, ServiceRevoked)):
    """When one member served, and how many minutes of each day were credited.

    Times are microseconds since 1970: a member of many years has thousands of them.
    """

    served: list[tuple[int, int]] = field(default_factory=list)
    revoked: list[tuple[int, int]] = field(default_factory=list)
    minutes_by_day: dict[str, int] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Keep the interval of a recognised service, and the minutes credited to its day."""
        match fact:
            case EarnedService():
                insort(self.served, _interval(fact.starts_at, fact.ends_at))
                self._credit(fact.day, fact.credited_minutes)
            case CreditReleased():
                self._credit(fact.day, fact.credited_minutes)
            case ServiceRevoked():
                interval = _interval(fact.starts_at, fact.ends_at)
                self.served.remove(interval)
                self.revoked.append(interval)
                self._credit(fact.day, -fact.credited_minutes)

    def _credit(self, day: date, minutes: int) -> None:
        if minutes:
            self.minutes_by_day[day.isoformat()] = self.credited_on(day) + minutes

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether a recognised service covers any of that time; touching ends do not.

        Recognised services of one member never overlap, so only the neighbours can.
        """
        begin, finish = _interval(starts_at, ends_at)
        after = bisect_left(self.served, (begin, begin))
        neighbours = self.served[max(after - 1, 0) : after + 1]
        return any(start < finish and begin < end for start, end in neighbours)

    def overlaps_revoked(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether a service that was taken back covers any of that time."""
        begin, finish = _interval(starts_at, ends_at)
        return any(start < finish and begin < end for start, end in self.revoked)

    def credited_on(self, day: date) -> int:
        """Minutes credited to a calendar day so far."""
        return self.minutes_by_day.get(day.isoformat(), 0)


def _interval(starts_at: datetime, ends_at: datetime) -> tuple[int, int]:
    tick = timedelta(microseconds=1)
    return (starts_at - EPOCH) // tick, (ends_at - EPOCH) // tick
