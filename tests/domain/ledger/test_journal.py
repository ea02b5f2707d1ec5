"""Whatever moves comes from somewhere, in whole units, and the units never mix."""

import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.ledger.journal import AMOUNT_MAX, Posting, move, sums


def test_what_comes_into_one_account_leaves_another() -> None:
    assert move("points", 30, "member/li", "shop/main") == (
        Posting("member/li", "points", -30),
        Posting("shop/main", "points", 30),
    )


def test_nothing_moves_nothing() -> None:
    assert move("points", 0, "member/li", "shop/main") == ()


@pytest.mark.parametrize("amount", [-1, AMOUNT_MAX + 1])
def test_no_amount_is_below_nothing_or_beyond_a_thousand_million(amount: int) -> None:
    with pytest.raises(ValueError, match="points"):
        move("points", amount, "member/li", "shop/main")
    assert move("points", AMOUNT_MAX, "member/li", "shop/main")


def test_units_are_added_up_apart() -> None:
    postings = [*move("points", 30, "a", "b"), Posting("a", "credit", 5), Posting("b", "credit", 2)]
    assert sums(postings) == {"points": 0, "credit": 7}


@settings(deadline=None)
@whatever(
    st.lists(
        st.tuples(
            st.sampled_from(["points", "credit", "goods:rice"]),
            st.integers(0, AMOUNT_MAX),
            st.text(),
            st.text(),
        )
    )
)
def test_any_movements_sum_to_zero(movements: list[tuple[str, int, str, str]]) -> None:
    postings = [posting for movement in movements for posting in move(*movement)]
    assert not any(sums(postings).values())
