"""Volunteers sign up, sign in and sign out; a forgotten sign-out makes no hours."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.ledger.decision import Decision
from domain.people.membership import UnknownMember
from domain.people.network.standing import NodeIsClosed, NodeLevelWrong, UnknownNode
from domain.people.nodes import NodeClosed, NodeFounded
from domain.people.teams import UnknownTeam
from domain.service.activity import (
    AlreadySignedIn,
    NotSignedIn,
    NotYetOpen,
    SignIn,
    SignOut,
    VolunteerSignedIn,
    VolunteerSignedOut,
)
from domain.service.counting.times import EndsBeforeStart, InTheFuture
from domain.service.places import VolunteerSignedUp
from domain.service.plan import ActivityOver, ActivityPublished, PublishActivity, UnknownActivity
from tests.controls import (
    CHEN,
    CHOIR,
    CLEANING,
    COMMUNITY,
    ELEVEN,
    GREEN,
    LI,
    NINE,
    RULES,
    STRANGER,
    WANG,
    adopted,
    moment,
    published,
    signed_in,
    signed_out,
)
from tests.scenario import NEW, by, given

TEN = moment(3, 5, 10)
SECOND = timedelta(seconds=1)
EVENING = moment(3, 5, 20)
LI_UP = VolunteerSignedUp(activity_id=CLEANING, member_id=LI)
BOTH = (*COMMUNITY, published(CLEANING), published(CHOIR))
IN = SignIn(activity_id=CLEANING, member_id=LI)
OUT = SignOut(activity_id=CLEANING, member_id=LI)


def publish(
    team: str | None = GREEN, *, backwards: bool = False, node_id: str | None = None
) -> PublishActivity:
    return PublishActivity(
        title_text="title-1",
        programme=GREEN,
        place_text="place-1",
        starts_at=NINE,
        ends_at=NINE if backwards else ELEVEN,
        team=team,
        capacity=2,
        node_id=node_id,
    )


def test_a_coordinator_publishes_an_activity() -> None:
    given(*COMMUNITY).when(publish()).then(
        ActivityPublished(
            activity_id=NEW,
            title_text="title-1",
            programme=GREEN,
            place_text="place-1",
            starts_at=NINE,
            ends_at=ELEVEN,
            team=GREEN,
            capacity=2,
        )
    )


def test_an_activity_may_be_of_one_grid_that_is_there() -> None:
    grid = NodeFounded(node_id="grid-1", level="grid", label="第一网格")
    inside = NodeFounded(node_id="house-1", level="building", label="3栋", parent_id="grid-1")
    there = (*COMMUNITY, grid, inside)
    made = given(*there).when(publish(node_id="grid-1")).fact
    assert isinstance(made, ActivityPublished) and made.node_id == "grid-1"
    given(*there).when(publish(node_id="grid-9")).refused(UnknownNode)
    given(*there).when(publish(node_id="house-1")).refused(NodeLevelWrong)
    closed = NodeClosed(node_id="grid-1", from_day=NINE.date())
    given(*there, closed).when(publish(node_id="grid-1")).refused(NodeIsClosed)


def test_an_activity_may_be_for_every_team() -> None:
    assert given(*COMMUNITY).when(publish(team=None)).fact


def test_an_activity_of_an_unknown_team_is_not_published() -> None:
    given(*COMMUNITY).when(publish(team="无此队")).refused(UnknownTeam, team="无此队")


def test_an_activity_ends_after_it_starts() -> None:
    given(*COMMUNITY).when(publish(backwards=True)).refused(EndsBeforeStart)


def test_of_two_faults_the_team_is_told_first() -> None:
    given(*COMMUNITY).when(publish(team="无此队", backwards=True)).refused(UnknownTeam)


def test_a_volunteer_signs_in_by_the_clock() -> None:
    given(*BOTH, LI_UP, signed_in(WANG)).when(IN, actor=LI, at=TEN).then(
        VolunteerSignedIn(activity_id=CLEANING, member_id=LI, at=TEN, typed_in=False)
    )


def test_who_did_not_sign_up_may_still_come_and_help() -> None:
    assert given(*BOTH).when(IN, at=TEN).fact


def test_the_desk_types_in_when_a_volunteer_began() -> None:
    typed = SignIn(activity_id=CLEANING, member_id=LI, at=TEN)
    given(*BOTH).when(typed, at=EVENING).then(
        VolunteerSignedIn(activity_id=CLEANING, member_id=LI, at=TEN, typed_in=True)
    )


def test_nobody_signs_in_to_what_was_never_published() -> None:
    given(*COMMUNITY, published(CHOIR)).when(IN, at=TEN).refused(UnknownActivity)


def test_a_stranger_cannot_sign_in() -> None:
    given(*BOTH).when(SignIn(activity_id=CLEANING, member_id=STRANGER), at=TEN).refused(
        UnknownMember
    )


def test_nobody_signs_in_twice() -> None:
    given(*BOTH, signed_in()).when(IN, at=TEN).refused(AlreadySignedIn)
    given(*BOTH, signed_in(), signed_out()).when(IN, at=TEN).refused(AlreadySignedIn)


def test_signing_in_begins_on_the_day() -> None:
    midnight = moment(3, 5, 0)
    given(*BOTH).when(IN, at=midnight - SECOND).refused(NotYetOpen)
    assert given(*BOTH).when(IN, at=midnight).fact


def test_signing_in_at_midnight_begins_an_hour_before() -> None:
    late, at = replace(published(CLEANING), starts_at=moment(3, 5, 0, 30)), moment(3, 4, 23, 30)
    given(*COMMUNITY, late).when(IN, at=at - SECOND).refused(NotYetOpen)
    back = given(*COMMUNITY, late).when(IN, at=at).fact
    given(*COMMUNITY, late, back).when(IN, at=TEN).refused(AlreadySignedIn)


def test_nobody_begins_in_the_future() -> None:
    given(*BOTH).when(SignIn(activity_id=CLEANING, member_id=LI, at=TEN), at=NINE).refused(
        NotYetOpen
    )


def test_nobody_signs_in_to_what_is_over() -> None:
    given(*BOTH).when(IN, at=ELEVEN).refused(ActivityOver)
    late = SignIn(activity_id=CLEANING, member_id=LI, at=ELEVEN)
    given(*BOTH).when(late, at=EVENING).refused(ActivityOver)


def test_a_sign_ins_faults_are_told_in_order() -> None:
    tomorrow = moment(3, 6, 9)
    stranger = SignIn(activity_id=CLEANING, member_id=STRANGER, at=tomorrow)
    future = SignIn(activity_id=CLEANING, member_id=LI, at=tomorrow)
    given().when(stranger, at=EVENING).refused(UnknownActivity)
    given(*BOTH).when(stranger, at=EVENING).refused(UnknownMember)
    given(*BOTH, signed_in()).when(future, at=EVENING).refused(AlreadySignedIn)
    given(*BOTH).when(future, at=EVENING).refused(NotYetOpen)


def left(*, at: object = TEN, typed_in: bool = False, by: str | None = CHEN) -> VolunteerSignedOut:
    return VolunteerSignedOut(
        activity_id=CLEANING,
        service_id=NEW,
        member_id=LI,
        programme=GREEN,
        service_class="attested",
        starts_at=NINE,
        ends_at=at,
        typed_in=typed_in,
        signed_in_by_id=by,
    )


def test_a_volunteer_signs_out_and_the_time_between_waits() -> None:
    began_later = signed_in(WANG, moment(3, 5, 9, 30))
    past = (*BOTH, by(LI, signed_in(LI, NINE)), began_later)
    given(*past).when(OUT, actor=LI, at=TEN).then(left(by=None))


def test_who_signed_somebody_in_is_named_when_they_leave() -> None:
    past = (*BOTH, by(WANG, signed_in(WANG)), by(CHEN, signed_in(LI)))
    given(*past).when(OUT, actor=LI, at=TEN).then(left(by=CHEN))


def test_who_comes_early_serves_from_the_planned_start() -> None:
    at_night = signed_in(LI, moment(3, 5, 0, 5))
    given(*BOTH, at_night).when(OUT, at=ELEVEN).then(left(at=ELEVEN))


def test_who_leaves_before_it_begins_has_served_no_minutes() -> None:
    at_night = signed_in(LI, moment(3, 5, 0, 5))
    given(*BOTH, at_night).when(OUT, at=moment(3, 5, 1)).then(left(at=NINE))


def test_what_the_rules_allow_after_the_planned_end_counts_and_no_more() -> None:
    rules = adopted(version="2026-02", presence_minutes_after_end_max=30)
    past = (*COMMUNITY[1:], rules, published(CLEANING), signed_in())
    quarter_past = moment(3, 5, 11, 15)
    given(*past).when(OUT, at=quarter_past).then(left(at=quarter_past))
    given(*past).when(OUT, at=EVENING).then(left(at=moment(3, 5, 11, 30)))


def test_who_wants_to_leave_is_not_kept_by_missing_rules() -> None:
    no_rules = (it for it in COMMUNITY if it != RULES)
    given(*no_rules, published(CLEANING), signed_in()).when(OUT, at=EVENING).then(left(at=ELEVEN))


def test_a_forgotten_sign_out_counts_to_the_planned_end() -> None:
    given(*BOTH, signed_in()).when(OUT, at=EVENING).then(left(at=ELEVEN))


def test_nobody_signs_out_in_the_future() -> None:
    later = SignOut(activity_id=CLEANING, member_id=LI, at=moment(3, 5, 10, 30))
    given(*BOTH, signed_in()).when(later, at=TEN).refused(InTheFuture)


@pytest.mark.parametrize(("began", "ended"), [(True, None), (False, TEN), (True, TEN)])
def test_times_that_were_typed_in_are_marked(began: bool, ended: object) -> None:
    out = SignOut(activity_id=CLEANING, member_id=LI, at=ended)
    given(*BOTH, signed_in(typed_in=began)).when(out, at=TEN).then(left(typed_in=True))


def test_nobody_signs_out_of_what_was_never_published() -> None:
    given(*COMMUNITY, published(CHOIR)).when(OUT, at=TEN).refused(UnknownActivity)


def test_a_stranger_cannot_sign_out() -> None:
    given(*BOTH).when(SignOut(activity_id=CLEANING, member_id=STRANGER), at=TEN).refused(
        UnknownMember
    )


def test_only_who_signed_in_can_sign_out() -> None:
    elsewhere = signed_in(LI, activity_id=CHOIR)
    given(*BOTH, LI_UP, signed_in(WANG), elsewhere).when(OUT, at=TEN).refused(NotSignedIn)


def test_nobody_signs_out_twice() -> None:
    given(*BOTH, signed_in(), signed_out()).when(OUT, at=EVENING).refused(NotSignedIn)


def test_nobody_ends_before_they_began() -> None:
    early = SignOut(activity_id=CLEANING, member_id=LI, at=NINE - SECOND)
    given(*BOTH, signed_in()).when(early, at=TEN).refused(EndsBeforeStart)


def test_who_leaves_at_once_has_served_no_minutes() -> None:
    given(*BOTH, signed_in()).when(OUT, at=NINE).then(left(at=NINE))


def test_a_sign_outs_faults_are_told_in_order() -> None:
    early = SignOut(activity_id=CLEANING, member_id=LI, at=NINE - SECOND)
    stranger = SignOut(activity_id=CLEANING, member_id=STRANGER, at=NINE - SECOND)
    given().when(stranger, at=TEN).refused(UnknownActivity)
    given(*BOTH).when(stranger, at=TEN).refused(UnknownMember)
    given(*BOTH).when(early, at=TEN).refused(NotSignedIn)
    given(*BOTH, signed_in()).when(early, at=TEN).refused(EndsBeforeStart)


@pytest.mark.parametrize(
    "decision",
    [
        publish(),
        SignIn(activity_id=CLEANING, member_id=LI),
        SignOut(activity_id=CLEANING, member_id=WANG),
    ],
    ids=lambda it: type(it).__name__,
)
def test_asking_again_changes_nothing_more(decision: Decision, database: str) -> None:
    given(*BOTH, signed_in(WANG)).when(decision, actor=CHEN, at=TEN).repeated(database)
