"""Claims: somebody takes a request on, gives it back, or takes it over from who forgot."""

from dataclasses import dataclass
from datetime import date, timedelta

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.journal import Posting
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.needs.need_terms import NeedTermsBook
from domain.needs.paying import lacking, set_aside
from domain.needs.requests import Need, RequestEnded
from domain.people.membership import Member, StillOpen
from domain.people.tags import member_tag
from domain.rules.tags import RULES
from domain.service.counting.hold import HoldMove, moved_by, touched_by
from domain.service.hours import ServiceRevoked
from domain.service.paid_help import HelpGiven, Hold, NeedMet, and_heirs
from domain.service.tags import need_tag
from domain.service.unearned import ServiceRejected
from domain.ties.standing import require_standing


class RequestClaimed(Fact, type="request.claimed", omit_defaults=True):
    """Somebody promised to help until `due_on`, and who pays for it has set that aside.

    Who takes it over from somebody who let that day pass names the claim before: what was set
    aside stays with the request.
    """

    called = "认领求助"
    told = "{helper_id} 认领求助，{due_on} 前完成。"

    need_id: str
    claim_id: str
    helper_id: str
    due_on: date
    asker_id: str | None = None
    hold: HoldMove | None = None
    supersedes_id: str | None = None
    former_helper_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The need, who helps, who asked, who had promised before, who pays."""
        people = filter(None, (self.helper_id, self.asker_id, self.former_helper_id))
        return need_tag(self.need_id), *map(member_tag, people), *touched_by(self.hold)

    def postings(self) -> tuple[Posting, ...]:
        """What is set aside."""
        return moved_by(self.hold)

    def closes(self) -> tuple[Tag, ...]:
        """What was promised before."""
        return (need_tag(self.need_id),)

    def opens(self) -> tuple[Opened, ...]:
        """The wait of who asked, and the promise of who helps."""
        need = need_tag(self.need_id)
        asker = (Opened(need, HelpUnderWay, self.asker_id),) if self.asker_id else ()
        return *asker, Opened(need, HelpPromised, self.helper_id)

    def why(self, member_id: str, names: Names) -> Sentence | None:
        """What was set aside."""
        return self.hold.why() if self.hold else None

    def caused_by(self) -> str | None:
        """The claim that it supersedes."""
        return self.supersedes_id


class ClaimEnded(Fact):
    """Whoever had promised helps no more, and the request is open again."""

    need_id: str


class HelpUnderWay(StillOpen, code="help_under_way", field="member_id"):
    """Somebody has promised to help who would come in vain."""

    zh = "这位成员的求助已有人认领，请先撤回求助或等它完成。"
    en = "Somebody has taken on this member's request; withdraw it first, or wait until it is done."


class HelpPromised(StillOpen, code="help_promised", field="member_id"):
    """Nobody is to wait for help that will not come."""

    zh = "这位成员还有认领的求助，请先退回或完成。"
    en = "This member has promised to help; give the request back first, or bring it to its end."


class RequestNotOpen(Refusal, code="request_not_open"):
    """It is not up, or cannot be paid for: who claims is told no more than that."""

    zh = "这项求助现在不能认领。"
    en = "This request cannot be taken on now."


class AlreadyClaimed(Refusal, code="already_claimed"):
    """One person helps."""

    zh = "这项求助已有人认领。"
    en = "Somebody has taken this request on already."


class OwnRequest(Refusal, code="own_request"):
    """Helper and helped are two people."""

    zh = "不能认领自己的求助。"
    en = "You cannot take on your own request."


class ClaimsTooMany(Refusal, code="claims_too_many"):
    """What one has promised comes first."""

    zh = "您已有 {most} 项认领没有完成，请先完成再认领。"
    en = "You have {most} requests to bring to an end; do that before taking on another one."


class NotClaimed(Refusal, code="not_claimed"):
    """Nobody has taken it on."""

    zh = "这项求助没有人认领。"
    en = "Nobody has taken this request on."


class NotTheHelper(Refusal, code="not_the_helper"):
    """Whoever has taken it on says what becomes of it, or the desk for them."""

    zh = "这项求助不是由您认领的。"
    en = "Somebody else has taken this request on."


class AlreadyServed(Refusal, code="already_fulfilled"):
    """Help was given: what follows is somebody's word on it."""

    zh = "这项求助已经完成，等待确认。"
    en = "The help was given already, and waits for a word on it."


class Claim(
    State,
    of="need",
    folds=(
        RequestClaimed,
        ClaimEnded,
        RequestEnded,
        HelpGiven,
        NeedMet,
        ServiceRejected,
        ServiceRevoked,
    ),
):
    """Who has taken one need on, until when, and whether it was met."""

    helper_id: str = ""
    claim_id: str = ""
    due_on: date | None = None
    met: bool = False
    service_id: str | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the promise. A service that is rejected leaves it, one that is revoked ends it."""
        match fact:
            case RequestClaimed():
                self.helper_id, self.claim_id = fact.helper_id, fact.claim_id
                self.due_on, self.met = fact.due_on, False
            case HelpGiven() | NeedMet():
                self.met, self.service_id = True, fact.service_id
            case ServiceRejected():
                self.met, self.service_id = False, None
            case ClaimEnded() | RequestEnded() | ServiceRevoked():
                self.helper_id, self.met, self.service_id = "", False, None

    def helper(self) -> tuple[Tag, ...]:
        """The tag of who has taken it on, if somebody has."""
        return (member_tag(self.helper_id),) if self.helper_id else ()

    def promised_by(self, view: View, stamp: Stamp, *, by_office: bool) -> str:
        """Who has taken it on and not helped yet, by the id that stays.

        Raises NotTheHelper, NotClaimed, AlreadyServed.
        """
        helper_id = self.helper_now(view)
        if not (by_office or stamp.actor == helper_id):
            raise NotTheHelper
        if not helper_id:
            raise NotClaimed
        if self.met:
            raise AlreadyServed
        return helper_id

    def helper_now(self, view: View) -> str:
        """Who has taken it on, by the id that stays; nobody is the empty name."""
        return next((view(Member, it).id for it in self.helper()), "")


class Claims(State, of="member", folds=(Fact,)):
    """The needs that one member has taken on and not brought to an end."""

    needs: dict[str, str] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """From the claim until help was given, or somebody else gives it."""
        match fact:
            case RequestClaimed():
                self.needs[fact.need_id] = fact.helper_id
            case ClaimEnded() | RequestEnded() | HelpGiven() | NeedMet():
                self.needs.pop(fact.need_id, None)


def people_of(view: View, need_id: str) -> tuple[Tag, ...]:
    """What has to be read beside a need: who asked, who has taken it on, who pays."""
    need = need_tag(need_id)
    asked = view(Need, need)
    people = *asked.asker(), *view(Claim, need).helper(), *view(Hold, need).people()
    return *and_heirs(view, people), *asked.pool()


@dataclass(frozen=True, kw_only=True)
class ClaimRequest:
    """Take a request on: `helper_id` does, or the desk for who comes there.

    Without a day it is due when the community's terms say. Refused, in this order: UnknownMember,
    UnknownRequest, RequestClosed, OwnRequest, RequestNotOpen, AlreadyClaimed, ClaimsTooMany,
    StandingMissing.
    """

    need_id: str
    helper_id: str
    due_on: date | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The need, who wants to help, the terms."""
        return need_tag(self.need_id), member_tag(self.helper_id), RULES

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who asked, who has taken it on before, who pays."""
        return people_of(view, self.need_id)

    def decide(self, view: View, stamp: Stamp) -> RequestClaimed:
        """The promise, with what is set aside for it."""
        tag = need_tag(self.need_id)
        need, claim = view(Need, tag), view(Claim, tag)
        helper = view(Member, member_tag(self.helper_id))
        helper.required()
        made, asker_id = need.required(), need.asker_id(view)
        if helper.id == asker_id:
            raise OwnRequest
        if claim.met or not need.is_up_on(stamp.today) or need.asker_left(view):
            raise RequestNotOpen
        former_id = claim.helper_now(view)
        if former_id and (former_id == helper.id or stamp.today <= (claim.due_on or date.max)):
            raise AlreadyClaimed
        terms = view(NeedTermsBook, RULES).on(stamp.today)
        if len(view(Claims, member_tag(self.helper_id)).needs) >= terms.claims_open_max:
            raise ClaimsTooMany(most=terms.claims_open_max)
        for kind in made.needs:
            require_standing(view, self.helper_id, kind, stamp.today)
        hold = view(Hold, tag)
        due_on = self.due_on or stamp.today + timedelta(terms.days_to_serve_max)
        if lacking(view, made, hold, asker_id):
            raise RequestNotOpen
        return RequestClaimed(
            need_id=self.need_id,
            claim_id=stamp.id,
            helper_id=self.helper_id,
            due_on=max(due_on, stamp.today),
            asker_id=asker_id,
            hold=set_aside(view, made, hold, asker_id),
            supersedes_id=claim.claim_id if former_id else None,
            former_helper_id=former_id or None,
        )
