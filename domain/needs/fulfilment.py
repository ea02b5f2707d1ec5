"""Fulfilment: help was given, by a service, or a wish was granted by something else on record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.needs.claims import Claim, HelpUnderWay, people_of
from domain.needs.paying import set_aside
from domain.needs.requests import Need, RequestMade
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.rules.rules import RuleBook
from domain.rules.tags import RULES
from domain.service.counting.times import check_times
from domain.service.paid_help import HelpGiven, Hold, NeedMet, ServedNeed
from domain.service.service import Service, UnknownService
from domain.service.tags import need_tag, service_tag
from domain.shop.donation import UnknownDonation
from domain.shop.receipt_lines import ReceivedLines
from domain.shop.tags import donation_tag

PROGRAMME: Final = "时间银行互助"
Means = Literal["service", "donation", "note"]


class RequestServed(HelpGiven, type="request.served"):
    """Whoever had taken a request on gave help: its time waits for confirmation."""

    called = "完成求助服务"
    told = "{member_id} 完成求助服务 {minutes}，等待确认。"


class RequestFulfilled(NeedMet, type="request.fulfilled", omit_defaults=True):
    """A request was met by hours or a gift that are on record already, or by what a note tells."""

    called = "完成求助"
    told = "{helper_id} 完成求助。"

    means: Means
    helper_id: str
    asker_id: str | None = None
    donation_id: str | None = None
    note_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The need, both people, the hours or the gift."""
        people = map(member_tag, filter(None, (self.helper_id, self.asker_id)))
        service = (service_tag(self.service_id),) if self.service_id else ()
        donation = (donation_tag(self.donation_id),) if self.donation_id else ()
        return need_tag(self.need_id), *people, *service, *donation

    def closes(self) -> tuple[Tag, ...]:
        """The promise."""
        return (need_tag(self.need_id),)

    def opens(self) -> tuple[Opened, ...]:
        """The wait for the word of who asked."""
        if not self.asker_id:
            return ()
        return (Opened(need_tag(self.need_id), HelpUnderWay, self.asker_id),)


class MetAlready(Refusal, code="met_already"):
    """What one has done for somebody was not done for somebody else, too."""

    zh = "这条记录已经用于另一项求助。"
    en = "This record met another request already."


class NotTheHelpers(Refusal, code="not_the_helpers"):
    """Whoever has taken a request on meets it."""

    zh = "这条服务记录不是认领这项求助的人的。"
    en = "These hours are not of whoever has taken the request on."


class MetByGift(State, of="donation", folds=(RequestFulfilled,)):
    """Which need one gift met, if it met one."""

    need_id: str = ""

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Remember it."""
        if isinstance(fact, RequestFulfilled):
            self.need_id = fact.need_id


@dataclass(frozen=True, kw_only=True)
class _Fulfil:
    """What is asked by whoever has taken a request on, or (`by_office`) for them."""

    need_id: str
    by_office: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """The need, and the rules."""
        return need_tag(self.need_id), RULES

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who asked, who has taken it on, who pays."""
        return people_of(view, self.need_id)

    def _promised(self, view: View, stamp: Stamp) -> tuple[RequestMade, str, str | None]:
        """What was asked, who helps, and for whom.

        Raises UnknownRequest, NotTheHelper, NotClaimed, AlreadyServed, RequestClosed.
        """
        need, claim = view(Need, need_tag(self.need_id)), view(Claim, need_tag(self.need_id))
        need.known()
        helper_id = claim.promised_by(view, stamp, by_office=self.by_office)
        return need.required(), helper_id, need.asker_id(view)


@dataclass(frozen=True, kw_only=True)
class ServeRequest(_Fulfil):
    """Tell when help was given. What an earlier, rejected service had given back is set aside anew.

    Refused: UnknownRequest, NotTheHelper, NotClaimed, AlreadyServed, RequestClosed, UnknownMember,
    NoRulesInForce, EndsBeforeStart, TooShort, TooLong, InTheFuture.
    """

    starts_at: datetime
    ends_at: datetime

    def decide(self, view: View, stamp: Stamp) -> RequestServed:
        """The service, which waits for confirmation."""
        made, helper_id, asker_id = self._promised(view, stamp)
        view(Member, member_tag(helper_id)).required()
        rules = view(RuleBook, RULES).on(stamp.day_of(self.starts_at))
        check_times(self.starts_at, self.ends_at, stamp, rules)
        return RequestServed(
            service_id=stamp.id,
            member_id=helper_id,
            programme=PROGRAMME,
            service_class="attested",
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            typed_in=True,
            need_id=self.need_id,
            asker_id=asker_id,
            hold=set_aside(view, made, view(Hold, need_tag(self.need_id)), asker_id),
        )


@dataclass(frozen=True, kw_only=True)
class FulfilRequest(_Fulfil):
    """Name what met a request: hours of who helps, a gift, or a note of what was done.

    Refused: UnknownRequest, NotTheHelper, NotClaimed, AlreadyServed, RequestClosed, UnknownService,
    NotTheHelpers, UnknownDonation, MetAlready.
    """

    service_id: str | None = None
    donation_id: str | None = None
    note_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The need, and what met it."""
        service = (service_tag(self.service_id),) if self.service_id else ()
        donation = (donation_tag(self.donation_id),) if self.donation_id else ()
        return need_tag(self.need_id), *service, *donation

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who asked, who has taken it on, who pays, whose hours they are."""
        people = people_of(view, self.need_id)
        if not self.service_id:
            return people
        return *people, *view(Service, service_tag(self.service_id)).volunteer()

    def decide(self, view: View, stamp: Stamp) -> RequestFulfilled:
        """The fulfilment, which waits for the word of who asked."""
        _, helper_id, asker_id = self._promised(view, stamp)
        if self.service_id:
            self._check_service(view, self.service_id, helper_id)
        elif self.donation_id:
            self._check_gift(view, self.donation_id)
        return RequestFulfilled(
            need_id=self.need_id,
            means="service" if self.service_id else "donation" if self.donation_id else "note",
            helper_id=helper_id,
            asker_id=asker_id,
            service_id=self.service_id,
            donation_id=self.donation_id,
            note_text=self.note_text,
        )

    def _check_service(self, view: View, service_id: str, helper_id: str) -> None:
        service = view(Service, service_tag(service_id))
        if service.status not in {"pending", "confirmed"}:
            raise UnknownService
        if helper_id not in {view(Member, it).id for it in service.volunteer()}:
            raise NotTheHelpers
        if view(ServedNeed, service_tag(service_id)).need_id:
            raise MetAlready

    def _check_gift(self, view: View, donation_id: str) -> None:
        if view(ReceivedLines, donation_tag(donation_id)).receipt_number is None:
            raise UnknownDonation
        if view(MetByGift, donation_tag(donation_id)).need_id:
            raise MetAlready
