"""Services wait for a word, and what became of each is told."""

from datetime import datetime

import pytest

from domain.ledger.fact import Fact
from domain.service.counting.refill import Refill
from domain.service.unearned import ServiceRejected, SignOutWithdrawn
from projections.people.statements import LAST
from projections.service.services import (
    Backlog,
    ListedService,
    Served,
    Typists,
    backlog,
    confirmed_between,
    frequent_typists,
    long_services,
    programmes,
    revoked_beside_cut_short,
    served_by_programme,
    services,
    unaudited_services,
    waiting_services,
)
from tests.controls import (
    CARE,
    CHEN,
    CLEANING,
    ELEVEN,
    GREEN,
    HE,
    LI,
    NINE,
    WANG,
    ZHOU,
    backfilled,
    confirmed,
    moment,
    published,
    refilled,
    released,
    revoked,
    served,
    signed_in,
    signed_out,
    visited,
)
from tests.domain.words import helped_late
from tests.projections.living import Living
from tests.scenario import by

SECOND = "afterwards-2"


def found(community: Living, **wanted: object) -> dict[str, ListedService]:
    page = community.ask(services, before=LAST, limit=50, **wanted)
    return {it.service_id: it for it in page}


def rejected(service_id: str = "afterwards-1") -> ServiceRejected:
    return ServiceRejected(service_id=service_id, member_id=LI, reason_text="reason-1")


def test_a_service_waits_as_it_was_entered(community: Living) -> None:
    (position,) = community.saw(by(ZHOU, backfilled()))
    assert community.ask(services, before=LAST, limit=50) == [
        ListedService(
            service_id="afterwards-1",
            position=position,
            member_id=LI,
            programme=CARE,
            class_="backfilled",
            status="pending",
            starts_at=NINE,
            ends_at=ELEVEN,
            minutes=120,
            typed_in=True,
            entered_by=ZHOU,
            decided_by=None,
            credited_minutes=0,
            points=0,
            reason_text=None,
            released=False,
        )
    ]


def test_sign_outs_and_visits_wait_too(community: Living) -> None:
    community.saw(signed_out(), visited())
    waiting = found(community, status="pending")
    assert {it.class_ for it in waiting.values()} == {"attested"}
    assert (waiting["attended-1"].typed_in, waiting["visit-1"].typed_in) == (False, True)


def test_a_word_is_about_one_service_only(community: Living) -> None:
    community.saw(backfilled(), backfilled(service_id=SECOND))
    community.saw(by(ZHOU, confirmed(SECOND, "attested", credited_minutes=60)))
    first, second = found(community)["afterwards-1"], found(community)[SECOND]
    assert (first.status, first.decided_by, first.points) == ("pending", None, 0)
    assert (second.status, second.decided_by, second.points) == ("confirmed", ZHOU, 10)
    assert (second.entered_by, second.credited_minutes) == (CHEN, 60)


def test_a_rejected_service_says_why(community: Living) -> None:
    community.saw(backfilled(), backfilled(service_id=SECOND), by(ZHOU, rejected()))
    assert list(found(community, status="rejected")) == ["afterwards-1"]
    told = found(community)["afterwards-1"]
    assert (told.decided_by, told.reason_text, told.points) == (ZHOU, "reason-1", 0)


def test_hours_from_paper_were_recognised_when_they_were_entered(community: Living) -> None:
    community.saw(by(ZHOU, served(WANG, moment(2, 1, 8), moment(2, 1, 10))))
    told = found(community)["paper-1"]
    assert (told.status, told.programme, told.class_) == ("confirmed", GREEN, "imported")
    assert (told.entered_by, told.decided_by) == (ZHOU, ZHOU)
    assert (told.minutes, told.credited_minutes, told.points) == (120, 120, 20)


@pytest.mark.parametrize("release", [released(), helped_late()], ids=["audit", "word"])
def test_a_release_adds_what_the_confirmation_left_out(community: Living, release: Fact) -> None:
    community.saw(backfilled(), confirmed("afterwards-1", "backfilled"))
    assert found(community)["afterwards-1"].points == 0
    community.saw(release)
    told = found(community)["afterwards-1"]
    assert (told.status, told.credited_minutes, told.points) == ("confirmed", 120, 20)


def test_who_stood_up_for_the_hours_stays_who_decided(community: Living) -> None:
    community.saw(by(CHEN, backfilled()), by(ZHOU, confirmed("afterwards-1", "backfilled")))
    community.saw(by(HE, released()))
    assert found(community)["afterwards-1"].decided_by == ZHOU


def test_a_service_that_was_taken_back_says_who_did_and_why(community: Living) -> None:
    community.saw(backfilled(), by(ZHOU, confirmed("afterwards-1", "backfilled")), released())
    community.saw(by(HE, revoked("afterwards-1")))
    assert list(found(community, status="revoked")) == ["afterwards-1"]
    told = found(community)["afterwards-1"]
    assert (told.decided_by, told.reason_text) == (HE, "reason-1")
    assert (told.minutes, told.credited_minutes, told.points) == (120, 0, 0)
    assert community.ask(served_by_programme, LI, NINE, ELEVEN) == []
    assert community.ask(long_services, 60, NINE, 10) == []


@pytest.mark.parametrize("once", [True, False])
def test_a_revocation_adds_to_the_services_that_it_refills(community: Living, once: bool) -> None:
    community.write(signed_out(), confirmed("attended-1", "attested", credited_minutes=120))
    community.write(served(LI, moment(3, 5, 12), moment(3, 5, 14), credited_minutes=60))
    more = Refill("paper-1", 60, 60, 10)
    if once:
        community.write(revoked(refills=(more,)))
    else:
        community.write(revoked(), refilled(more))
    community.saw()
    told = found(community)
    assert (told["paper-1"].status, told["paper-1"].credited_minutes) == ("confirmed", 120)
    assert told["paper-1"].points == 20
    assert (told["attended-1"].status, told["attended-1"].points) == ("revoked", 0)


def test_what_an_audit_released_waits_no_more_though_the_day_left_it_nothing(
    community: Living,
) -> None:
    community.saw(backfilled(), confirmed("afterwards-1", "backfilled"))
    assert [it.service_id for it in community.ask(unaudited_services, 9)] == ["afterwards-1"]
    community.saw(released(credited_minutes=0))
    assert community.ask(unaudited_services, 9) == []
    assert found(community)["afterwards-1"].released


def test_a_revoked_service_beside_one_that_was_cut_short_is_looked_at_again(
    community: Living,
) -> None:
    community.saw(signed_out(), confirmed("attended-1", "attested", credited_minutes=120))
    community.saw(revoked())
    assert community.ask(revoked_beside_cut_short, 9) == []
    community.saw(served(WANG, moment(3, 5, 12), moment(3, 5, 14), credited_minutes=60))
    assert community.ask(revoked_beside_cut_short, 9) == []
    cut = served(LI, moment(3, 5, 12), moment(3, 5, 14), "paper-2", credited_minutes=60)
    community.saw(cut)
    found_again = community.ask(revoked_beside_cut_short, 9)
    assert [it.service_id for it in found_again] == ["attended-1"]


def test_a_service_confirmed_and_taken_back_at_once_is_taken_back(community: Living) -> None:
    community.write(backfilled(), confirmed("afterwards-1", "backfilled"), released())
    community.write(revoked("afterwards-1"))
    community.saw()
    assert found(community)["afterwards-1"].status == "revoked"
    assert found(community)["afterwards-1"].points == 0


def test_a_service_entered_confirmed_and_released_at_once_earned_once(community: Living) -> None:
    community.write(backfilled(), backfilled(WANG, service_id=SECOND))
    community.write(confirmed("afterwards-1", "backfilled"), by(ZHOU, released()), rejected(SECOND))
    community.saw()
    told = found(community)["afterwards-1"]
    assert (told.status, told.credited_minutes, told.points) == ("confirmed", 120, 20)
    assert found(community)[SECOND].status == "rejected"


def test_services_are_found_by_status_and_volunteer(community: Living) -> None:
    community.saw(backfilled(), backfilled(WANG, service_id=SECOND), signed_out(WANG))
    community.saw(confirmed("attended-1", "attested", member_id=WANG))
    assert list(found(community, member_id=LI)) == ["afterwards-1"]
    assert list(found(community, member_id=WANG)) == ["attended-1", SECOND]
    assert list(found(community, status="pending", member_id=WANG)) == [SECOND]
    assert list(found(community, status="confirmed", member_id=LI)) == []


def test_the_last_entered_comes_first_a_page_at_a_time(community: Living) -> None:
    positions = community.saw(*(backfilled(service_id=f"service-{n}") for n in range(5)))
    first = community.ask(services, before=LAST, limit=2)
    second = community.ask(services, before=first[-1].position, limit=2)
    third = community.ask(services, before=second[-1].position, limit=2)
    assert [it.position for it in [*first, *second, *third]] == positions[::-1]


def test_what_was_served_is_added_up_by_programme_within_two_moments(community: Living) -> None:
    community.saw(
        served(LI, moment(2, 1, 8), moment(2, 1, 9), "li-1"),
        served(LI, moment(3, 1, 8), moment(3, 1, 10), "li-2"),
        served(LI, moment(4, 1, 8), moment(4, 1, 10), "li-3"),
        served(WANG, moment(3, 1, 8), moment(3, 1, 10), "wang-1"),
        backfilled(),
        backfilled(service_id="afterwards-2", starts_at=moment(3, 6, 9), ends_at=moment(3, 6, 10)),
        confirmed("afterwards-1", "backfilled"),
    )
    between = moment(2, 1, 8), moment(4, 1, 8)
    assert community.ask(served_by_programme, LI, *between) == [
        Served(GREEN, 2, 180),
        Served(CARE, 1, 120),
    ]
    assert community.ask(served_by_programme, WANG, *between) == [Served(GREEN, 1, 120)]


def test_who_waits_longest_comes_first_with_what_brought_them(community: Living) -> None:
    assert community.ask(backlog) == Backlog(0, None)
    positions = community.saw(backfilled(), visited(), signed_out(WANG, moment(3, 5, 10)))
    community.saw(served(LI, moment(2, 1, 8), moment(2, 1, 9)), rejected())
    assert community.ask(backlog) == Backlog(2, moment(3, 5, 10))
    visit, signing_out = community.ask(waiting_services, limit=9)
    assert (visit.service.service_id, visit.fact) == ("visit-1", visited())
    assert signing_out.fact == signed_out(WANG, moment(3, 5, 10))
    assert community.ask(waiting_services, limit=1) == [visit]
    assert community.ask(waiting_services, limit=9, after=positions[1]) == [signing_out]
    assert community.ask(waiting_services, limit=9, service_id="visit-1") == [visit]
    assert community.ask(waiting_services, limit=9, service_id="afterwards-1") == []


def test_programmes_of_most_services_come_first(community: Living) -> None:
    community.saw(
        served(LI, moment(2, 1, 8), moment(2, 1, 9)),
        backfilled(),
        backfilled(WANG, service_id=SECOND),
    )
    assert community.ask(programmes) == [CARE, GREEN]
    assert community.ask(programmes, limit=1) == [CARE]


def test_long_services_are_told_unless_they_were_rejected(community: Living) -> None:
    long, longer = moment(3, 5, 12), moment(3, 5, 13)
    community.saw(backfilled(), backfilled(WANG, ends_at=long, service_id=SECOND))
    community.saw(backfilled(WANG, ends_at=longer, service_id="afterwards-3"))

    def over(minutes: int, since: datetime = NINE, limit: int = 9) -> list[str]:
        rows = community.ask(long_services, minutes, since, limit)
        return [it.service_id for it in rows]

    assert (over(119), over(120)) == (
        ["afterwards-3", SECOND, "afterwards-1"],
        ["afterwards-3", SECOND],
    )
    assert (over(0, limit=1), over(0, since=ELEVEN)) == (["afterwards-3"], [])
    community.saw(rejected("afterwards-3"))
    assert over(120) == [SECOND]


def test_two_who_often_stand_behind_the_same_hours_are_told(community: Living) -> None:
    for number, member_id in enumerate((LI, LI, WANG)):
        service_id = f"typed-{number}"
        community.saw(by(CHEN, backfilled(member_id, service_id=service_id)))
        community.saw(by(ZHOU, confirmed(service_id, "backfilled", member_id=member_id)))
    community.saw(by(HE, backfilled(service_id="once")), by(ZHOU, confirmed("once", "backfilled")))
    community.saw(by(CHEN, signed_out()), by(ZHOU, confirmed("attended-1", "attested")))
    community.saw(
        by(CHEN, served(LI, moment(2, 1, 8), moment(2, 1, 9))), backfilled(service_id="x")
    )
    often, once = Typists(CHEN, ZHOU, 3, 360, 2), Typists(HE, ZHOU, 1, 120, 1)
    assert community.ask(frequent_typists, 1, NINE, 9) == [often, once]
    assert community.ask(frequent_typists, 2, NINE, 9) == [often]
    assert community.ask(frequent_typists, 1, NINE, 1) == [often]
    assert community.ask(frequent_typists, 1, ELEVEN, 9) == []


def test_a_service_whose_sign_out_was_taken_back_waits_no_more(community: Living) -> None:
    back = SignOutWithdrawn(activity_id=CLEANING, service_id="attended-1", member_id=LI)
    community.saw(published(), signed_in(), signed_out(), signed_in(WANG))
    community.saw(signed_out(WANG, service_id="attended-2"), back)
    waiting = community.ask(services, status="pending", before=LAST, limit=9)
    assert [it.service_id for it in waiting] == ["attended-2"]
    (gone,) = community.ask(services, status="withdrawn", before=LAST, limit=9)
    assert (gone.service_id, gone.credited_minutes) == ("attended-1", 0)
    assert community.differences() == {}


def test_confirmed_services_of_a_time_are_told_in_order(community: Living) -> None:
    community.saw(
        served(WANG, moment(3, 6, 9), moment(3, 6, 10), "paper-2"),
        served(LI, moment(3, 5, 9), moment(3, 5, 11)),
        served(LI, moment(3, 7, 0), moment(3, 7, 1), "paper-3"),
        backfilled(),
    )
    told = community.ask(confirmed_between, moment(3, 5, 0), moment(3, 7, 0))
    assert [(it.member_id, it.class_, it.minutes) for it in told] == [
        (LI, "imported", 120),
        (WANG, "imported", 60),
    ]
