"""Giving back: whoever has taken a request on cannot help after all."""

from dataclasses import dataclass
from typing import Literal

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Opened
from domain.ledger.journal import Posting
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.needs.claims import Claim, ClaimEnded, people_of
from domain.needs.requests import Need
from domain.people.tags import member_tag
from domain.service.counting.hold import HoldMove, moved_by, touched_by
from domain.service.paid_help import give_back
from domain.service.tags import need_tag

Why = Literal["cannot", "overdue", "reassigned"]


class RequestGivenBack(ClaimEnded, type="request.given_back", omit_defaults=True):
    """Whoever had promised cannot help after all: the request is open again."""

    called = "退回求助"
    told = "{helper_id} 退回求助。"

    helper_id: str
    why_given_back: Why
    asker_id: str | None = None
    hold: HoldMove | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The need, who had promised, who asked, who pays."""
        people = filter(None, (self.helper_id, self.asker_id))
        return need_tag(self.need_id), *map(member_tag, people), *touched_by(self.hold)

    def postings(self) -> tuple[Posting, ...]:
        """What was set aside goes back."""
        return moved_by(self.hold)

    def closes(self) -> tuple[Tag, ...]:
        """The promise."""
        return (need_tag(self.need_id),)

    def opens(self) -> tuple[Opened, ...]:
        """The wait for help, which ends with who waits."""
        return (Opened(need_tag(self.need_id), whose=self.asker_id),) if self.asker_id else ()

    def why(self, member_id: str, names: Names) -> Sentence | None:
        """What comes back."""
        return self.hold.why() if self.hold else None


@dataclass(frozen=True, kw_only=True)
class GiveBackRequest:
    """Give a request back, oneself or (`by_office`) for who promised: it is open again.

    Refused: UnknownRequest, NotTheHelper, NotClaimed, AlreadyServed.
    """

    need_id: str
    why: Why = "cannot"
    by_office: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """The need."""
        return (need_tag(self.need_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who asked, who has taken it on, who pays."""
        return people_of(view, self.need_id)

    def decide(self, view: View, stamp: Stamp) -> RequestGivenBack:
        """The end of the promise."""
        need, claim = view(Need, need_tag(self.need_id)), view(Claim, need_tag(self.need_id))
        need.known()
        helper_id = claim.promised_by(view, stamp, by_office=self.by_office)
        return RequestGivenBack(
            need_id=self.need_id,
            helper_id=helper_id,
            why_given_back=self.why,
            asker_id=need.asker_id(view),
            hold=give_back(view, self.need_id),
        )
