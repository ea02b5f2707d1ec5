"""What the other side says: whose word is waited for, and how content people are."""

from datetime import datetime, timedelta

from msgspec.structs import replace as copy_of

from domain.people.membership import MembersMerged
from domain.service.attestation import ServiceAttested
from domain.service.unearned import ServiceRejected
from domain.service.visit import PersonVisited
from domain.ties.kin import KinEnded
from projections.service.attestations import (
    always_five,
    by_programme,
    by_team,
    often_heard,
    own_average,
    unsaid_of,
    waiting_for,
    waiting_in_team,
    words_on,
)
from tests.controls import (
    AUNT,
    CARE,
    CHEN,
    COMMUNITY,
    ELEVEN,
    GREEN,
    LI,
    NINE,
    UNCLE,
    WANG,
    confirmed,
    published,
    revoked,
    signed_in,
    signed_out,
)
from tests.domain.words import NO, VISIT, kin, late, word
from tests.projections.living import Living
from tests.scenario import by

LONG_AGO: datetime = NINE - timedelta(days=30)
SECOND: PersonVisited = copy_of(VISIT, service_id="visit-2", assisted_id=UNCLE, member_id=WANG)


def waits(community: Living, member_id: str, since: datetime = LONG_AGO) -> list[str]:
    return [it.service_id for it in community.ask(waiting_for, member_id, since)]


def test_the_lead_of_a_team_is_asked_about_its_activities_and_not_about_their_own(
    community: Living,
) -> None:
    community.saw(*COMMUNITY, published(team=GREEN), signed_in(), signed_out())

    def waits(lead_id: str = WANG, team: str = GREEN, since: datetime = NINE) -> list[str]:
        found = community.ask(waiting_in_team, team, lead_id, since)
        return [it.service_id for it in found]

    assert waits() == ["attended-1"]
    assert (waits(team=CARE), waits(LI), waits(since=ELEVEN)) == ([], [], [])
    community.saw(kin(LI, AUNT))
    assert (waits(AUNT), waits()) == ([], ["attended-1"])
    community.saw(word("team_lead", WANG, "attended-1"))
    assert waits() == []


def test_a_service_waits_for_the_word_of_who_was_helped(community: Living) -> None:
    community.saw(VISIT, SECOND)
    assert (waits(community, AUNT), waits(community, UNCLE)) == (["visit-1"], ["visit-2"])
    assert (waits(community, LI), waits(community, WANG)) == ([], [])
    assert [it.service_id for it in community.ask(unsaid_of, LI, LONG_AGO)] == ["visit-1"]
    assert waits(community, AUNT, NINE + timedelta(days=1)) == []


def test_relatives_may_say_it_as_long_as_they_are_known_as_such(community: Living) -> None:
    community.saw(VISIT, SECOND, kin(AUNT, WANG))
    assert (waits(community, WANG), waits(community, AUNT)) == (["visit-1"], ["visit-1"])
    community.saw(KinEnded(member_id=AUNT, relative_id=WANG, kin_ids=("kin-1",)))
    assert waits(community, WANG) == []


def test_nothing_waits_after_the_word_or_the_rejection(community: Living) -> None:
    community.saw(VISIT, SECOND, by(AUNT, word()))
    assert (waits(community, AUNT), waits(community, UNCLE)) == ([], ["visit-2"])
    community.saw(ServiceRejected(service_id="visit-2", member_id=WANG))
    assert waits(community, UNCLE) == []


def test_a_word_is_known_with_whose_it_is_and_who_entered_it(community: Living) -> None:
    community.saw(VISIT, SECOND, by(CHEN, word("slip")))
    (found,) = community.ask(words_on, ["visit-1", "visit-2"]).values()
    assert (found.said, found.said_by, found.attester_id) == ("attested", "slip", AUNT)
    assert (found.heard_by, found.satisfaction, found.remark_text) == (CHEN, 5, "remark-1")


def test_who_denied_it_may_still_say_that_it_was_so(community: Living) -> None:
    community.saw(VISIT, by(AUNT, NO))
    assert community.ask(words_on, ["visit-1"])["visit-1"].said == "disputed"
    assert waits(community, AUNT) == ["visit-1"]
    community.saw(by(AUNT, word()))
    assert community.ask(words_on, ["visit-1"])["visit-1"].said == "attested"


def test_a_late_word_counts_like_any(community: Living) -> None:
    community.saw(VISIT, confirmed("visit-1", "unattested"), by(AUNT, late()))
    (found,) = community.ask(by_programme, LONG_AGO)
    assert (found.services, found.attested, found.answers) == (1, 1, None)


def visits(number: int, satisfaction: int = 5) -> list[object]:
    """So many visits that were confirmed, each with a word."""
    facts: list[object] = []
    for turn in range(number):
        service_id = f"visit-{turn}"
        facts += [
            copy_of(VISIT, service_id=service_id),
            by(AUNT, copy_of(word(service_id=service_id), satisfaction=satisfaction)),
            confirmed(service_id, "attested", credited_minutes=120),
        ]
    return facts


def test_no_figure_is_made_of_fewer_than_five_answers(community: Living) -> None:
    community.saw(*visits(4))
    assert community.ask(own_average, LI, LONG_AGO) is None
    (few,) = community.ask(by_programme, LONG_AGO)
    assert (few.services, few.attested, few.answers, few.average) == (4, 4, None, None)
    fifth = copy_of(VISIT, service_id="visit-9")
    unhappy: ServiceAttested = copy_of(word(service_id="visit-9"), satisfaction=2)
    community.saw(fifth, by(AUNT, unhappy), confirmed("visit-9", "attested"))
    assert community.ask(own_average, LI, LONG_AGO) == 440
    (enough,) = community.ask(by_programme, LONG_AGO)
    assert (enough.services, enough.answers, enough.average) == (5, 5, 440)


def test_teams_are_told_apart_by_the_activity(community: Living) -> None:
    community.saw(published(team=GREEN), published("choir-evening"))
    community.saw(signed_in(), signed_out(), VISIT)
    community.saw(confirmed("attended-1", "attested"), confirmed("visit-1", "unattested"))
    (team,) = community.ask(by_team, LONG_AGO)
    assert (team.name, team.services, team.attested) == (GREEN, 1, 0)


def test_what_was_revoked_counts_no_more(community: Living) -> None:
    community.saw(*visits(1), SECOND)
    community.saw(revoked("visit-0"))
    assert community.ask(by_programme, LONG_AGO) == []


def test_the_same_two_and_always_the_best_is_seen(community: Living) -> None:
    others = copy_of(SECOND, service_id="other")
    community.saw(*visits(5), others, by(UNCLE, word("self", UNCLE, "other", WANG)))
    (pair,) = community.ask(always_five, LONG_AGO, least=5)
    assert (pair.member_id, pair.other_id, pair.answers) == (LI, AUNT, 5)
    assert community.ask(always_five, LONG_AGO, least=6) == []
    assert community.ask(often_heard, LONG_AGO, least=1) == []


def test_who_enters_the_word_for_the_same_helper_again_and_again_is_seen(
    community: Living,
) -> None:
    community.saw(VISIT, by(CHEN, word("slip")))
    (pair,) = community.ask(often_heard, LONG_AGO, least=1)
    assert (pair.member_id, pair.other_id, pair.answers) == (LI, CHEN, 1)


def test_two_records_of_one_person_are_one(community: Living) -> None:
    community.saw(VISIT, kin(AUNT, WANG))
    merged = MembersMerged(
        member_id=AUNT, into_id=UNCLE, kind="assisted", minutes=0, credit=0, points=0
    )
    community.saw(merged)
    assert (waits(community, UNCLE), waits(community, WANG)) == (["visit-1"], ["visit-1"])
