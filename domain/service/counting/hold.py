"""Holds: credit set aside for a need, and what becomes of it."""

import msgspec

from domain.ledger.fact import Opened
from domain.ledger.journal import Posting, move
from domain.ledger.sentence import Sentence
from domain.ledger.tag import Tag
from domain.people.tags import member_tag
from domain.rules.accounts import CREDIT, ISSUED, WELFARE_POOL, hold_account, member_account
from domain.rules.tags import WELFARE
from domain.service.counting.wording import hours_en, hours_zh
from domain.service.tags import need_tag


class HoldMove(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a fact does to the minutes of credit that are set aside for a need.

    They are `set_aside` from who pays for it, `retired` when the help was given, `returned` when it
    was not, and `refunded` when what was retired is found to have been no help. Without `payer_id`
    the welfare pool pays; it is who pays now: a record that stays, or who inherited. `asker_id` is
    who waits for help again when something goes back.
    """

    need_id: str
    payer_id: str | None = None
    asker_id: str | None = None
    set_aside: int = 0
    retired: int = 0
    returned: int = 0
    refunded: int = 0

    def touches(self) -> tuple[Tag, ...]:
        """The need, who asked, who pays."""
        moves_payer = self.set_aside or self.returned or self.refunded
        pool = (WELFARE,) if moves_payer and not self.payer_id else ()
        return need_tag(self.need_id), *self.people(), *pool

    def people(self) -> tuple[Tag, ...]:
        """Who asked, and who pays."""
        return tuple(member_tag(it) for it in (self.asker_id, self.payer_id) if it)

    def postings(self) -> tuple[Posting, ...]:
        """Between who pays, what is set aside, and what the community has issued."""
        payer = member_account(self.payer_id) if self.payer_id else WELFARE_POOL
        hold = hold_account(self.need_id)
        return (
            *move(CREDIT, self.set_aside, payer, hold),
            *move(CREDIT, self.retired, hold, ISSUED),
            *move(CREDIT, self.returned, hold, payer),
            *move(CREDIT, self.refunded, ISSUED, payer),
        )

    def why(self) -> Sentence:
        """What it means to who pays."""
        zh, en = [], []
        for minutes, said_zh, said_en in (
            (self.set_aside, "为求助预留时间存款", "set aside for the help that was asked for"),
            (self.retired, "求助已完成，用去时间存款", "used for help received"),
            (self.returned, "退回预留的时间存款", "that had been set aside come back"),
            (self.refunded, "服务记录已撤销，退还时间存款", "refunded: the service was revoked"),
        ):
            if minutes:
                zh.append(said_zh + hours_zh(minutes))
                en.append(f"{hours_en(minutes)} of credit {said_en}")
        return Sentence("；".join(zh), "; ".join(en))


def asker_waits(hold: HoldMove | None) -> tuple[Opened, ...]:
    """The wait of who asked, where something goes back to them: it ends with who waits."""
    if hold is None or not hold.asker_id:
        return ()
    return (Opened(need_tag(hold.need_id), whose=hold.asker_id),)


def moved_aside(hold: HoldMove | None) -> tuple[Tag, ...]:
    """Who pays and who asked: what becomes of the credit concerns them, a service is another's."""
    return hold.people() if hold else ()


def touched_by(hold: HoldMove | None) -> tuple[Tag, ...]:
    """What a fact touches by what it does to a hold, if it does anything."""
    return hold.touches() if hold else ()


def moved_by(hold: HoldMove | None) -> tuple[Posting, ...]:
    """What a fact moves by what it does to a hold."""
    return hold.postings() if hold else ()
