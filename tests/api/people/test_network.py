"""No figure of a grid is told that is about one or two people, nor can it be worked out."""

from hypothesis import given
from hypothesis import strategies as st

from api.people.network import FEWEST_TOLD, told


def test_few_people_are_not_told_of() -> None:
    assert told({"a": 2, "b": 5, "c": 0}, elsewhere=10) == {"b", "c"}


def test_what_the_sum_would_tell_is_not_told_either() -> None:
    assert told({"a": 2, "b": 5, "c": 9}) == {"c"}
    assert told({"a": 2, "b": 1, "c": 9}) == {"c"}
    assert told({"a": 1, "b": 3, "c": 9}, elsewhere=1) == {"c"}
    assert told({"a": 1}) == set()


@given(st.dictionaries(st.text(), st.integers(0, 9)), st.integers(0, 9))
def test_what_is_left_of_the_sum_is_nobody_or_enough(counts: dict[str, int], rest: int) -> None:
    shown = told(counts, elsewhere=rest)
    hidden = [count for it, count in counts.items() if it not in shown]
    assert all(not 0 < counts[it] < FEWEST_TOLD for it in shown)
    if hidden and len(hidden) < len([it for it in counts.values() if it]):
        assert sum(hidden) + rest >= FEWEST_TOLD
