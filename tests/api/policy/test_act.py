"""Who may do what is said once for each act, and nobody else may."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from api.policy.act import PUBLIC, SIGNED_IN, Act, Gate
from api.serving.access import public

VOLUNTEER, COORDINATOR, NO_ROLE = (
    frozenset({"volunteer"}),
    frozenset({"coordinator"}),
    frozenset[str](),
)


@pytest.fixture
def name() -> Iterator[str]:
    """A name that is forgotten again."""
    made_up = f"test.{uuid4().hex}"
    yield made_up
    Act.known.pop(made_up, None)


def test_who_may_do_it_for_anybody_may_also_for_themselves(name: str) -> None:
    visit = Act(name, "走访", by=("coordinator",), own=("volunteer",))

    assert visit.lets(COORDINATOR, own=True) and visit.lets(COORDINATOR, own=False)
    assert visit.lets(VOLUNTEER, own=True) and not visit.lets(VOLUNTEER, own=False)
    assert visit.lets(VOLUNTEER | COORDINATOR, own=False)
    for nobody in (NO_ROLE, None, frozenset({"admin"})):
        assert not visit.lets(nobody, own=True)


def test_who_is_signed_in_in_no_role_is_somebody_and_who_is_not_is_nobody(name: str) -> None:
    look = Act(name, "看", own=SIGNED_IN)

    assert look.lets(NO_ROLE, own=True) and not look.lets(NO_ROLE, own=False)
    assert not look.lets(None, own=True)


def test_what_is_for_everybody_needs_no_sign_in(name: str) -> None:
    read = Act(name, "看", by=PUBLIC)

    assert all(read.lets(it, own=False) for it in (None, NO_ROLE, VOLUNTEER))


def test_where_it_is_done_for_others_nobody_comes_for_themselves_alone(name: str) -> None:
    visit = Act(name, "走访", by=("coordinator",), own=("volunteer",))

    assert not Gate(visit, for_others=True).lets(VOLUNTEER)
    assert Gate(visit, for_others=True).lets(COORDINATOR)


def test_where_it_is_done_for_oneself_nobody_comes_for_others(name: str) -> None:
    visit = Act(name, "走访", by=("coordinator",), own=("volunteer",))

    gate = Gate(visit, for_oneself=True)
    assert gate.lets(VOLUNTEER) and gate.lets(COORDINATOR)
    assert not gate.lets(COORDINATOR, own=False)


def test_two_acts_of_one_name_do_not_start(name: str) -> None:
    Act(name, "走访", by=("coordinator",))

    with pytest.raises(TypeError, match=f"two acts have the name {name}"):
        Act(name, "探望", by=("admin",))


def test_an_act_that_nobody_may_do_does_not_start(name: str) -> None:
    with pytest.raises(TypeError, match="nobody may do"):
        Act(name, "走访")


def test_what_is_not_for_everybody_is_not_opened_to_everybody(name: str) -> None:
    with pytest.raises(TypeError, match="not everybody may do"):
        public(Act(name, "走访", own=SIGNED_IN))
