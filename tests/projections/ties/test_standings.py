"""What members hold, who saw it, and what is about to end."""

from datetime import timedelta

from domain.people.membership import MemberLeft, MembersMerged
from domain.ties.standing import StandingConfirmed, StandingEnded
from projections.ties.standings import (
    Paper,
    ending,
    ending_count,
    holders,
    kinds_held,
    papers_of,
    papers_said,
    standings_of,
)
from tests.controls import CHEN, LI, NOW, SPRING, WANG, ZHOU
from tests.domain.ties.papers import FIRST_AID, granted, told
from tests.projections.living import Living
from tests.scenario import by

TODAY = NOW.date()
DAY = timedelta(days=1)
SOON = TODAY + 60 * DAY


def kinds(papers: list[Paper]) -> list[tuple[str, str]]:
    return [(it.member_id, it.kind) for it in papers]


def test_what_a_member_holds_is_told_with_who_saw_it(community: Living) -> None:
    community.saw(
        by(ZHOU, granted(until_day=SOON, evidence_text="paper-1")),
        granted("resident:permanent", WANG),
        told(),
    )
    assert community.ask(standings_of, LI) == [
        Paper(LI, 3, "skill:电工", SPRING, None, "told", None, CHEN, None),
        Paper(LI, 1, FIRST_AID, SPRING, SOON, "seen", SPRING, ZHOU, "paper-1"),
    ]
    assert kinds(community.ask(standings_of, WANG)) == [(WANG, "resident:permanent")]
    assert community.ask(kinds_held) == ["resident:permanent", "skill:电工", FIRST_AID]


def test_a_look_and_an_end_change_what_one_member_holds(community: Living) -> None:
    community.saw(granted(), granted(member_id=WANG))
    community.saw(StandingConfirmed(member_id=LI, kind=FIRST_AID, seen_on=TODAY, by_way="desk"))
    assert [it.checked_on for it in community.ask(standings_of, LI)] == [TODAY]
    assert [it.checked_on for it in community.ask(standings_of, WANG)] == [SPRING]
    community.saw(
        StandingEnded(
            member_id=LI, kind=FIRST_AID, on=TODAY, because="withdrawn", granted_id="fact-1"
        )
    )
    assert [it.until_day for it in community.ask(standings_of, LI)] == [TODAY - DAY]
    assert not community.ask(standings_of, LI)[0].holds_on(TODAY)
    assert [it.until_day for it in community.ask(standings_of, WANG)] == [None]


def test_who_stands_for_a_kind_is_who_holds_it_on_the_day(community: Living) -> None:
    community.saw(
        granted(until_day=TODAY - DAY),
        granted(member_id=WANG, until_day=TODAY),
        granted("insured", LI),
        granted("hardship:a", LI),
    )
    assert kinds(community.ask(holders, FIRST_AID, TODAY)) == [(WANG, FIRST_AID)]
    assert kinds(community.ask(holders, FIRST_AID, SPRING, limit=1)) == [(LI, FIRST_AID)]
    assert kinds(community.ask(holders, FIRST_AID, SPRING, after=1)) == [(WANG, FIRST_AID)]
    assert kinds(community.ask(holders, "hardship", TODAY)) == [(LI, "hardship:a")]


def test_a_gate_asks_for_what_was_seen(community: Living) -> None:
    community.saw(granted("skill:电工", WANG), told(), granted("insured", LI, until_day=TODAY))
    both = [LI, WANG]
    assert kinds(community.ask(papers_of, both, ["skill:电工"], TODAY)) == [(WANG, "skill:电工")]
    assert kinds(community.ask(papers_of, both, ["insured", "skill"], TODAY)) == [
        (WANG, "skill:电工"),
        (LI, "insured"),
    ]
    assert community.ask(papers_of, both, ["insured"], TODAY + DAY) == []
    assert community.ask(papers_of, [WANG], ["insured"], TODAY) == []


def test_what_ends_soon_and_is_not_renewed_is_told(community: Living) -> None:
    community.saw(
        granted(until_day=SOON),
        granted(member_id=WANG, until_day=TODAY),
        granted("insured", LI, until_day=TODAY + DAY),
        granted("insured", LI, from_day=TODAY + 2 * DAY, until_day=TODAY + 400 * DAY),
        granted("insured", WANG, until_day=SOON + DAY),
        granted("hardship:b", WANG, until_day=SOON),
    )
    asked = {"confidential": False}
    assert kinds(community.ask(ending, TODAY, SOON, **asked)) == [
        (WANG, FIRST_AID),
        (LI, FIRST_AID),
    ]
    assert kinds(community.ask(ending, TODAY, SOON, confidential=True))[-1:] == [
        (WANG, "hardship:b")
    ]
    assert kinds(community.ask(ending, TODAY, SOON, limit=1, **asked)) == [(WANG, FIRST_AID)]


def test_what_ends_is_counted_and_what_somebody_ended_is_not_told(community: Living) -> None:
    ended = StandingEnded(
        member_id=WANG, kind=FIRST_AID, on=TODAY, because="withdrawn", granted_id="fact-2"
    )
    community.saw(
        granted(until_day=TODAY - DAY),
        granted(member_id=WANG, until_day=SOON),
        ended,
        granted("hardship:b", WANG, until_day=TODAY - 2 * DAY),
    )
    days = TODAY - 9 * DAY, SOON
    for confidential, among, listed in (
        (False, None, [(LI, FIRST_AID)]),
        (True, None, [(WANG, "hardship:b"), (LI, FIRST_AID)]),
        (True, [WANG], [(WANG, "hardship:b")]),
        (True, [], []),
    ):
        asked = {"confidential": confidential, "among": among}
        assert kinds(community.ask(ending, *days, **asked)) == listed
        assert community.ask(ending_count, *days, **asked) == len(listed)
    assert kinds(community.ask(holders, FIRST_AID, SPRING, among=[WANG])) == [(WANG, FIRST_AID)]


def test_all_that_was_said_of_some_kinds_is_told(community: Living) -> None:
    community.saw(granted(until_day=TODAY - DAY), told(), granted("insured", WANG))
    both = community.ask(papers_said, [LI, WANG], [FIRST_AID, "skill"])
    assert kinds(both) == [(LI, FIRST_AID), (LI, "skill:电工")]
    assert community.ask(papers_said, [WANG], ["skill"]) == []


def test_two_records_of_one_person_hold_what_either_held(community: Living) -> None:
    community.saw(
        granted("resident:floating", WANG),
        granted("insured", WANG),
        granted("resident:permanent", LI, from_day=TODAY),
        MembersMerged(member_id=WANG, into_id=LI, kind="volunteer", minutes=0, credit=0, points=0),
    )
    assert community.ask(standings_of, WANG) == []
    found = {it.kind: it.until_day for it in community.ask(standings_of, LI)}
    assert found == {
        "resident:floating": TODAY - DAY,
        "insured": None,
        "resident:permanent": None,
    }


def test_who_has_left_holds_nothing(community: Living) -> None:
    community.saw(granted(), granted(member_id=WANG))
    community.saw(MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0))
    assert community.ask(standings_of, LI) == []
    assert kinds(community.ask(holders, FIRST_AID, TODAY)) == [(WANG, FIRST_AID)]
