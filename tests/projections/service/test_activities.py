"""Activities are listed with the people in them, and with what the reader did there."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from domain.people.membership import MemberLeft
from domain.service.places import SignUpCancelled, VolunteerSignedUp
from domain.service.plan import ActivityCalledOff, ActivityChanged, ActivityPublished
from domain.service.unearned import SignOutWithdrawn
from projections.people.statements import LAST
from projections.service.activities import (
    Attendee,
    ListedActivity,
    Plan,
    Present,
    activities,
    attended,
    attendees,
    changed_for,
    coming,
    next_of,
    plans,
    still_signed_in,
)
from tests.controls import (
    CHOIR,
    CLEANING,
    ELEVEN,
    GREEN,
    LI,
    NINE,
    STRANGER,
    WANG,
    moment,
    published,
    signed_in,
    signed_out,
)
from tests.projections.living import Living

TEN = moment(3, 5, 10)
NOON = moment(3, 5, 12)
CHANGED = ActivityChanged(
    activity_id=CLEANING,
    plan_id="fact-1",
    place_text="hall",
    starts_at=NINE,
    ends_at=NOON,
    capacity=3,
)
OFF = ActivityCalledOff(activity_id=CLEANING, plan_id="fact-1", at=TEN, reason_text="reason-1")


def signed_up(member_id: str = LI, activity_id: str = CLEANING) -> VolunteerSignedUp:
    return VolunteerSignedUp(activity_id=activity_id, member_id=member_id)


def listed(community: Living, member_id: str = LI) -> dict[str, ListedActivity]:
    found = community.ask(activities, member_id, before=LAST, limit=50)
    return {it.activity_id: it for it in found}


def mine(it: ListedActivity) -> tuple[bool, datetime | None, datetime | None]:
    return it.i_signed_up, it.i_signed_in_at, it.i_signed_out_at


def test_an_activity_is_listed_as_it_was_published(community: Living) -> None:
    (position,) = community.saw(published(capacity=20, team=GREEN))
    assert community.ask(activities, LI, before=LAST, limit=50) == [
        ListedActivity(
            activity_id=CLEANING,
            position=position,
            plan_id=f"fact-{position}",
            title_text=f"title-of-{CLEANING}",
            programme=GREEN,
            place_text=f"place-of-{CLEANING}",
            team=GREEN,
            starts_at=NINE,
            ends_at=ELEVEN,
            capacity=20,
            was_starts_at=None,
            was_ends_at=None,
            was_place_text=None,
            called_off_at=None,
            reason_text=None,
            signed_up=0,
            signed_in=0,
            i_signed_up=False,
            i_signed_in_at=None,
            i_signed_out_at=None,
        )
    ]


def test_people_are_counted_in_the_activity_that_they_signed_up_for(community: Living) -> None:
    community.saw(published(), published(CHOIR), signed_up(), signed_up(WANG))
    community.saw(signed_up(LI, CHOIR))
    found = listed(community)
    assert (found[CLEANING].signed_up, found[CHOIR].signed_up) == (2, 1)
    assert (found[CLEANING].signed_in, found[CHOIR].signed_in) == (0, 0)


def test_who_gave_a_place_back_is_not_expected_any_more(community: Living) -> None:
    gave_up = SignUpCancelled(activity_id=CLEANING, member_id=LI)
    community.saw(published(), signed_up(), signed_up(WANG))
    assert community.ask(next_of, LI, NINE).activity_id == CLEANING
    community.saw(gave_up)
    assert listed(community)[CLEANING].signed_up == 1
    assert mine(listed(community)[CLEANING]) == (False, None, None)
    assert [it.member_id for it in community.ask(attendees, CLEANING)] == [WANG]
    assert community.ask(next_of, LI, NINE) is None
    community.saw(signed_up())
    assert mine(listed(community)[CLEANING]) == (True, None, None)


def test_a_place_taken_and_given_back_at_once_is_free(community: Living) -> None:
    gave_up = SignUpCancelled(activity_id=CLEANING, member_id=LI)
    community.write(published(), signed_up(), gave_up, signed_up(WANG))
    community.saw()
    assert listed(community)[CLEANING].signed_up == 1
    community.saw(signed_in())
    assert mine(listed(community)[CLEANING]) == (False, NINE, None)


def test_those_count_as_present_who_came_and_have_not_left(community: Living) -> None:
    community.saw(published(), published(CHOIR), signed_up(), signed_in(), signed_in(WANG, TEN))
    assert listed(community)[CLEANING].signed_in == 2
    community.saw(signed_out())
    found = listed(community)
    assert (found[CLEANING].signed_up, found[CLEANING].signed_in) == (1, 1)
    assert found[CHOIR].signed_in == 0


def test_readers_see_what_they_did_themselves(community: Living) -> None:
    community.saw(published(), published(CHOIR), signed_up(), signed_in(), signed_out())
    community.saw(signed_in(WANG, TEN))
    assert mine(listed(community)[CLEANING]) == (True, NINE, ELEVEN)
    assert mine(listed(community, WANG)[CLEANING]) == (False, TEN, None)
    assert mine(listed(community)[CHOIR]) == (False, None, None)
    assert mine(listed(community, "somebody else")[CLEANING]) == (False, None, None)


def test_whoever_came_first_and_signed_up_then_did_both(community: Living) -> None:
    community.saw(published(), signed_in(), signed_up())
    assert mine(listed(community)[CLEANING]) == (True, NINE, None)


def test_who_comes_again_after_a_move_is_there_again(community: Living) -> None:
    community.saw(
        published(),
        signed_in(),
        signed_out(),
        signed_in(WANG),
        signed_out(WANG, service_id="attended-2"),
    )
    community.saw(CHANGED, signed_in(at=TEN))
    assert mine(listed(community)[CLEANING]) == (False, TEN, None)
    assert mine(listed(community, WANG)[CLEANING]) == (False, NINE, ELEVEN)
    community.saw(signed_out(ends_at=NOON, service_id="attended-3"))
    assert mine(listed(community)[CLEANING]) == (False, TEN, NOON)


def test_who_did_not_leave_after_all_is_there_still(community: Living) -> None:
    back = SignOutWithdrawn(activity_id=CLEANING, service_id="attended-1", member_id=LI)
    community.saw(
        published(), signed_in(), signed_out(), signed_in(WANG), signed_out(WANG, service_id="w")
    )
    community.saw(back)
    assert mine(listed(community)[CLEANING]) == (False, NINE, None)
    assert [it.member_id for it in community.ask(still_signed_in, limit=9)] == [LI]
    community.saw(signed_out(service_id="attended-2"))
    assert mine(listed(community)[CLEANING]) == (False, NINE, ELEVEN)
    assert community.differences() == {}


def test_a_changed_plan_is_told_beside_what_it_was(community: Living) -> None:
    community.saw(published(), published(CHOIR), signed_up(), signed_up(LI, CHOIR))
    community.saw(CHANGED)
    community.saw(replace(CHANGED, starts_at=TEN))
    found = listed(community)
    it = found[CLEANING]
    assert (it.starts_at, it.ends_at, it.place_text, it.capacity) == (TEN, NOON, "hall", 3)
    assert (it.was_starts_at, it.was_ends_at) == (NINE, ELEVEN)
    assert (it.was_place_text, it.moved) == (f"place-of-{CLEANING}", True)
    last = community.log.head()
    assert (it.plan_id, found[CHOIR].plan_id) == (f"fact-{last}", f"fact-{last - 4}")
    assert (found[CHOIR].starts_at, found[CHOIR].moved) == (NINE, False)


def test_an_activity_with_more_places_only_has_not_moved(community: Living) -> None:
    plan = {"starts_at": NINE, "ends_at": ELEVEN, "place_text": f"place-of-{CLEANING}"}
    community.saw(published(), replace(CHANGED, **plan, capacity=50))
    assert not listed(community)[CLEANING].moved


def test_those_with_a_place_are_told_of_a_change_and_a_calling_off(community: Living) -> None:
    community.saw(published(), published(CHOIR), signed_up(), signed_up(WANG))
    assert community.ask(changed_for, LI, NINE, limit=9) == []
    community.saw(signed_up(LI, CHOIR), CHANGED)
    (told,) = community.ask(changed_for, LI, ELEVEN, limit=9)
    assert told.activity_id == CLEANING and told.called_off_at is None
    assert community.ask(changed_for, LI, NOON, limit=9) == []
    assert community.ask(changed_for, STRANGER, NINE, limit=9) == []
    community.saw(OFF)
    (told,) = community.ask(changed_for, WANG, NINE, limit=9)
    assert (told.called_off_at, told.reason_text) == (TEN, "reason-1")
    assert listed(community)[CHOIR].called_off_at is None


def test_nobody_goes_next_to_what_was_called_off(community: Living) -> None:
    community.saw(published(), signed_up(), signed_up(WANG), signed_in(WANG), OFF)
    assert community.ask(next_of, LI, NINE) is None
    assert community.ask(next_of, WANG, NINE).activity_id == CLEANING


def test_who_is_expected_follows_the_plan(community: Living) -> None:
    community.saw(published(), signed_up(), CHANGED, signed_up(WANG))
    for who in (LI, WANG):
        assert community.ask(next_of, who, ELEVEN).ends_at == NOON


def test_the_last_published_comes_first_a_page_at_a_time(community: Living) -> None:
    positions = community.saw(*(published(f"activity-{n}") for n in range(5)))
    pages, before = [], LAST
    while page := community.ask(activities, LI, before=before, limit=2):
        pages.append([it.activity_id for it in page])
        before = page[-1].position
    assert pages == [["activity-4", "activity-3"], ["activity-2", "activity-1"], ["activity-0"]]
    assert before == positions[0]


def test_one_activity_is_found_by_its_id(community: Living) -> None:
    community.saw(published(), published(CHOIR))
    found = community.ask(activities, LI, before=LAST, limit=50, activity_id=CHOIR)
    assert [it.activity_id for it in found] == [CHOIR]
    assert community.ask(activities, LI, before=LAST, limit=50, activity_id="none") == []


def test_an_activity_is_over_at_its_end(community: Living) -> None:
    community.saw(published())
    for now, names in ((TEN, [CLEANING]), (ELEVEN, []), (moment(3, 5, 12), [])):
        found = community.ask(activities, LI, before=LAST, limit=50, ending_after=now)
        assert [it.activity_id for it in found] == names


def test_the_people_of_one_activity_are_told_apart(community: Living) -> None:
    community.saw(published(), published(CHOIR), signed_up(WANG), signed_in(WANG), signed_in())
    community.saw(signed_out(), signed_up(LI, CHOIR))
    assert community.ask(attendees, CLEANING) == [
        Attendee(LI, signed_up=False, signed_in_at=NINE, signed_out_at=ELEVEN),
        Attendee(WANG, signed_up=True, signed_in_at=NINE, signed_out_at=None),
    ]
    assert community.ask(attendees, CHOIR) == [Attendee(LI, True, None, None)]
    assert community.ask(attendees, "none") == []


def ids_of(found: list[ListedActivity]) -> list[str]:
    return [it.activity_id for it in found]


def later(activity_id: str) -> ActivityPublished:
    """The same, a week later."""
    week = timedelta(days=7)
    return replace(published(activity_id), starts_at=NINE + week, ends_at=ELEVEN + week)


def test_what_comes_first_is_listed_first_and_what_is_over_is_not(community: Living) -> None:
    community.saw(later(CHOIR), published(), signed_up(WANG))
    assert ids_of(community.ask(coming, LI, TEN, limit=9)) == [CLEANING, CHOIR]
    assert ids_of(community.ask(coming, LI, TEN, limit=1)) == [CLEANING]
    assert ids_of(community.ask(coming, LI, ELEVEN, limit=9)) == [CHOIR]
    (first, _) = community.ask(coming, WANG, TEN, limit=9)
    assert (first.signed_up, first.i_signed_up) == (1, True)


def test_who_forgot_to_sign_out_still_sees_the_activity(community: Living) -> None:
    community.saw(published(), signed_in())
    assert ids_of(community.ask(coming, LI, ELEVEN, limit=9)) == [CLEANING]
    assert community.ask(coming, WANG, ELEVEN, limit=9) == []
    assert community.ask(attended, LI, limit=9) == []
    community.saw(signed_out())
    assert community.ask(coming, LI, ELEVEN, limit=9) == []
    (been,) = community.ask(attended, LI, limit=9)
    assert mine(been) == (False, NINE, ELEVEN)
    assert community.ask(attended, WANG, limit=9) == []


def test_next_is_what_one_is_in_then_what_one_has_a_place_in(community: Living) -> None:
    community.saw(published(), later(CHOIR), signed_up(), signed_up(WANG, CHOIR))
    community.saw(signed_up(activity_id=CHOIR))
    plan = community.ask(next_of, LI, TEN)
    assert plan is not None and plan.activity_id == CLEANING
    assert plan.title_text == f"title-of-{CLEANING}"
    after = community.ask(next_of, LI, ELEVEN)
    assert after is not None and after.activity_id == CHOIR
    community.saw(signed_in())
    still_in = community.ask(next_of, LI, ELEVEN)
    assert still_in is not None and still_in.activity_id == CLEANING
    community.saw(signed_out())
    then = community.ask(next_of, LI, ELEVEN)
    assert then is not None and then.activity_id == CHOIR
    assert community.ask(next_of, STRANGER, TEN) is None


def test_the_plans_of_activities_are_found_by_their_ids(community: Living) -> None:
    community.saw(published(), published(CHOIR))
    found = community.ask(plans, [CHOIR, CHOIR, "none"])
    assert found == {CHOIR: Plan(CHOIR, f"title-of-{CHOIR}", NINE, ELEVEN)}
    assert community.ask(plans, []) == {}


def test_those_are_told_who_have_not_signed_out(community: Living) -> None:
    longer = replace(published(CHOIR), ends_at=moment(3, 5, 13))
    community.saw(longer, published(), signed_up("zhu"), signed_in(), signed_out())
    community.saw(signed_in(LI, TEN, CHOIR), signed_in(WANG, TEN))
    assert community.ask(still_signed_in, limit=9) == [
        Present(CLEANING, WANG, TEN),
        Present(CHOIR, LI, TEN),
    ]
    assert community.ask(still_signed_in, limit=1) == [Present(CLEANING, WANG, TEN)]


def test_who_leaves_leaves_their_place_to_others(community: Living) -> None:
    community.saw(published(CLEANING), published(CHOIR))
    community.saw(signed_up(LI), signed_up(WANG), signed_up(LI, CHOIR))
    left = MemberLeft(
        member_id=LI, kind="volunteer", credit=0, points=0, given_up=(f"activity:{CLEANING}",)
    )
    community.saw(left)
    assert (listed(community)[CLEANING].signed_up, listed(community)[CHOIR].signed_up) == (1, 1)
