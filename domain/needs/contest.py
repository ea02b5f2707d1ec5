"""Contests: whoever asked says that it was not so, and a third person decides how long it was."""

from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.needs.word import SaidOnHelp, SayOnHelp, Word
from domain.service.tags import need_tag
from domain.ties.kin import are_kin


class RequestContested(SaidOnHelp, type="request.contested", omit_defaults=True):
    """Whoever asked says that it was not so: nothing moves before somebody else has decided."""

    called = "对求助服务有异议"
    told = "{asker_id} 对 {helper_id} 的求助服务有异议：{reason_text}"

    reason_text: str


class RequestSettled(SaidOnHelp, type="request.settled", omit_defaults=True):
    """A third person decided how many minutes of help were given."""

    called = "裁定求助服务"
    told = "裁定 {helper_id} 为 {asker_id} 服务的时间。"

    reason_text: str | None = None

    def closes(self) -> tuple[Tag, ...]:
        """The wait of who asked."""
        return (need_tag(self.need_id),)


class NotContested(Refusal, code="not_contested"):
    """There is nothing to decide."""

    zh = "这项求助没有异议，不用裁定。"
    en = "Nobody has contested this request."


class SettlesOwn(Refusal, code="settles_own"):
    """A third person decides."""

    zh = "求助人和提出异议的人不能裁定，请由另一位工作人员裁定。"
    en = "Neither who asked nor who contested it can decide; somebody else has to."


@dataclass(frozen=True, kw_only=True)
class ContestHelp(SayOnHelp):
    """Say that help was not given as it was told: oneself, or the desk for who asked.

    Refused: UnknownRequest, RequestClosed, NotFulfilled, ConfirmsOwn, NotTheAsker,
    RequestAlreadyConfirmed, RequestDisputed.
    """

    reason_text: str
    by_office: bool = False

    def decide(self, view: View, stamp: Stamp) -> RequestContested:
        """The contest."""
        given = self.given(view, stamp, by_office=self.by_office)
        view(Word, need_tag(self.need_id)).refuse_another()
        return RequestContested(
            need_id=self.need_id,
            helper_id=given.helper_id,
            asker_id=given.asker_id,
            service_id=given.service_id,
            reason_text=self.reason_text,
        )


@dataclass(frozen=True, kw_only=True)
class SettleHelp(SayOnHelp):
    """Decide a contest: neither who helped, nor who asked, nor who raised it.

    Refused: UnknownRequest, RequestClosed, NotFulfilled, ConfirmsOwn, NotContested, SettlesOwn,
    MinutesAboveService.
    """

    minutes: int
    reason_text: str | None = None

    def decide(self, view: View, stamp: Stamp) -> RequestSettled:
        """The decision, which pays for so many minutes of help if its hours are recognised."""
        given = self.given(view, stamp, by_office=True)
        word = view(Word, need_tag(self.need_id))
        if not word.contested_by:
            raise NotContested
        if stamp.actor in {given.asker_id, word.contested_by}:
            raise SettlesOwn
        if given.asker_id and are_kin(view, given.asker_id, stamp.actor):
            raise SettlesOwn
        accepted = given.accepted(self.minutes)
        return RequestSettled(
            need_id=self.need_id,
            helper_id=given.helper_id,
            asker_id=given.asker_id,
            service_id=given.service_id,
            minutes_accepted=accepted,
            hold=given.hold(view, accepted),
            earned=given.earned(view, accepted),
            reason_text=self.reason_text,
        )
