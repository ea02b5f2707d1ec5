"""How long requests wait, by the clocks of looking at them, taking them on and meeting them."""

from datetime import date, datetime
from decimal import Decimal

from domain.ledger.fact import Fact
from domain.needs.giving_back import RequestGivenBack
from domain.needs.requests import RequestDeclined, RequestPublished
from domain.needs.withdrawal import RequestWithdrawn
from domain.people.membership import MemberLeft
from domain.service.unearned import ServiceRejected
from projections.needs.request_clocks import (
    ClockMonth,
    Limits,
    Stage,
    clock_months,
    running_clocks,
)
from tests.controls import AUNT, COMMUNITY, LI, NOW, WANG, ZONE, moment
from tests.domain.needs.asked import NEED, claimed, help_given, made, set_aside
from tests.projections.living import Living

OTHER = "need-2"
EVER = date(2026, 1, 1)
LIMITS: dict[Stage, Limits] = {
    "review": Limits((EVER,), (3,)),
    "claim": Limits((EVER, date(2026, 3, 10)), (7, 2)),
    "completion": Limits((EVER,), (14,)),
}


def up(need_id: str = NEED, until: date = date(2026, 4, 30)) -> Fact:
    return RequestPublished(need_id=need_id, public_text="text-2", open_until=until)


def saw(living: Living, day: int, *facts: Fact, hour: int = 9, month: int = 3) -> datetime:
    """Facts of one moment."""
    at = moment(month, day, hour)
    living.saw(*facts, recorded_at=at)
    return at


def stage(living: Living, need_id: str = NEED) -> tuple[str, datetime] | None:
    found = living.ask(running_clocks, [NEED, OTHER]).get(need_id)
    return (found.stage, found.since) if found else None


def months(living: Living, today: date = date(2026, 3, 20)) -> list[ClockMonth]:
    return living.ask(clock_months, LIMITS, moment(1, 1, 0), today, zone=ZONE)


def test_one_clock_runs_from_asking_to_help(living: Living) -> None:
    asked = saw(living, 2, *COMMUNITY, made(), made(OTHER))
    assert stage(living) == stage(living, OTHER) == ("review", asked)
    shown = saw(living, 4, up())
    assert stage(living) == ("claim", shown)
    saw(living, 6, up())
    assert stage(living) == ("claim", shown)
    taken = saw(living, 7, claimed())
    assert stage(living) == ("completion", taken)
    saw(living, 8, help_given())
    assert stage(living) is None
    assert stage(living, OTHER) == ("review", asked)


def test_what_is_given_back_taken_over_rejected_or_revoked_waits_anew(living: Living) -> None:
    saw(living, 2, *COMMUNITY, made(), made(OTHER), up(), up(OTHER), claimed())
    back = RequestGivenBack(need_id=NEED, helper_id=LI, why_given_back="cannot")
    assert stage(living) == ("completion", moment(3, 2, 9))
    assert saw(living, 4, back) and stage(living) == ("claim", moment(3, 4, 9))
    saw(living, 5, claimed(AUNT))
    again = saw(living, 9, claimed(LI, supersedes_id="claim-1", former_helper_id=AUNT))
    assert stage(living) == ("completion", again)
    saw(living, 10, help_given())
    rejected = ServiceRejected(service_id="help-1", member_id=LI, hold=set_aside(0))
    assert stage(living) is None
    assert saw(living, 11, rejected) and stage(living) == ("completion", moment(3, 11, 9))
    assert stage(living, OTHER) == ("claim", moment(3, 2, 9))
    (march,) = [it for it in months(living) if it.stage == "completion"]
    assert (march.started, march.met, march.late, march.running) == (4, 1, 0, 1)


def test_what_is_declined_withdrawn_or_asked_by_who_left_waits_no_more(living: Living) -> None:
    saw(living, 2, *COMMUNITY, made(), made(OTHER), up(OTHER), made("need-3"), made("need-4"))
    saw(living, 3, RequestDeclined(need_id=NEED), RequestWithdrawn(need_id=OTHER))
    gone = {"kind": "volunteer", "credit": 0, "points": 0}
    saw(living, 4, MemberLeft(member_id=WANG, given_up=("need:need-3",), **gone))
    review, claim = months(living)
    assert (review.started, review.met, review.in_time, review.running) == (4, 2, 2, 1)
    assert (claim.started, claim.met, claim.late, claim.running) == (1, 0, 0, 0)


def test_months_are_told_with_median_and_share_in_time_by_the_terms_of_each_day(
    living: Living,
) -> None:
    saw(living, 26, *COMMUNITY, made("need-0"), month=2)
    saw(living, 27, up("need-0"), month=2, hour=21)
    for need_id, day in (("need-1", 1), ("need-2", 5), ("need-3", 12)):
        saw(living, day, made(need_id))
    saw(living, 1, up("need-1"))
    saw(living, 8, up("need-2"), hour=21)
    saw(living, 8, claimed(need_id="need-1", hold=None))
    saw(living, 16, up("need-3"))
    found = {(it.month.month, it.stage): it for it in months(living, date(2026, 3, 19))}
    assert found[3, "review"] == ClockMonth(
        date(2026, 3, 1), "review", 3, 3, 2, 1, 0, Decimal("3.5")
    )
    assert found[3, "review"].percent_in_time == 67
    assert found[2, "review"].median_days == Decimal("1.5")
    assert (found[2, "claim"].late, found[2, "claim"].percent_in_time) == (1, 0)
    march = found[3, "claim"]
    assert (march.started, march.met, march.in_time, march.late, march.running) == (3, 1, 1, 2, 2)
    assert found[3, "completion"].percent_in_time is None
    assert [(it.month.month, it.stage) for it in months(living)] == [
        (3, "review"),
        (3, "claim"),
        (3, "completion"),
        (2, "review"),
        (2, "claim"),
    ]


def test_what_held_on_a_day_bounds_what_was_started_then() -> None:
    claim = LIMITS["claim"]
    assert claim.on(date(2025, 1, 1)) == claim.on(date(2026, 3, 9)) == 7
    assert claim.on(date(2026, 3, 10)) == claim.on(NOW.date()) == 2
