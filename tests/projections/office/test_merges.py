"""Merges wait for a second person's word; once made, all that the one had is the other's."""

from datetime import date

from domain.office.merging import MergeDeclined, MergeProposed
from domain.people.card import CardIssued
from domain.people.membership import MemberLeft, MembersMerged
from domain.service.activity import VolunteerSignedIn
from domain.service.places import VolunteerSignedUp
from projections.office.community import community_figures
from projections.office.merges import ProposedMerge, proposed_merges
from projections.people.balances import member_balance
from projections.people.cards import valid_card
from projections.people.members import members, members_by_id
from projections.people.statements import LAST, member_acts, member_statement
from projections.service.activities import attendees
from projections.service.pairing_board import pairings_of
from projections.service.rankings import ALWAYS, ranking
from projections.service.services import services
from tests.controls import (
    AUNT,
    CLEANING,
    COMMUNITY,
    ELEVEN,
    LI,
    NINE,
    UNCLE,
    WANG,
    ZONE,
    moment,
    paired,
    published,
    served,
    signed_out,
)
from tests.projections.living import Living
from tests.scenario import by

MERGED = MembersMerged(
    member_id=WANG, into_id=LI, kind="volunteer", minutes=120, credit=120, points=20
)
PAST = (
    *COMMUNITY,
    served(LI, moment(3, 4, 9), moment(3, 4, 10), "li-1"),
    served(WANG, NINE, ELEVEN, "wang-1"),
)


def waiting(living: Living) -> list[ProposedMerge]:
    return living.ask(proposed_merges, after=0, limit=9)


def test_a_proposal_waits_until_somebody_decides(living: Living) -> None:
    first, second = (
        living.saw(*COMMUNITY, by("admin", MergeProposed(member_id=WANG, into_id=LI)))[-1],
        living.saw(by("admin", MergeProposed(member_id=UNCLE, into_id=AUNT)))[-1],
    )
    assert waiting(living) == [
        ProposedMerge(WANG, LI, "admin", first),
        ProposedMerge(UNCLE, AUNT, "admin", second),
    ]
    living.saw(MergeDeclined(member_id=UNCLE, into_id=AUNT, proposal_id="any"))
    assert [it.member_id for it in waiting(living)] == [WANG]
    living.saw(MERGED)
    assert waiting(living) == []


def test_what_one_holds_and_did_is_the_others(living: Living) -> None:
    living.saw(*PAST, MERGED, served(LI, moment(3, 6, 9), moment(3, 6, 10), "li-2"))
    assert living.ask(member_balance, LI) == (40, 240, 240)
    assert living.ask(member_balance, WANG) == (0, 0, 0)
    lines = living.ask(services, member_id=LI, before=LAST, limit=9)
    assert [it.service_id for it in lines] == ["li-2", "wang-1", "li-1"]
    (place,) = living.ask(ranking, "member", "points", ALWAYS)
    assert (place.key, place.points, place.services) == (LI, 40, 3)


def test_the_passbook_tells_of_both_in_the_order_of_happening(living: Living) -> None:
    living.saw(*PAST, MERGED)
    acts = living.ask(member_acts, LI, "zh", zone=ZONE)
    told = [(it.type, it.points, it.points_after) for it in acts]
    assert ("service.imported", 20, 30) in told
    assert ("service.imported", 10, 10) in told
    assert ("member.merged", 0, 30) in told
    assert acts[0].points_after == 30
    lines = living.ask(member_statement, LI, "zh", unit="points")
    assert lines[0].balance_after == 30
    assert living.ask(member_acts, WANG, "zh", zone=ZONE) == []


def test_the_one_that_goes_is_on_no_list(living: Living) -> None:
    living.saw(*PAST, MERGED)
    listed = living.ask(members)
    assert WANG not in {it.member_id for it in listed}
    assert living.ask(members_by_id, [WANG])[WANG].merged_into == LI
    assert living.ask(community_figures)["members"] == 3


def test_pairings_cards_and_places_go_over(living: Living) -> None:
    living.saw(
        *PAST,
        paired(volunteer_id=WANG, assisted_id=AUNT),
        CardIssued(card_id="card-1", number=1, member_id=WANG),
        published(),
        VolunteerSignedUp(activity_id=CLEANING, member_id=WANG),
        MERGED,
    )
    (pairing,) = living.ask(pairings_of, date(2026, 3, 8), ZONE, LI)
    assert pairing.volunteer_id == LI
    card = living.ask(valid_card, 1)
    assert card is not None
    assert card.member_id == LI
    assert [it.member_id for it in living.ask(attendees, CLEANING)] == [LI]


def test_who_was_helped_under_both_names_is_one_person(living: Living) -> None:
    living.saw(
        *PAST,
        paired(volunteer_id=LI, assisted_id=AUNT),
        paired("pairing-2", volunteer_id=LI, assisted_id=UNCLE),
    )
    assert living.ask(community_figures)["people_helped"] == 2
    living.saw(
        MembersMerged(member_id=UNCLE, into_id=AUNT, kind="assisted", minutes=0, credit=0, points=0)
    )
    assert living.ask(community_figures)["people_helped"] == 1


def test_nobody_waits_for_a_word_about_who_has_left(living: Living) -> None:
    living.saw(*COMMUNITY, by("admin", MergeProposed(member_id=WANG, into_id=LI)))
    living.saw(MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0))
    assert waiting(living) == []


def test_who_is_still_there_under_one_name_is_present(living: Living) -> None:
    both = (
        VolunteerSignedIn(activity_id=CLEANING, member_id=LI, at=NINE),
        signed_out(LI),
        VolunteerSignedIn(activity_id=CLEANING, member_id=WANG, at=ELEVEN),
    )
    living.saw(*PAST, published(), *both, MERGED)
    (one,) = living.ask(attendees, CLEANING)
    assert (one.member_id, one.signed_in_at, one.signed_out_at) == (LI, ELEVEN, None)
