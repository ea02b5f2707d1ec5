"""Services on paper: hours that the office had recognised before there was a log."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.ledger.decision import Stamp, View
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.rules.rules import NoRulesInForce, RuleBook, RulesAdopted
from domain.rules.tags import RULES
from domain.service.counting.earnings import earnings
from domain.service.counting.times import EndsBeforeStart, InTheFuture, check_times, whole_minutes
from domain.service.hours import (
    STATED_DIFFERENCE_SECONDS_MAX,
    ConfirmedByKin,
    EarnedService,
    HoursMismatch,
    Overlaps,
    SelfConfirmed,
)
from domain.service.service_record import ServiceRecord
from domain.ties.kin import are_kin


class ServiceImported(EarnedService, type="service.imported"):
    """Hours that the office had recognised on paper; the texts are ids in the vault."""

    called = "导入纸质服务记录"
    told = "{member_id} {day} 的“{programme}”服务 {minutes}（纸质），得 {points} 分。"

    activity_text: str | None = None
    place_text: str | None = None
    confirmer_text: str | None = None


@dataclass(frozen=True, kw_only=True)
class ImportService:
    """Take in hours that the office recognised on paper; `confirmed_by` is a member, if known.

    `instead_of` are start and end of one that was taken back because the paper was corrected.
    Refused, in this order: UnknownMember, EndsBeforeStart, TooShort, TooLong, InTheFuture,
    HoursMismatch, SelfConfirmed, ConfirmedByKin, NoRulesInForce, Overlaps. Without rules none is
    too short or long.
    """

    member_id: str
    programme: str
    starts_at: datetime
    ends_at: datetime
    stated_seconds: int | None = None
    confirmed_by: str | None = None
    activity_text: str | None = None
    place_text: str | None = None
    confirmer_text: str | None = None
    instead_of: tuple[datetime, datetime] | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The volunteer and the rules."""
        return member_tag(self.member_id), RULES

    def decide(self, view: View, stamp: Stamp) -> ServiceImported:
        """The recognition, with what it earns."""
        view(Member, member_tag(self.member_id)).required()
        day = stamp.day_of(self.starts_at)
        rules = self._rules(view, stamp, day)
        check_times(self.starts_at, self.ends_at, stamp, rules)
        self._check_statement(view)
        record = view(ServiceRecord, member_tag(self.member_id))
        if record.overlaps(self.starts_at, self.ends_at):
            raise Overlaps
        if record.overlaps_revoked(self.starts_at, self.ends_at, but=self.instead_of):
            # The same file again is not to undo an audit; what was right is entered at the desk.
            raise Overlaps
        minutes = whole_minutes(self.starts_at, self.ends_at)
        earned = earnings(minutes, day, record.credited_on(day), rules, of_class="imported")
        return ServiceImported(
            service_id=stamp.id,
            member_id=self.member_id,
            programme=self.programme,
            service_class="imported",
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            activity_text=self.activity_text,
            place_text=self.place_text,
            confirmer_text=self.confirmer_text,
            **earned,
        )

    def _rules(self, view: View, stamp: Stamp, day: date) -> RulesAdopted:
        """The rules of the day; without any, what the row itself gets wrong is told first."""
        try:
            return view(RuleBook, RULES).on(day)
        except NoRulesInForce:
            if self.ends_at <= self.starts_at:
                raise EndsBeforeStart from None
            if self.ends_at > stamp.now:
                raise InTheFuture from None
            self._check_statement(view)
            raise

    def _check_statement(self, view: View) -> None:
        seconds = (self.ends_at - self.starts_at) // timedelta(seconds=1)
        stated = self.stated_seconds
        if stated is not None and abs(stated - seconds) > STATED_DIFFERENCE_SECONDS_MAX:
            raise HoursMismatch
        if self.confirmed_by == self.member_id:
            raise SelfConfirmed
        if self.confirmed_by and are_kin(view, self.member_id, self.confirmed_by):
            raise ConfirmedByKin
