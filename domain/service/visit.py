"""Visits: the paired volunteer was with the person in hardship, which is told and confirmed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.ledger.decision import Stamp, View
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.rules.rules import RuleBook
from domain.rules.tags import RULES
from domain.service.counting.times import check_times
from domain.service.hours import PendingService
from domain.service.pairing import Pairing, pairing_tag, people_in

NoteKind = Literal["well", "needs_help", "not_at_home", "referred"]
PROGRAMME = "一对一结对帮扶"


class PersonVisited(PendingService, type="pairing.visited", omit_defaults=True):
    """A visit to `assisted_id`, told afterwards; its time waits for confirmation."""

    called = "走访"
    told = "{member_id} 上门走访 {minutes}，等待确认。"

    pairing_id: str
    note_kind: NoteKind | None = None
    assisted_id: str | None = None

    def vouched_by(self) -> tuple[str, ...]:
        """Who was visited."""
        return (self.assisted_id,) if self.assisted_id else ()

    def helped(self) -> str | None:
        """Who was visited."""
        return self.assisted_id

    def touches(self) -> tuple[Tag, ...]:
        """The pairing, the service that the visit became, the volunteer."""
        return pairing_tag(self.pairing_id), *PendingService.touches(self)


class NotThePairedVolunteer(Refusal, code="not_permitted"):
    """A visit is told by who made it, or by the office for them."""

    zh = "只有结对的志愿者本人或工作人员可以登记走访。"
    en = "Only the paired volunteer or the office can record a visit."


@dataclass(frozen=True, kw_only=True)
class RecordVisit:
    """Tell of a visit, oneself or (`by_office`) for the volunteer.

    Refused: UnknownPairing, PairingOver, NotThePairedVolunteer, NoRulesInForce, EndsBeforeStart,
    TooShort, TooLong, InTheFuture.
    """

    pairing_id: str
    starts_at: datetime
    ends_at: datetime
    note_kind: NoteKind | None = None
    by_office: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """The pairing and the rules."""
        return pairing_tag(self.pairing_id), RULES

    def also(self, view: View) -> tuple[Tag, ...]:
        """Both people."""
        return view(Pairing, pairing_tag(self.pairing_id)).people()

    def decide(self, view: View, stamp: Stamp) -> PersonVisited:
        """The visit, which waits for confirmation."""
        volunteer_id, assisted_id = people_in(view, self.pairing_id)
        if not self.by_office and stamp.actor != volunteer_id:
            raise NotThePairedVolunteer
        rules = view(RuleBook, RULES).on(stamp.day_of(self.starts_at))
        check_times(self.starts_at, self.ends_at, stamp, rules)
        return PersonVisited(
            pairing_id=self.pairing_id,
            service_id=stamp.id,
            member_id=volunteer_id,
            programme=PROGRAMME,
            service_class="attested",
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            typed_in=True,
            note_kind=self.note_kind,
            assisted_id=assisted_id,
        )
