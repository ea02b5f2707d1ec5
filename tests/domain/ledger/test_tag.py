"""Tags say of what kind a thing is and which one."""

import inspect
from types import ModuleType

import pytest

from domain import model
from domain.ledger.tag import id_of, kind_of

MODULES = model.MODULES


def made_in(module: ModuleType) -> list[object]:
    """The functions of a module that make tags."""
    found = inspect.getmembers(module, inspect.isfunction)
    own = [it for it in found if it[1].__module__ == module.__name__]
    return [make for name, make in own if name.endswith("_tag")]


MAKERS = [make for module in MODULES for make in made_in(module)]


@pytest.mark.parametrize("make", MAKERS, ids=lambda it: it.__name__)
def test_a_tag_says_its_kind_and_its_id(make: object) -> None:
    made = make("4f:2a")
    assert (f"{kind_of(made)}_tag", id_of(made)) == (make.__name__, "4f:2a")


def test_two_things_never_have_the_same_tag() -> None:
    assert len({make(name) for make in MAKERS for name in ("1", "2")}) == 2 * len(MAKERS)


def test_what_the_community_has_once_has_a_tag_of_its_own() -> None:
    found = (it for module in MODULES for name, it in vars(module).items() if name.isupper())
    once = {it for it in found if isinstance(it, str) and it.endswith(":community")}
    assert {kind_of(it) for it in once} >= {"rules", "teams", "roster", "receipts", "catalogue"}
    assert len({kind_of(it) for it in once}) == len(once)
