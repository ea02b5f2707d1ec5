"""What somebody is was seen by somebody else, on a paper that holds until a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.ledger.fact import Fact
from domain.people.membership import MemberLeft, MembersMerged
from domain.people.tags import member_tag
from domain.ties.granting import ConfirmStanding, EndStanding, GrantStanding
from domain.ties.standing import (
    GrantsOwn,
    Held,
    StandingEnded,
    StandingHeld,
    StandingMissing,
    Standings,
    require_standing,
)
from domain.ties.standing_kinds import FAMILIES, covers, is_confidential, kind_named
from tests.controls import AUNT, COMMUNITY, LI, NOW, SPRING, WANG
from tests.domain.ties.papers import FIRST_AID, granted, told
from tests.scenario import given

TODAY = NOW.date()
DAY = timedelta(days=1)
GRANT = GrantStanding(member_id=LI, kind=FIRST_AID, from_day=SPRING, evidence="seen")
CONFIRM = ConfirmStanding(member_id=LI, kind=FIRST_AID, seen_on=TODAY, by_way="visit")
END = EndStanding(member_id=LI, kind=FIRST_AID, on=TODAY, because="withdrawn")


def held(*past: Fact, kind: str = FIRST_AID, day: date = TODAY, member_id: str = LI) -> Held | None:
    """What a member holds after all this."""
    view = given(*COMMUNITY, *past).view(replace(GRANT, member_id=member_id))
    return view(Standings, member_tag(member_id)).held(kind, day)


def gate(*past: Fact, kind: str = FIRST_AID, day: date = TODAY, member_id: str = LI) -> Held:
    """What lets a member through after all this."""
    view = given(*COMMUNITY, *past).view(replace(GRANT, member_id=member_id))
    return require_standing(view, member_id, kind, day)


@pytest.mark.parametrize("kind", ["licence:C1", "skill:家电 维修", "insured", "hardship:a"])
def test_these_are_kinds(kind: str) -> None:
    assert given(*COMMUNITY).when(replace(GRANT, kind=kind)).fact


def test_expiry_is_computed_on_the_day_that_is_asked_about() -> None:
    until_today = granted(until_day=TODAY)
    assert held(until_today, day=SPRING - DAY) is None
    assert held(until_today, day=SPRING)
    assert held(until_today, day=TODAY)
    assert held(until_today, day=TODAY + DAY) is None
    assert held(until_today, granted(member_id=WANG), day=TODAY + DAY) is None


def test_whoever_moves_in_for_good_is_no_longer_there_for_a_while() -> None:
    floating = granted("resident:floating")
    permanent = granted("resident:permanent", from_day=TODAY)
    for kind, day, is_held in (
        ("resident:floating", TODAY - DAY, True),
        ("resident:floating", TODAY, False),
        ("resident:permanent", TODAY, True),
        ("resident", TODAY - DAY, True),
        ("resident", TODAY, True),
    ):
        assert (held(floating, permanent, kind=kind, day=day) is not None) == is_held


def test_a_gate_opens_for_what_was_seen_and_names_the_paper() -> None:
    paper = gate(granted(until_day=TODAY))
    assert (paper.from_day, paper.until_day, paper.evidence) == (SPRING, TODAY, "seen")
    assert gate(granted("hardship:b"), kind="hardship").kind == "hardship:b"
    for past, kind in (((), FIRST_AID), ((told(),), "skill:电工")):
        with pytest.raises(StandingMissing) as missing:
            gate(*past, kind=kind)
        assert kind_named(kind).said_in("zh") in missing.value.sentence("zh")
    with pytest.raises(StandingMissing):
        gate(granted(until_day=TODAY), day=TODAY + DAY)
    with pytest.raises(StandingMissing):
        gate(granted(), member_id=WANG)


def test_two_records_of_one_person_hold_what_either_held() -> None:
    merged = MembersMerged(
        member_id=WANG, into_id=LI, kind="volunteer", minutes=0, credit=0, points=0
    )
    assert held(granted(member_id=WANG), merged)
    assert held(granted(member_id=WANG), merged, member_id=WANG)
    given(*COMMUNITY, granted(member_id=WANG), merged).when(GRANT).refused(StandingHeld)
    ended = StandingEnded(
        member_id=LI, kind=FIRST_AID, on=SPRING, because="mistaken", granted_id="fact-8"
    )
    assert held(granted(member_id=WANG), merged, ended) is None
    given(*COMMUNITY, merged).when(replace(GRANT, member_id=WANG), actor=LI).refused(GrantsOwn)


def test_who_has_left_holds_nothing() -> None:
    left = MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0)
    assert held(granted(), left) is None
    assert held(granted(member_id=AUNT), left, member_id=AUNT)


def test_every_kind_has_its_words_in_both_languages() -> None:
    for family, terms in FAMILIES.items():
        for name in terms.names or ["急救" if terms.named else ""]:
            kind = kind_named(f"{family}:{name}" if name else family)
            assert kind.is_known()
            assert kind.said_in("zh") != kind.said_in("en")
    assert kind_named("no:such").said_in("zh") == "no：such"


def test_hardship_is_for_few_eyes() -> None:
    assert is_confidential("hardship:a")
    assert not is_confidential("resident:permanent")
    assert covers("hardship", "hardship:a")
    assert not covers("hardship:b", "hardship:a")
