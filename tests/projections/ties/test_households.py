"""Who keeps house with whom."""

from msgspec.structs import replace

from domain.people.membership import MemberLeft, MembersMerged
from domain.ties.household import HouseholdChanged, HouseholdFormed
from domain.ties.standing import StandingEnded
from projections.ties.households import Housemate, household, households, households_of
from tests.controls import AUNT, LI, SPRING, UNCLE, WANG
from tests.projections.living import Living

HOME = HouseholdFormed(household_id="household-1", member_ids=(LI, AUNT), head_id=LI)
OTHERS = HouseholdFormed(household_id="household-2", member_ids=(WANG, UNCLE), head_id=UNCLE)


def test_a_household_is_found_by_any_of_its_members(community: Living) -> None:
    community.saw(HOME, OTHERS)
    ours = [Housemate("household-1", LI, True), Housemate("household-1", AUNT, False)]
    assert community.ask(households_of, [AUNT]) == ours
    assert community.ask(household, "household-1") == ours
    assert [it.member_id for it in community.ask(households_of, [LI, WANG])] == [
        *(LI, AUNT),
        *(WANG, UNCLE),
    ]
    assert [it.member_id for it in community.ask(households, limit=1)] == [LI, AUNT]
    assert [it.member_id for it in community.ask(households, after=1)] == [WANG, UNCLE]


def test_who_comes_and_goes_is_followed(community: Living) -> None:
    community.saw(HOME, OTHERS)
    community.saw(
        HouseholdChanged(
            household_id="household-1", member_ids=(AUNT,), head_id=AUNT, left_ids=(LI,)
        )
    )
    assert community.ask(household, "household-1") == [Housemate("household-1", AUNT, True)]
    assert len(community.ask(household, "household-2")) == 2
    community.saw(MemberLeft(member_id=UNCLE, kind="assisted", credit=0, points=0))
    assert community.ask(household, "household-2") == [Housemate("household-2", WANG, False)]


def test_two_records_of_one_person_live_there_once(community: Living) -> None:
    community.saw(HOME, OTHERS)
    merge = MembersMerged(
        member_id=LI, into_id=AUNT, kind="volunteer", minutes=0, credit=0, points=0
    )
    community.saw(merge)
    assert community.ask(household, "household-1") == [Housemate("household-1", AUNT, True)]
    assert [it.member_id for it in community.ask(household, "household-2")] == [WANG, UNCLE]


def test_who_is_forgotten_lives_in_no_household(community: Living) -> None:
    community.saw(HOME, OTHERS)
    gone = StandingEnded(
        member_id=LI, kind="resident:floating", on=SPRING, because="moved", granted_id="fact-1"
    )
    community.saw(gone)
    assert len(community.ask(household, "household-1")) == 2
    community.saw(replace(gone, forgotten=True))
    assert community.ask(household, "household-1") == [Housemate("household-1", AUNT, False)]


def test_a_household_is_told_of_to_who_may_know_of_all_of_it(community: Living) -> None:
    community.saw(HOME, OTHERS)
    for among, told in ((None, 4), ([LI, AUNT], 2), ([LI, WANG, UNCLE], 2), ([LI], 0), ([], 0)):
        assert len(community.ask(households, among=among)) == told
