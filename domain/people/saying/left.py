"""Left: what the passbook says when a member has left the community, to them or to their heir."""

from typing import Literal

from domain.ledger.sentence import Sentence

Departure = Literal["own_wish", "moved", "died", "incapable"]


def left_in_words(*, to_heir: bool, is_own: bool) -> Sentence:
    """Where the time credit went, as who left or their heir reads it."""
    if not to_heir:
        return Sentence(
            "退出社区：时间存款转入公益池，积分作废",
            "left the community: time credit goes to the welfare pool, points lapse",
        )
    if is_own:
        return Sentence(
            "退出社区：时间存款转给指定的亲属，积分作废",
            "left the community: time credit goes to the relative they named, points lapse",
        )
    return Sentence(
        "一位亲属退出社区，按其指定把时间存款留给您",
        "a relative left the community and had named you for their time credit",
    )
