"""Who leads a team is named by somebody else, is in it, and does not leave it alone."""

from dataclasses import replace
from datetime import date

import pytest

from domain.ledger.fact import Fact
from domain.people.leads import (
    AlreadyLead,
    EndLead,
    NameLead,
    NotTheLead,
    OwnLead,
    TermTooShort,
)
from domain.people.membership import MemberLeft, MembersMerged, UnknownMember
from domain.people.moves import MemberMoved, MoveMember, NotInTeam
from domain.people.teams import (
    BelongingJoined,
    BelongingLeft,
    LeadLeaves,
    TeamClosed,
    TeamIsClosed,
    UnknownTeam,
)
from domain.ties.leaving import LeaveCommunity
from tests.controls import AUNT, CARE, CHEN, COMMUNITY, GREEN, LI, STRANGER, WANG
from tests.scenario import given

FEBRUARY, MARCH, APRIL, MAY = (date(2026, month, 1) for month in (2, 3, 4, 5))
OF_CARE = f"team:{CARE}"
IN_BOTH = MemberMoved(member_id=WANG, said_id="fact-4", from_day=FEBRUARY, joined=(CARE,))
PAST: tuple[Fact, ...] = (*COMMUNITY, IN_BOTH)
NAME = NameLead(team=CARE, member_id=LI, from_day=MARCH)
AFTER_LI = NameLead(team=CARE, member_id=WANG, from_day=MARCH, instead_of_id=LI)
END = EndLead(team=CARE, member_id=LI, on=APRIL)


def leads(
    member_id: str, from_day: date = FEBRUARY, until_day: date | None = None, team: str = CARE
) -> BelongingJoined:
    """Somebody leads a team."""
    return BelongingJoined(
        member_id=member_id, of=f"team:{team}", from_day=from_day, until_day=until_day
    )


def merged(gone: str, stays: str) -> MembersMerged:
    going_on = (OF_CARE,)
    return MembersMerged(
        member_id=gone,
        into_id=stays,
        kind="volunteer",
        minutes=0,
        credit=0,
        points=0,
        going_on=going_on,
    )


def test_the_office_names_who_leads_a_team(database: str) -> None:
    named = given(*PAST).when(replace(NAME, until_day=MAY), actor=CHEN)
    named.then(BelongingJoined(member_id=LI, of=OF_CARE, from_day=MARCH, until_day=MAY))
    named.repeated(database)


def test_a_team_may_have_several_leads_and_one_may_lead_several_teams() -> None:
    given(*PAST, leads(LI)).when(replace(NAME, member_id=WANG)).then(
        BelongingJoined(member_id=WANG, of=OF_CARE, from_day=MARCH)
    )
    given(*PAST, leads(WANG)).when(replace(NAME, team=GREEN, member_id=WANG)).then(
        BelongingJoined(member_id=WANG, of=f"team:{GREEN}", from_day=MARCH)
    )


def test_who_is_named_is_a_member_and_in_the_team_on_that_day() -> None:
    given(*PAST).when(replace(NAME, member_id=STRANGER)).refused(UnknownMember)
    given(*PAST).when(replace(NAME, team="无名队")).refused(UnknownTeam)
    given(*PAST).when(replace(NAME, team=GREEN)).refused(NotInTeam, team=GREEN)
    early = replace(NAME, member_id=WANG, from_day=date(2026, 1, 31))
    given(*PAST).when(early).refused(NotInTeam, team=CARE)


def test_nobody_names_themselves_or_ends_their_own_time() -> None:
    given(*PAST).when(NAME, actor=LI).refused(OwnLead)
    given(*PAST, leads(LI), leads(WANG)).when(END, actor=LI).refused(OwnLead)


def test_nobody_leads_a_team_that_is_closed() -> None:
    closed = TeamClosed(team=CARE, from_day=APRIL)
    given(*PAST, closed).when(replace(NAME, from_day=APRIL)).refused(TeamIsClosed)
    assert given(*PAST, closed).when(NAME).fact


def test_a_time_is_a_day_at_least() -> None:
    given(*PAST).when(replace(NAME, until_day=date(2026, 2, 28))).refused(TermTooShort)
    assert given(*PAST).when(replace(NAME, until_day=MARCH)).fact


def test_nobody_is_named_twice_for_the_same_time() -> None:
    given(*PAST, leads(LI)).when(NAME).refused(AlreadyLead, team=CARE)
    given(*PAST, leads(LI, APRIL)).when(NAME).refused(AlreadyLead, team=CARE)
    given(*PAST, leads(LI, until_day=MARCH)).when(NAME).refused(AlreadyLead, team=CARE)
    assert given(*PAST, leads(LI, until_day=date(2026, 2, 28))).when(NAME).fact


def test_one_follows_the_other_who_leads_no_more_then(database: str) -> None:
    followed = given(*PAST, leads(LI)).when(AFTER_LI)
    fact = BelongingJoined(member_id=WANG, of=OF_CARE, from_day=MARCH, instead_of_id=LI)
    followed.then(fact)
    followed.repeated(database)
    past = given(*PAST, leads(LI), fact)
    past.when(replace(END, on=MARCH)).refused(NotTheLead)
    past.when(replace(END, member_id=WANG)).refused(LeadLeaves)
    assert past.when(NAME).fact


def test_only_who_leads_it_is_followed() -> None:
    given(*PAST).when(AFTER_LI).refused(NotTheLead, team=CARE)
    given(*PAST, leads(LI, APRIL)).when(AFTER_LI).refused(NotTheLead)
    given(*PAST, leads(AUNT)).when(AFTER_LI).refused(NotTheLead)


def test_a_time_ends_where_another_one_leads_the_team(database: str) -> None:
    ended = given(*PAST, leads(LI), leads(WANG)).when(END)
    ended.then(BelongingLeft(member_id=LI, of=OF_CARE, on=APRIL))
    ended.repeated(database)
    given(*PAST, leads(LI)).when(END).refused(LeadLeaves, team=CARE)
    given(*PAST, leads(LI), leads(WANG, MAY)).when(END).refused(LeadLeaves)
    given(*PAST, leads(LI), leads(WANG, until_day=MARCH)).when(END).refused(LeadLeaves)


def test_what_was_never_to_be_needs_nobody_else() -> None:
    assert given(*PAST, leads(LI, APRIL)).when(END).fact
    assert given(*PAST, leads(LI, MAY)).when(END).fact


def test_only_who_leads_it_stops() -> None:
    given(*PAST).when(replace(END, team="无名队")).refused(UnknownTeam)
    given(*PAST, leads(WANG)).when(END).refused(NotTheLead, team=CARE)
    given(*PAST, leads(LI, until_day=date(2026, 3, 31)), leads(WANG)).when(END).refused(NotTheLead)
    left = BelongingLeft(member_id=LI, of=OF_CARE, on=MARCH)
    given(*PAST, leads(LI), leads(WANG), left).when(END).refused(NotTheLead)


def test_nobody_leaves_the_team_that_they_lead() -> None:
    leave = MoveMember(member_id=LI, from_day=MARCH, leave=(CARE,))
    given(*PAST, leads(LI)).when(leave).refused(LeadLeaves, team=CARE)
    given(*PAST, leads(LI, MAY)).when(leave).refused(LeadLeaves, team=CARE)
    assert given(*PAST, leads(WANG)).when(leave).fact
    assert given(*PAST, leads(LI, until_day=date(2026, 2, 28))).when(leave).fact
    followed = BelongingJoined(member_id=WANG, of=OF_CARE, from_day=MARCH, instead_of_id=LI)
    assert given(*PAST, leads(LI), followed).when(leave).fact
    join = MoveMember(member_id=LI, from_day=MARCH, join=(GREEN,))
    assert given(*PAST, leads(LI)).when(join).fact


def test_nobody_leaves_the_community_while_they_lead_a_team() -> None:
    leave = LeaveCommunity(member_id=LI, volunteer_number="V000001")
    given(*PAST, leads(LI)).when(leave).refused(LeadLeaves, team=CARE)
    assert given(*PAST, leads(LI, until_day=MARCH)).when(leave).fact
    closed = TeamClosed(team=CARE, from_day=MARCH, lead_ids=(LI,))
    assert given(*PAST, leads(LI), closed).when(leave).fact


@pytest.mark.parametrize("because", ["died", "incapable"])
def test_who_cannot_say_who_follows_them_leaves_all_the_same(because: str) -> None:
    leave = LeaveCommunity(
        member_id=LI,
        volunteer_number="V000001",
        because=because,  # type: ignore[arg-type]
        paper_text="paper-1",
    )
    assert given(*PAST, leads(LI)).when(leave).fact


def test_who_has_left_leads_nothing() -> None:
    gone = given(*PAST, leads(LI)).when(
        LeaveCommunity(
            member_id=LI, volunteer_number="V000001", because="died", paper_text="paper-1"
        )
    )
    assert isinstance(gone.fact, MemberLeft)
    assert OF_CARE in gone.fact.touches()
    after = given(*PAST, leads(LI), gone.fact)
    after.when(AFTER_LI).refused(NotTheLead)
    after.when(replace(NAME, member_id=WANG, from_day=MAY)).then(leads(WANG, MAY))


def test_two_records_of_who_leads_a_team_are_one_lead() -> None:
    past = given(*PAST, leads(LI), merged(LI, WANG))
    past.when(replace(NAME, member_id=WANG)).refused(AlreadyLead)
    past.when(replace(END, member_id=WANG)).refused(LeadLeaves)
    leave = MoveMember(member_id=WANG, from_day=MARCH, leave=(CARE,))
    past.when(leave).refused(LeadLeaves, team=CARE)
    past.when(LeaveCommunity(member_id=WANG, volunteer_number="V000002")).refused(LeadLeaves)
