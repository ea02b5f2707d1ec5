"""Refills: what services earn more when the cap of their day has room again."""

from datetime import date

import msgspec

from domain.ledger.fact import Fact
from domain.ledger.journal import Posting, move
from domain.ledger.sentence import Sentence
from domain.ledger.tag import Tag
from domain.rules.accounts import BORNE, CREDIT, ISSUED, POINTS, member_account
from domain.service.counting.wording import hours_en, hours_zh
from domain.service.tags import service_tag


class Refill(msgspec.Struct, frozen=True):
    """What a service earns more, because the cap of its day has room again."""

    service_id: str
    credited_minutes: int
    credit: int
    points: int


class DayRefilled(Fact, omit_defaults=True):
    """What the cap of a member's `day` has left again goes to the services that it had cut short.

    It repays first what the community bore for the member: `credit_repaid` minutes and
    `points_repaid`.
    """

    member_id: str
    day: date
    refills: tuple[Refill, ...] = ()
    credit_repaid: int = 0
    points_repaid: int = 0

    def refilled_services(self) -> tuple[Tag, ...]:
        """The services that earn more."""
        return tuple(service_tag(it.service_id) for it in self.refills)

    def refilling(self) -> tuple[Posting, ...]:
        """What they earn more, and what of it goes to the community."""
        account = member_account(self.member_id)
        return (
            *move(CREDIT, self.refilled_credit, ISSUED, account),
            *move(CREDIT, self.credit_repaid, account, BORNE),
            *move(POINTS, self.refilled_points, ISSUED, account),
            *move(POINTS, self.points_repaid, account, BORNE),
        )

    @property
    def refilled_credit(self) -> int:
        """Minutes of time credit that these services earn more."""
        return sum(it.credit for it in self.refills)

    @property
    def refilled_points(self) -> int:
        """Points that these services earn more."""
        return sum(it.points for it in self.refills)

    def refilling_in_words(self) -> Sentence:
        """What these services earn more, if they do; it goes on after another sentence."""
        if not self.refills:
            return Sentence("", "")
        minutes = sum(it.credited_minutes for it in self.refills)
        zh = f"；当日上限空出，另补计{hours_zh(minutes)}，得{self.refilled_points}分"
        en = f"; the day's cap has room again: {hours_en(minutes)} more are credited, "
        en += f"{self.refilled_points} points"
        if self.credit_repaid or self.points_repaid:
            return Sentence(f"{zh}，先还社区承担的部分", f"{en}, which first repay the community")
        return Sentence(zh, en)
