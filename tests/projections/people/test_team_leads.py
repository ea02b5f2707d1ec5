"""Which teams there are, and who leads each of them on a day."""

from datetime import date
from typing import Any

from domain.people.membership import MemberLeft, MembersMerged
from domain.people.tags import team_tag
from domain.people.teams import BelongingJoined, BelongingLeft, TeamClosed, TeamFounded
from projections.people.team_leads import Team, all_leads, all_teams, leads_of, led_by, one_team
from tests.controls import AUNT, CARE, GREEN, LI, LI_JOINED, WANG, WANG_JOINED
from tests.projections.living import Living

FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (2, 3, 4))
BEFORE = (TeamFounded(team=CARE), TeamFounded(team=GREEN), LI_JOINED, WANG_JOINED)


def leads(member_id: str, team: str = CARE, **more: Any) -> BelongingJoined:
    said = {"from_day": FEBRUARY, **more}
    return BelongingJoined(member_id=member_id, of=team_tag(team), **said)


def on(community: Living, day: date, team: str = CARE) -> list[str]:
    return [it.member_id for it in community.ask(all_leads, day).get(team, [])]


def test_a_team_is_of_a_kind_and_has_skills_and_an_end(community: Living) -> None:
    community.saw(TeamFounded(team=CARE))
    community.saw(TeamFounded(team=GREEN, kind="by_skill", skills=("园艺", "木工")))
    care, green = Team(CARE, "standing", (), None), Team(GREEN, "by_skill", ("园艺", "木工"), None)
    assert community.ask(all_teams) == sorted([care, green])
    community.saw(TeamClosed(team=CARE, from_day=APRIL))
    ended = care._replace(closed_from=APRIL)
    assert community.ask(all_teams, MARCH) == sorted([ended, green])
    assert community.ask(all_teams, APRIL) == [green]
    assert community.ask(one_team, CARE) == ended
    assert community.ask(one_team, "无名队") is None


def test_a_team_is_led_from_a_day_on_until_another_one_follows(community: Living) -> None:
    community.saw(*BEFORE, leads(LI), leads(WANG, GREEN))
    community.saw(leads(WANG, from_day=MARCH, until_day=date(2026, 3, 31), instead_of_id=LI))
    days = (date(2026, 1, 31), FEBRUARY, MARCH, date(2026, 3, 31), APRIL)
    assert [on(community, day) for day in days] == [[], [LI], [WANG], [WANG], []]
    assert [it.member_id for it in community.ask(leads_of, CARE, FEBRUARY)] == [LI, WANG]
    assert [it.team for it in community.ask(led_by, WANG, MARCH)] == sorted([CARE, GREEN])
    assert [it.team for it in community.ask(led_by, WANG, APRIL)] == [GREEN]


def test_a_time_ends_by_a_word_and_with_the_team(community: Living) -> None:
    community.saw(*BEFORE, leads(LI), leads(WANG), leads(WANG, GREEN))
    community.saw(BelongingLeft(member_id=LI, of=team_tag(CARE), on=MARCH))
    assert (on(community, FEBRUARY), on(community, MARCH)) == ([LI, WANG], [WANG])
    community.saw(TeamClosed(team=CARE, from_day=APRIL, lead_ids=(WANG,)))
    assert (on(community, MARCH), on(community, APRIL)) == ([WANG], [])
    assert on(community, APRIL, GREEN) == [WANG]


def test_who_has_left_leads_nothing_and_who_is_one_with_another_leads_as_that(
    community: Living,
) -> None:
    community.saw(*BEFORE, leads(LI), leads(WANG, GREEN))
    merged = MembersMerged(
        member_id=LI, into_id=AUNT, kind="volunteer", minutes=0, credit=0, points=0
    )
    community.saw(merged)
    assert on(community, MARCH) == [AUNT]
    community.saw(MemberLeft(member_id=WANG, kind="volunteer", credit=0, points=0))
    assert (on(community, MARCH, GREEN), on(community, MARCH)) == ([], [AUNT])
