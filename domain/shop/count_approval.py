"""Approval of counts: who counted the shelf is not who lets the books follow."""

from dataclasses import dataclass
from datetime import datetime

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.entering.hands import people_behind, refuse_one_hand
from domain.service.service import AlreadyDecided, SamePerson
from domain.shop.counted_shelf import CountedGoods
from domain.shop.stock_count import CountSubmitted, follow
from domain.shop.tags import count_tag, item_tag


class CountApproved(CountedGoods, type="stock.count_approved"):
    """Somebody else approved a count that was recorded at `counted_at`; the books followed it."""

    called = "批准盘点"
    told = "批准盘点：{counted}。"

    counted_at: datetime | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The count and the items."""
        return count_tag(self.count_id), *super().touches()

    def caused_by(self) -> str:
        """The count: its fact has the same id."""
        return self.count_id

    def seen_at(self, recorded_at: datetime) -> datetime:
        """When it was counted, which approvals from before do not say."""
        return self.counted_at or recorded_at


class CountRefused(Fact, type="stock.count_refused"):
    """Somebody else did not approve a count: the books stay, and the shelf is counted again."""

    called = "不批准盘点"
    told = "不批准盘点：{reason_text}"

    count_id: str
    reason_text: str

    def touches(self) -> tuple[Tag, ...]:
        """The count."""
        return (count_tag(self.count_id),)

    def caused_by(self) -> str:
        """The count: its fact has the same id."""
        return self.count_id


class UnknownCount(Refusal, code="unknown_count"):
    """No count under this id waits or waited for somebody's word."""

    zh = "没有这次等待批准的盘点。"
    en = "No such count waits for approval."


class CountDecided(AlreadyDecided):
    """A count is approved or refused once."""

    zh = "这次盘点已经处理过了。"
    en = "This count has been decided already."


class CountedYourself(SamePerson):
    """Two people stand behind a count."""

    zh = "这次盘点是您数的，须由另一位工作人员批准。"
    en = "You counted this yourself; somebody else has to approve it."


class WaitingCount(State, of="count", folds=(CountSubmitted, CountApproved, CountRefused)):
    """One count that needs another person's word: who counted when, and whether it was given."""

    submitted: CountSubmitted | None = None
    counted_by: str | None = None
    counted_at: datetime | None = None
    decided: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the count."""
        if isinstance(fact, CountSubmitted):
            self.submitted, self.counted_by = fact, recorded.envelope.actor
            self.counted_at = recorded.envelope.recorded_at
        else:
            self.decided = True

    def required_of(self, actor: str) -> CountSubmitted:
        """What waits for this person's word. Raises UnknownCount, AlreadyDecided, SamePerson."""
        if self.submitted is None:
            raise UnknownCount
        if self.decided:
            raise CountDecided
        if self.counted_by == actor:
            raise CountedYourself
        return self.submitted


@dataclass(frozen=True, kw_only=True)
class ApproveCount:
    """Let the books follow a count, by its difference when the pieces were seen.

    `actor_id` is who does. Refused: UnknownCount, AlreadyDecided, SamePerson, OneHand,
    CountOvertaken, CountInvalid.
    """

    count_id: str
    actor_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The count, who acts, and the rules."""
        return count_tag(self.count_id), *people_behind((self.actor_id,))

    def also(self, view: View) -> tuple[Tag, ...]:
        """The items that were counted, and who counted them."""
        waiting = view(WaitingCount, count_tag(self.count_id))
        lines = waiting.submitted.lines if waiting.submitted else ()
        return *(item_tag(it.item_id) for it in lines), *people_behind((waiting.counted_by,))

    def decide(self, view: View, stamp: Stamp) -> CountApproved:
        """The approval, with the lots that follow."""
        waiting = view(WaitingCount, count_tag(self.count_id))
        submitted = waiting.required_of(stamp.actor)
        counter, at = (waiting.counted_by,), waiting.counted_at
        refuse_one_hand(view, stamp, counter, at=at, by=self.actor_id)
        lines = (
            follow(line, view, f"{self.count_id}-{number}")
            for number, line in enumerate(submitted.lines, 1)
        )
        return CountApproved(
            count_id=self.count_id,
            lines=tuple(lines),
            counted_at=waiting.counted_at,
        )


@dataclass(frozen=True, kw_only=True)
class RefuseCount:
    """Leave the books as they are. Refused: UnknownCount, AlreadyDecided, SamePerson."""

    count_id: str
    reason_text: str

    def boundary(self) -> tuple[Tag, ...]:
        """The count."""
        return (count_tag(self.count_id),)

    def decide(self, view: View, stamp: Stamp) -> CountRefused:
        """The refusal."""
        view(WaitingCount, count_tag(self.count_id)).required_of(stamp.actor)
        return CountRefused(count_id=self.count_id, reason_text=self.reason_text)
