"""The word on help: whoever asked says that they were helped, themselves or through others."""

from dataclasses import dataclass
from typing import Literal

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.journal import Posting
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.needs.claims import Claim, people_of
from domain.needs.requests import Need, NotTheAsker, speaks_for
from domain.people.tags import member_tag
from domain.service.attestation import ConfirmsOwn
from domain.service.counting.hold import HoldMove, moved_by, touched_by
from domain.service.counting.wording import Minutes
from domain.service.hours import ServiceRevoked, WordBy
from domain.service.paid_help import WordOnHelp, let_go
from domain.service.service import Service
from domain.service.tags import need_tag, service_tag
from domain.service.unearned import ServiceRejected
from domain.ties.kin import are_kin

How = Literal["self", "kin", "proxy", "desk", "phone_call"]
SATISFACTION = range(1, 6)


class SaidOnHelp(WordOnHelp, omit_defaults=True):
    """Somebody's word on what `helper_id` did for `asker_id`."""

    helper_id: str
    asker_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The need, both people, the service, who pays."""
        people = map(member_tag, filter(None, (self.helper_id, self.asker_id)))
        service = (service_tag(self.service_id),) if self.service_id else ()
        return need_tag(self.need_id), *people, *service, *touched_by(self.hold)

    def postings(self) -> tuple[Posting, ...]:
        """What is retired, and what goes back."""
        return moved_by(self.hold)

    def why(self, member_id: str, names: Names) -> Sentence | None:
        """What became of what was set aside."""
        return self.hold.why() if self.hold else None


class RequestConfirmed(SaidOnHelp, type="request.confirmed", omit_defaults=True):
    """Whoever asked was helped, so many minutes; `satisfaction` from 1 to 5, if they say."""

    called = "确认已得到帮助"
    told = "{asker_id} 确认 {helper_id} 已完成求助。"

    how: How
    satisfaction: int | None = None

    def said_by(self) -> WordBy:
        """In whose name it is said."""
        return self.how

    def smiles(self) -> int | None:
        """How happy they were."""
        return self.satisfaction

    def closes(self) -> tuple[Tag, ...]:
        """The wait of who asked."""
        return (need_tag(self.need_id),)


class NotFulfilled(Refusal, code="not_fulfilled"):
    """Nobody has said that help was given, or its hours were not recognised."""

    zh = "这项求助还没有完成。"
    en = "This request is not fulfilled yet."


class MinutesAboveService(Refusal, code="minutes_above_service", field="minutes_accepted"):
    """No more help was given than the service was long."""

    zh = "认可的时间不能超过服务时间（{most}）。"
    en = "Not more can be accepted than the service was long ({most})."


class RequestAlreadyConfirmed(Refusal, code="request_already_confirmed"):
    """The word is given once."""

    zh = "这项求助已经确认。"
    en = "This request has been confirmed already."


class RequestDisputed(Refusal, code="request_contested"):
    """A third person has to decide first."""

    zh = "这项求助有异议，须由第三人裁定。"
    en = "This request is contested: a third person has to decide."


class Word(State, of="need", folds=(WordOnHelp, ServiceRejected, ServiceRevoked)):
    """The last word on one need: that it was met, or by whom it was contested."""

    given: bool = False
    contested_by: str = ""

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """A service that is taken back takes the word on it along."""
        is_word = isinstance(fact, WordOnHelp)
        self.given = isinstance(fact, WordOnHelp) and fact.minutes_accepted is not None
        self.contested_by = recorded.envelope.actor if is_word and not self.given else ""

    def refuse_another(self) -> None:
        """Raises RequestDisputed, RequestAlreadyConfirmed."""
        if self.contested_by:
            raise RequestDisputed
        if self.given:
            raise RequestAlreadyConfirmed


@dataclass(frozen=True, kw_only=True)
class SayOnHelp:
    """Whoever speaks of the help that was given for a need."""

    need_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The need."""
        return (need_tag(self.need_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who asked, who helped, who pays, and the service."""
        service_id = view(Claim, need_tag(self.need_id)).service_id
        service = (service_tag(service_id),) if service_id else ()
        return *people_of(view, self.need_id), *service

    def given(self, view: View, stamp: Stamp, *, by_office: bool) -> "Given":
        """What was given; the word is of who was helped, their kin or helper, or the desk's.

        Raises UnknownRequest, NotTheAsker, RequestClosed, NotFulfilled, ConfirmsOwn.
        """
        need, claim = view(Need, need_tag(self.need_id)), view(Claim, need_tag(self.need_id))
        need.known()
        if not (by_office or speaks_for(view, stamp, need.asker_id(view), "confirm")):
            raise NotTheAsker
        need.required()
        if not claim.met:
            raise NotFulfilled
        helper_id = claim.helper_now(view)
        if stamp.actor == helper_id or are_kin(view, helper_id, stamp.actor):
            raise ConfirmsOwn
        service = view(Service, service_tag(claim.service_id)) if claim.service_id else None
        return Given(self.need_id, helper_id, need.asker_id(view), claim.service_id, service)


@dataclass(frozen=True)
class Given:
    """What was given for a need, and by which service, if it was one."""

    need_id: str
    helper_id: str
    asker_id: str | None
    service_id: str | None
    service: Service | None

    @property
    def minutes(self) -> int:
        """How long the service was; nothing else takes time."""
        known = self.service and (self.service.earned or self.service.pending)
        return known.minutes if known else 0

    def accepted(self, minutes: int | None) -> int:
        """The minutes accepted; all, if nothing is said. Raises MinutesAboveService."""
        if minutes is not None and minutes > self.minutes:
            raise MinutesAboveService(most=Minutes(self.minutes))
        return self.minutes if minutes is None else minutes

    def hold(self, view: View, minutes: int) -> HoldMove | None:
        """What the word lets go at once: the hours were recognised before."""
        is_recognised = self.service is not None and self.service.status == "confirmed"
        return let_go(view, self.need_id, minutes) if is_recognised else None


@dataclass(frozen=True, kw_only=True)
class ConfirmHelp(SayOnHelp):
    """Say that help was given: oneself, kin, a helper, or the desk for who called or came.

    Refused, in this order: UnknownRequest, NotTheAsker, RequestClosed, NotFulfilled, ConfirmsOwn,
    RequestAlreadyConfirmed, RequestDisputed, MinutesAboveService.
    """

    how: How
    satisfaction: int | None = None
    minutes_accepted: int | None = None
    by_office: bool = False

    def _how(self, view: View, stamp: Stamp, asker_id: str | None) -> How:
        """How it came is what the log knows: only of who came or called the desk has to say it."""
        if stamp.actor == asker_id:
            return "self"
        if not self.by_office:
            return "kin" if asker_id and are_kin(view, asker_id, stamp.actor) else "proxy"
        return "desk" if self.how == "self" else self.how

    def decide(self, view: View, stamp: Stamp) -> RequestConfirmed:
        """The word, which pays for the help if its hours are recognised."""
        given = self.given(view, stamp, by_office=self.by_office)
        view(Word, need_tag(self.need_id)).refuse_another()
        accepted = given.accepted(self.minutes_accepted)
        return RequestConfirmed(
            need_id=self.need_id,
            helper_id=given.helper_id,
            asker_id=given.asker_id,
            service_id=given.service_id,
            how=self._how(view, stamp, given.asker_id),
            satisfaction=self.satisfaction,
            minutes_accepted=accepted,
            hold=given.hold(view, accepted),
        )
