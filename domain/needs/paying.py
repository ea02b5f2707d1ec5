"""Paying: who pays for help with time, and what of it is there to be set aside."""

from domain.ledger.decision import View
from domain.needs.requests import RequestMade
from domain.people.membership import Holdings
from domain.people.tags import member_tag
from domain.rules.accounts import CREDIT
from domain.rules.balances import Pool
from domain.rules.tags import WELFARE
from domain.service.counting.hold import HoldMove
from domain.service.paid_help import Hold


def _wanted(made: RequestMade, hold: Hold) -> int:
    """The minutes that are still to be set aside."""
    return 0 if made.terms == "free" else max(made.minutes_wanted - hold.held, 0)


def _there(view: View, made: RequestMade, asker_id: str | None) -> int:
    """What who pays has."""
    if made.terms == "pool":
        return view(Pool, WELFARE).credit
    if made.terms == "credit" and asker_id:
        return view(Holdings, member_tag(asker_id)).amounts[CREDIT]
    return 0


def lacking(view: View, made: RequestMade, hold: Hold, asker_id: str | None) -> int:
    """The minutes that are to be set aside and are not there."""
    return max(_wanted(made, hold) - _there(view, made, asker_id), 0)


def set_aside(view: View, made: RequestMade, hold: Hold, asker_id: str | None) -> HoldMove | None:
    """What is set aside: all that is wanted, or as much of it as is there."""
    minutes = min(_wanted(made, hold), _there(view, made, asker_id))
    if not minutes:
        return None
    payer_id = asker_id if made.terms == "credit" else None
    return HoldMove(need_id=made.need_id, payer_id=payer_id, asker_id=asker_id, set_aside=minutes)
