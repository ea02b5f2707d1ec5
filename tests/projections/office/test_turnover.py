"""What moved of each unit until any moment, by when it happened and by when it was recorded."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ledger.fact import decode
from domain.rules.accounts import CREDIT, GIVEN, ISSUED, MINUTES, POINTS, goods
from domain.shop.items import LotChange
from projections.ledger.audit_trail import position_before
from projections.office.turnover import (
    FACTS,
    MEMBERS,
    SHELF,
    Clock,
    Moved,
    Sum,
    Sums,
    moved_before,
    sums_of,
)
from projections.people.balances import held_by_members
from projections.people.statements import turnover_by_happening, turnover_by_position
from tests.controls import LI, RICE, WANG, ZONE, moment, served, sold
from tests.examples import EXAMPLES
from tests.projections.living import Living, ordered
from tests.projections.years import FIRST_DAY, live
from tests.scenario import write

CLOCKS: Final[tuple[Clock, ...]] = ("happened", "recorded")
DAYS: Final = 60
BEGUN: Final = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=ZONE)


@pytest.fixture(scope="module")
def lived(town: str) -> Iterator[Living]:
    """Weeks on which everything happened, as several larger blocks have them."""
    with Living(town, name=f"community_{uuid4().hex}") as community:
        live(community, DAYS)
        yield community


def replayed(living: Living, clock: Clock, until: datetime) -> Sums:
    """The same, by reading the whole log."""
    facts = [decode(*it) for it in living.log.after(0, limit=1_000_000)]
    if clock == "happened":
        return sums_of(it for it in facts if it.envelope.happened_at < until)
    later = (it.position for it in facts if it.envelope.recorded_at >= until)
    first = min(later, default=facts[-1].position + 1)
    return sums_of(it for it in facts if it.position < first)


@settings(max_examples=40, deadline=None)
@given(
    clock=st.sampled_from(CLOCKS),
    quarters=st.integers(-200, (DAYS + 3) * 96),
    late=st.lists(st.tuples(*[st.integers(-400, DAYS * 96)] * 2), max_size=3),
)
def test_whatever_the_moment_it_is_what_a_replay_says(
    lived: Living, clock: Clock, quarters: int, late: list[tuple[int, int]]
) -> None:
    for happened, recorded in late:
        began = BEGUN + timedelta(minutes=15 * happened)
        told = ordered(
            lived.log,
            [served(WANG, began, began + timedelta(hours=1), f"late-{uuid4().hex}")],
            happened_at=began,
            recorded_at=BEGUN + timedelta(minutes=15 * recorded),
            id=uuid4().hex,
        )
        write(lived.log, told)
    lived.runner.catch_up()
    until = BEGUN + timedelta(minutes=15 * quarters)
    assert lived.ask(moved_before, clock, until) == replayed(lived, clock, until)


def test_what_happened_in_one_month_and_was_written_down_in_the_next(living: Living) -> None:
    march, april, may = moment(3, 1, 0), moment(4, 1, 0), moment(5, 1, 0)
    late = served(LI, moment(3, 5, 9), moment(3, 5, 11))
    living.saw(late, happened_at=moment(3, 5, 11), recorded_at=moment(4, 2, 8))
    earned = Moved(POINTS, MEMBERS, "service.imported")

    assert living.ask(moved_before, "happened", march) == {}
    assert living.ask(moved_before, "happened", april)[earned] == Sum(20, 0)
    assert living.ask(moved_before, "recorded", april) == {}
    assert living.ask(moved_before, "recorded", may)[earned] == Sum(20, 0)


def test_people_and_goods_are_held_together_and_the_community_account_by_account(
    living: Living,
) -> None:
    lots = (LotChange(RICE, "gift-1-1", -2),)
    living.saw(
        EXAMPLES["donation.received"],
        served(LI, moment(3, 5, 9), moment(3, 5, 11), "paper-1"),
        served(WANG, moment(3, 6, 9), moment(3, 6, 12), "paper-2"),
        sold(lots=lots),
    )
    moved = living.ask(moved_before, "recorded", moment(12, 31, 0))
    assert moved[Moved(MINUTES, MEMBERS, "service.imported")] == Sum(300, 0)
    assert moved[Moved(MINUTES, ISSUED, "service.imported")] == Sum(0, 300)
    assert moved[Moved(FACTS, "", "service.imported")] == Sum(2, 0)
    assert moved[Moved(goods(RICE), SHELF, "points.redeemed")] == Sum(0, 2)
    came = moved[Moved(goods(RICE), SHELF, "donation.received")]
    assert came.came > 0
    assert moved[Moved(goods(RICE), GIVEN, "donation.received")] == Sum(0, came.came)


def test_a_clock_that_was_set_back_leaves_the_book_in_its_order(living: Living) -> None:
    first = served(LI, moment(3, 5, 9), moment(3, 5, 10), "paper-1")
    second = served(LI, moment(3, 6, 9), moment(3, 6, 10), "paper-2")
    living.saw(first, recorded_at=moment(4, 2, 8))
    living.saw(second, recorded_at=moment(3, 30, 8))
    assert living.ask(moved_before, "recorded", moment(4, 1, 0)) == {}
    earned = living.ask(moved_before, "recorded", moment(4, 3, 0))
    assert earned[Moved(FACTS, "", "service.imported")] == Sum(2, 0)


QUARTERS: Final = st.integers(0, 20 * 96)


@settings(max_examples=15, deadline=None)
@given(
    past=st.lists(st.tuples(st.sampled_from((LI, WANG)), QUARTERS, QUARTERS), max_size=12),
    days=st.tuples(*[st.integers(-2, 22)] * 2),
)
def test_what_each_member_has_adds_up_to_what_all_have(
    town: str, past: list[tuple[str, int, int]], days: tuple[int, int]
) -> None:
    with Living(town, name=f"community_{uuid4().hex}") as community:
        for number, (member_id, began, told) in enumerate(past):
            at, recorded_at = (BEGUN + timedelta(minutes=15 * it) for it in (began, told))
            hour = served(member_id, at, at + timedelta(hours=number + 1), f"paper-{number}")
            sale = sold(f"sale-{number}", member_id=member_id)
            fact = sale if number % 3 == 2 else hour
            community.write(fact, happened_at=at, recorded_at=recorded_at)
        community.runner.catch_up()
        since, until = (BEGUN + timedelta(days=it) for it in sorted(days))
        for clock in CLOCKS:
            before, after = (community.ask(moved_before, clock, it) for it in (since, until))
            if clock == "happened":
                people = community.ask(turnover_by_happening, since, until)
            else:
                bounds = [community.ask(position_before, it) for it in (since, until)]
                people = community.ask(turnover_by_position, *bounds)
            for unit in (POINTS, CREDIT):
                accounts = [it.points if unit == POINTS else it.credit for it in people]
                assert sum(it.held for it in accounts) == held_of(before, unit)
                assert sum(it.left for it in accounts) == held_of(after, unit)
                assert sum(it.came for it in accounts) == came_to_members(before, after, unit)
            minutes = held_of(after, MINUTES) - held_of(before, MINUTES)
            assert sum(it.minutes for it in people) == minutes


def came_to_members(before: Sums, after: Sums, unit: str) -> int:
    """What came to members between the two."""
    held = {moved: it for moved, it in after.items() if moved[:2] == (unit, MEMBERS)}
    return sum(it.less(before.get(moved, Sum())).came for moved, it in held.items())


def held_of(sums: Sums, unit: str) -> int:
    """What all members together held."""
    return sum(it.left for moved, it in sums.items() if moved[:2] == (unit, MEMBERS))


def test_in_the_end_it_is_what_the_balances_say(lived: Living) -> None:
    for clock in CLOCKS:
        all_of_it = lived.ask(moved_before, clock, BEGUN + timedelta(days=365))
        assert held_of(all_of_it, POINTS) == lived.ask(held_by_members, POINTS) != 0
        units = {moved.unit for moved in all_of_it} - {FACTS}
        sums = {
            unit: sum(it.left for moved, it in all_of_it.items() if moved.unit == unit)
            for unit in units
        }
        assert sums == dict.fromkeys(units, 0)
