"""Hours: what a service is, whichever capability recorded it, and what it earns."""

from datetime import date, datetime
from typing import Final, Literal

from domain.ledger.fact import Fact, Opened
from domain.ledger.journal import Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.membership import StillOpen
from domain.people.tags import member_tag
from domain.rules.accounts import BORNE, CREDIT, ISSUED, MINUTES, POINTS, member_account
from domain.rules.rules import ServiceClass
from domain.service.counting.hold import HoldMove, asker_waits, moved_aside, moved_by, touched_by
from domain.service.counting.refill import DayRefilled
from domain.service.counting.times import whole_minutes
from domain.service.counting.wording import day_zh, hours_en, hours_zh
from domain.service.tags import service_tag

STATED_DIFFERENCE_SECONDS_MAX: Final = 360

DeskWay = Literal["desk", "slip", "phone_call"]
"""How the office hears a word: at the desk, by a slip that was handed in, or on the phone."""
WordBy = Literal["self", "kin", "proxy", "team_lead", "code", "desk", "slip", "phone_call"]
"""Who speaks for the other side: who was helped, a relative of theirs, somebody whom they let give
their word, the team's lead; or one of these by a code that the helper typed, or through the office.
"""


class PendingService(Fact):
    """A service that waits for somebody's word; `typed_in`: a person typed the times."""

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

    def helped(self) -> str | None:
        """The id of the member whom it helped, if it is known."""
        return None

    def in_activity(self) -> str | None:
        """The id of the activity in which it was: of whose team the lead was there."""
        return None

    @property
    def minutes(self) -> int:
        """Whole minutes from start to end."""
        return whole_minutes(self.starts_at, self.ends_at)


class EarnedService(Fact, omit_defaults=True):
    """A recognised service with what it earned under a version of the rules.

    `minutes` are the honour record; `credited_minutes` is what the cap of `day`, the community's
    calendar day of the start, left of them. `word_by` is who of the other side had said that it was
    so, if anybody had.
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
    hold: HoldMove | None = None
    word_by: WordBy | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The service and its volunteer; the need that it met, and who pays."""
        return service_tag(self.service_id), member_tag(self.member_id), *touched_by(self.hold)

    def aside(self) -> tuple[Tag, ...]:
        """Who pays, and who asked."""
        return moved_aside(self.hold)

    def closes(self) -> tuple[Tag, ...]:
        """The wait for this word."""
        return (service_tag(self.service_id),)

    def why(self, member_id: str, names: Names) -> Sentence:
        """What was served, and what of it counts; who pays reads what became of the credit."""
        if self.hold and self.hold.payer_id == member_id != self.member_id:
            return self.hold.why()
        said = Sentence(
            f"{day_zh(self.day)}“{self.programme}”服务{hours_zh(self.minutes)}",
            f"{self.day:%Y-%m-%d}: {hours_en(self.minutes)} of “{self.programme}”",
        )
        counted = self._counted()
        zh, en = f"{said.zh}；{counted.zh}", f"{said.en}; {counted.en}"
        if self.word_by:
            return Sentence(f"{zh}；对方已确认", f"{en}; confirmed by the other side")
        return Sentence(zh, en)

    def _counted(self) -> Sentence:
        rules, credited = self.rule_version, self.credited_minutes
        if not credited and self.service_class == "backfilled":
            return Sentence(
                "补录的服务只计服务时长，经核查后才计积分",
                "entered afterwards, so it counts as hours only until an audit releases it",
            )
        if not credited and self.service_class == "unattested":
            return Sentence(
                f"按规则{rules}，对方还没有确认的只计服务时长",
                f"rules {rules} count hours without the other side's word as hours only",
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
            *moved_by(self.hold),
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


class ServiceRevoked(DayRefilled, type="service.revoked"):
    """A service that was recognised by mistake is taken back, with all that it brought.

    What of it was spent already is borne by the community: `credit_borne` of `credit` minutes and
    `points_borne` of `points`, of which `points_released` had come after the confirmation. The
    fact that this one mends is `confirmation_id`; `reason_text` is the id of the reason in the
    vault. What the cap of the day then has left goes to other services.
    """

    called = "撤销服务"
    told = "撤销 {member_id} {day} 的“{programme}”服务 {minutes}：{reason_text}"

    service_id: str
    programme: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    credited_minutes: int
    credit: int
    points: int
    credit_borne: int
    points_borne: int
    points_released: int
    confirmation_id: str
    reason_text: str | None = None
    hold: HoldMove | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The service, its volunteer, the services that it refills, the need that it had met."""
        return (
            service_tag(self.service_id),
            member_tag(self.member_id),
            *self.refilled_services(),
            *touched_by(self.hold),
        )

    def aside(self) -> tuple[Tag, ...]:
        """Who pays, and who asked."""
        return moved_aside(self.hold)

    def postings(self) -> tuple[Posting, ...]:
        """From the volunteer, and where they spent it from the community, to where it came from."""
        account = member_account(self.member_id)
        return (
            *move(MINUTES, self.minutes, account, ISSUED),
            *move(CREDIT, self.credit - self.credit_borne, account, ISSUED),
            *move(CREDIT, self.credit_borne, BORNE, ISSUED),
            *move(POINTS, self.points - self.points_borne, account, ISSUED),
            *move(POINTS, self.points_borne, BORNE, ISSUED),
            *self.refilling(),
            *moved_by(self.hold),
        )

    def why(self, member_id: str, names: Names) -> Sentence:
        """What was taken back, who bears what was spent, and what earns more instead."""
        if self.hold and self.hold.payer_id == member_id != self.member_id:
            return self.hold.why()
        zh = f"{day_zh(self.day)}“{self.programme}”服务{hours_zh(self.minutes)}确认有误，已撤销"
        en = f"{self.day:%Y-%m-%d}: {hours_en(self.minutes)} of “{self.programme}” "
        en += "were confirmed by mistake: revoked"
        if self.points_borne or self.credit_borne:
            zh, en = f"{zh}；已用掉的由社区承担", f"{en}; the community bears what was spent"
        more = self.refilling_in_words()
        return Sentence(zh + more.zh, en + more.en)

    def opens(self) -> tuple[Opened, ...]:
        """The wait of who had asked for help, which ends with who waits."""
        return asker_waits(self.hold)

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


class ConfirmedByKin(Refusal, code="confirmed_by_kin"):
    """Nobody confirms the hours of their own family."""

    zh = "确认人是这位志愿者的亲属，请由另一位核实后填写。"
    en = "A relative of the volunteer confirmed these hours; somebody else has to."


class HoursWaiting(StillOpen, code="hours_waiting", field="member_id"):
    """Hours are decided while it is known whose they are."""

    zh = "这位成员还有没签退或等待确认的服务，请先处理。"
    en = "This member is signed in to an activity, or hours wait for a word; decide them first."


class Overlaps(Refusal, code="overlaps", field="starts_at"):
    """The volunteer was somewhere else at that time."""

    zh = "与该志愿者已记录的另一次服务时间重叠。"
    en = "It overlaps another recorded service of this volunteer."
