"""Tags say of what kind a thing is and which one."""

import inspect

import pytest

from domain import tag

MAKERS = [
    make
    for name, make in inspect.getmembers(tag, inspect.isfunction)
    if name not in {"kind_of", "id_of"}
]


@pytest.mark.parametrize("make", MAKERS, ids=lambda it: it.__name__)
def test_a_tag_says_its_kind_and_its_id(make: object) -> None:
    made = make("4f:2a")
    assert (tag.kind_of(made), tag.id_of(made)) == (make.__name__, "4f:2a")


def test_two_things_never_have_the_same_tag() -> None:
    assert len({make(name) for make in MAKERS for name in ("1", "2")}) == 2 * len(MAKERS)


def test_what_the_community_has_once_has_a_tag_of_its_own() -> None:
    once = [tag.RULES, tag.TEAMS, tag.ROSTER, tag.RECEIPTS, tag.CATALOGUE]
    assert len(set(once)) == 5
    assert {tag.id_of(it) for it in once} == {"community"}
