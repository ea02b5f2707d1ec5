"""Decisions read what they name, refuse what they say, and are all shown to do both."""

import re
from datetime import date
from pathlib import Path

import pytest

from domain import model
from domain.ledger.decision import Request, Stamp, View, digest
from domain.ledger.refusal import Refusal
from domain.ledger.thing import Thing
from domain.people.membership import Holdings, Member
from domain.people.tags import TEAMS, member_tag
from domain.people.teams import FoundTeam, Teams
from tests.controls import CHEN, GREEN, LI, NOW, SUN, WANG, ZONE, moment
from tests.scenario import NEW

MODULES = model.MODULES
DECISIONS = [
    made
    for module in MODULES
    for made in vars(module).values()
    if hasattr(made, "decide") and made.__module__ == module.__name__
]
FOUND = FoundTeam(team=GREEN)


def refusals_of(decision: type) -> set[str]:
    """The refusals that a decision's docstring names."""
    words = re.findall(r"\w+", decision.__doc__)
    return {it.__name__ for it in Refusal.known.values()}.intersection(words)


def words_of_the_tests(decision: type) -> str:
    """What the tests say that take the decision, or are those of its module."""
    texts = [
        path.read_text("utf-8") for path in sorted(Path(__file__).parents[1].glob("*/test_*.py"))
    ]
    taken = re.compile(rf"\b{decision.__name__}\(|^from {decision.__module__} import", re.MULTILINE)
    return "".join(text for text in texts if taken.search(text))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda it: it.__name__)
def test_every_refusal_of_a_decision_is_shown(decision: type) -> None:
    words = words_of_the_tests(decision)
    for name in refusals_of(decision):
        assert re.search(rf"\b{name}\b\s*[,)]", words), name


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda it: it.__name__)
def test_every_decision_is_shown_to_be_recorded_and_repeated(decision: type) -> None:
    words = words_of_the_tests(decision)
    assert re.search(rf"\b{decision.__name__}\(", words)
    assert ".repeated(database)" in words


def test_a_view_shows_only_what_the_decision_named() -> None:
    things = {it: Thing(it) for it in (member_tag(LI), member_tag(WANG), TEAMS)}
    view = View(things, [member_tag(LI), TEAMS])
    assert view(Member, member_tag(LI)).id == LI
    assert view(Teams, TEAMS).names == set()
    with pytest.raises(LookupError, match=WANG):
        view(Member, member_tag(WANG))


def test_a_thing_has_the_states_of_its_kind() -> None:
    thing = Thing(member_tag(LI))
    assert {Member, Holdings} <= {type(state) for state in thing.states()}
    with pytest.raises(KeyError):
        thing.state(Teams)
    assert Thing("request:1").states() == []


def test_a_day_is_the_communitys_day() -> None:
    stamp = Stamp(
        id=NEW,
        actor=CHEN,
        on_behalf_of=None,
        happened_at=moment(3, 5, 0, 30),
        now=NOW,
        zone=ZONE,
    )
    assert stamp.today == date(2026, 3, 5)
    assert stamp.day_of(moment(3, 6, 7, 59)) == date(2026, 3, 6)


def test_the_same_key_of_two_people_is_two_requests() -> None:
    first = Request(decision=FOUND, actor=CHEN, key="1")
    assert first.tag == Request(decision=FOUND, actor=CHEN, key="1").tag
    assert first.tag != Request(decision=FOUND, actor=SUN, key="1").tag
    assert first.tag != Request(decision=FOUND, actor=CHEN, key="2").tag
    assert first.id not in first.tag


def test_a_request_without_a_key_is_a_new_one_each_time() -> None:
    assert Request(decision=FOUND, actor=CHEN).tag != Request(decision=FOUND, actor=CHEN).tag


def test_a_digest_tells_where_one_part_ends() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert re.fullmatch("[0-9a-f]{32}", digest("a"))
