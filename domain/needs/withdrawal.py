"""Withdrawal: a request is taken back by who asked, or not put up by the desk."""

from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.journal import Posting
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.needs.claims import AlreadyClaimed, AlreadyServed, Claim, people_of
from domain.needs.requests import (
    Need,
    NotTheAsker,
    RequestDeclined,
    RequestEnded,
    ReviewerIsAsker,
    speaks_for,
)
from domain.people.tags import member_tag
from domain.service.counting.hold import HoldMove, moved_by, touched_by
from domain.service.paid_help import give_back
from domain.service.tags import need_tag


class RequestWithdrawn(RequestEnded, type="request.withdrawn", omit_defaults=True):
    """Whoever asked needs no help any more; what was set aside goes back."""

    called = "撤回求助"
    told = "撤回这项求助：{reason_text}"

    helper_id: str | None = None
    hold: HoldMove | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The need, who had asked, who had promised, who pays."""
        helper = (member_tag(self.helper_id),) if self.helper_id else ()
        return *RequestEnded.touches(self), *helper, *touched_by(self.hold)

    def postings(self) -> tuple[Posting, ...]:
        """What was set aside goes back."""
        return moved_by(self.hold)

    def why(self, member_id: str, names: Names) -> Sentence | None:
        """What comes back."""
        return self.hold.why() if self.hold else None


@dataclass(frozen=True, kw_only=True)
class _EndRequest:
    need_id: str
    reason_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The need."""
        return (need_tag(self.need_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who asked, who has taken it on, who pays."""
        return people_of(view, self.need_id)


@dataclass(frozen=True, kw_only=True)
class WithdrawRequest(_EndRequest):
    """Take a request back: who asked, their kin, a helper who may ask, or (`by_office`) the desk.

    Refused: UnknownRequest, NotTheAsker, RequestClosed, AlreadyServed.
    """

    by_office: bool = False

    def decide(self, view: View, stamp: Stamp) -> RequestWithdrawn:
        """The end, with what comes back."""
        need, claim = view(Need, need_tag(self.need_id)), view(Claim, need_tag(self.need_id))
        need.known()
        asker_id = need.asker_id(view)
        if not (self.by_office or speaks_for(view, stamp, asker_id, "ask")):
            raise NotTheAsker
        need.required()
        if claim.met:
            raise AlreadyServed
        return RequestWithdrawn(
            need_id=self.need_id,
            asker_id=asker_id,
            reason_text=self.reason_text,
            helper_id=claim.helper_now(view) or None,
            hold=give_back(view, self.need_id) if claim.helper_id else None,
        )


class DeclineRequest(_EndRequest):
    """Say that a request is not put up, or not any longer.

    Refused: UnknownRequest, RequestClosed, ReviewerIsAsker, AlreadyClaimed, AlreadyServed.
    """

    def decide(self, view: View, stamp: Stamp) -> RequestDeclined:
        """The end."""
        need, claim = view(Need, need_tag(self.need_id)), view(Claim, need_tag(self.need_id))
        need.required()
        if stamp.actor == need.asker_id(view):
            raise ReviewerIsAsker
        if claim.met:
            raise AlreadyServed
        if claim.helper_id:
            raise AlreadyClaimed
        return RequestDeclined(
            need_id=self.need_id, asker_id=need.asker_id(view), reason_text=self.reason_text
        )
