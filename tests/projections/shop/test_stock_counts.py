"""Counts with their lines, who stands behind each, and what agrees with the books."""

from datetime import timedelta

from domain.shop.count_approval import CountApproved, CountRefused
from domain.shop.counted_shelf import CountedLine
from domain.shop.items import LotChange
from domain.shop.stock_count import CountSubmitted, StockCounted, SubmittedLine
from projections.people.statements import LAST
from projections.shop.stock_counts import (
    Difference,
    ListedCount,
    ListedLine,
    agreeing_since,
    large_differences,
    lines_of_counts,
    stock_counts,
    waiting_counts,
)
from tests.controls import CHEN, NOW, OIL, RICE, SUN, ZHOU
from tests.projections.living import Living
from tests.scenario import by

WAITING = CountSubmitted(
    count_id="count-1",
    lines=(SubmittedLine(OIL, 152, 999, 0, "reason-1"), SubmittedLine(RICE, 9, 9, 0)),
)
APPROVED = CountApproved(
    count_id="count-1",
    lines=(
        CountedLine(OIL, 152, 999, (LotChange(OIL, "count-1-1", 847),), "reason-1"),
        CountedLine(RICE, 9, 9, ()),
    ),
)
OTHER = CountSubmitted(count_id="count-2", lines=(SubmittedLine(RICE, 9, 0, 0),))
REFUSED = CountRefused(count_id="count-2", reason_text="reason-2")


def booked(count_id: str, item_id: str, before: int, seen: int) -> StockCounted:
    lots = (LotChange(item_id, "gift-1-1", seen - before),) if seen != before else ()
    return StockCounted(count_id=count_id, lines=(CountedLine(item_id, before, seen, lots),))


def listed(community: Living, status: str | None = None) -> list[ListedCount]:
    return community.ask(stock_counts, status=status, before=LAST, limit=50)


def test_a_count_waits_until_somebody_else_has_said_a_word(community: Living) -> None:
    first, second = community.saw(by(SUN, WAITING), by(SUN, OTHER))
    assert community.ask(waiting_counts) == 2
    assert [it.count_id for it in listed(community, "pending")] == ["count-2", "count-1"]
    community.saw(by(CHEN, APPROVED), by(ZHOU, REFUSED))
    assert community.ask(waiting_counts) == 0
    assert listed(community) == [
        ListedCount("count-2", second, SUN, NOW, "refused", ZHOU, NOW, "reason-2"),
        ListedCount("count-1", first, SUN, NOW, "booked", CHEN, NOW, None),
    ]
    assert community.ask(lines_of_counts, ["count-1", "count-2", "none"]) == {
        "count-1": [ListedLine(OIL, 152, 999, "reason-1"), ListedLine(RICE, 9, 9, None)],
        "count-2": [ListedLine(RICE, 9, 0, None)],
        "none": [],
    }


def test_large_differences_are_listed_whatever_became_of_them(community: Living) -> None:
    small, large = booked("count-3", RICE, 9, 8), booked("count-4", OIL, 30, 18)
    positions = community.saw(by(SUN, WAITING), by(CHEN, small), by(CHEN, large), by(SUN, OTHER))
    community.saw(by(CHEN, APPROVED))
    since = NOW - timedelta(days=1)
    found = community.ask(large_differences, 10, since, 50)
    assert found == [
        Difference("count-4", positions[2], OIL, 30, 18, CHEN, NOW, "booked", None),
        Difference("count-1", positions[0], OIL, 152, 999, SUN, NOW, "booked", CHEN),
    ]
    assert len(community.ask(large_differences, 8, since, 50)) == 3
    assert community.ask(large_differences, 10, NOW + timedelta(days=1), 50) == []


def test_an_item_agrees_since_its_last_count_if_that_agreed(community: Living) -> None:
    community.saw(booked("count-3", RICE, 9, 9), booked("count-4", OIL, 30, 18), by(SUN, OTHER))
    assert community.ask(agreeing_since) == {RICE: NOW}
    community.saw(booked("count-5", OIL, 18, 18), booked("count-6", RICE, 9, 8))
    assert community.ask(agreeing_since) == {OIL: NOW}
    community.saw(by(SUN, WAITING))
    assert community.ask(agreeing_since) == {OIL: NOW}
    community.saw(by(CHEN, APPROVED))
    assert community.ask(agreeing_since) == {RICE: NOW}
