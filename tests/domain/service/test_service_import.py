"""Hours that the office recognised on paper are taken in as they were written, or not at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec.structs import replace as copy_of

from domain.people.membership import UnknownMember
from domain.rules.rules import NoRulesInForce
from domain.service.counting.times import EndsBeforeStart, InTheFuture, TooLong, TooShort
from domain.service.hours import ConfirmedByKin, HoursMismatch, Overlaps, SelfConfirmed
from domain.service.service_import import ImportService
from tests.controls import (
    COMMUNITY,
    ELEVEN,
    GREEN,
    LI,
    LI_JOINED,
    NINE,
    SPRING,
    STRANGER,
    WANG,
    ZHOU,
    adopted,
    confirmed,
    moment,
    revoked,
    served,
)
from tests.relatives import tied
from tests.scenario import NEW, given

MINUTE = timedelta(minutes=1)
TWO_HOURS = 7200
ROW = ImportService(
    member_id=LI,
    programme=GREEN,
    starts_at=NINE,
    ends_at=ELEVEN,
    stated_seconds=TWO_HOURS,
    confirmed_by=ZHOU,
)
TAKEN = served(LI, moment(3, 5, 10), moment(3, 5, 12))


def test_hours_on_paper_are_taken_in_and_earn() -> None:
    given(*COMMUNITY, served(WANG, NINE, ELEVEN)).when(ROW).then(served(LI, NINE, ELEVEN, NEW))


def test_what_the_office_wrote_beside_them_is_kept_as_ids() -> None:
    texts = {"activity_text": "text-1", "place_text": "text-2", "confirmer_text": "text-3"}
    given(*COMMUNITY).when(replace(ROW, **texts)).then(
        copy_of(served(LI, NINE, ELEVEN, NEW), **texts)
    )


def test_hours_on_paper_earn_what_the_days_cap_leaves() -> None:
    morning = served(LI, moment(3, 5, 1), moment(3, 5, 8), credited_minutes=420)
    given(*COMMUNITY, morning).when(ROW).then(
        served(LI, NINE, ELEVEN, NEW, credited_minutes=60),
    )


def test_hours_on_paper_are_honoured_only_where_the_rules_say_so() -> None:
    given(adopted(earning_classes=("attested",)), LI_JOINED).when(ROW).then(
        served(LI, NINE, ELEVEN, NEW, credited_minutes=0)
    )


def test_hours_count_for_the_day_on_which_they_began_in_the_community() -> None:
    night = replace(ROW, starts_at=moment(3, 5, 23, 30), ends_at=moment(3, 6, 1, 30))
    fact = given(*COMMUNITY).when(night).fact
    assert fact.day == SPRING
    early_by_utc = replace(ROW, starts_at=moment(3, 5, 0, 30), ends_at=moment(3, 5, 2, 30))
    assert given(*COMMUNITY).when(early_by_utc).fact.day == SPRING


def test_the_paper_need_not_say_how_long_it_was_nor_who_confirmed() -> None:
    assert given(*COMMUNITY).when(replace(ROW, stated_seconds=None, confirmed_by=None)).fact


@pytest.mark.parametrize("difference", [360, -360])
def test_six_minutes_of_difference_are_rounding(difference: int) -> None:
    assert given(*COMMUNITY).when(replace(ROW, stated_seconds=TWO_HOURS + difference)).fact


@pytest.mark.parametrize("difference", [361, -361])
def test_more_than_six_minutes_of_difference_are_a_mistake(difference: int) -> None:
    given(*COMMUNITY).when(replace(ROW, stated_seconds=TWO_HOURS + difference)).refused(
        HoursMismatch
    )


def test_nothing_is_taken_in_for_a_stranger() -> None:
    given(*COMMUNITY).when(replace(ROW, member_id=STRANGER)).refused(UnknownMember)


def test_nothing_is_taken_in_for_a_day_without_rules() -> None:
    given(adopted(in_force_from=date(2026, 3, 6)), LI_JOINED).when(ROW).refused(
        NoRulesInForce, day=SPRING
    )


def test_a_row_ends_after_it_starts() -> None:
    given(*COMMUNITY).when(replace(ROW, ends_at=NINE)).refused(EndsBeforeStart)


def test_a_row_is_not_too_short() -> None:
    given(*COMMUNITY).when(replace(ROW, ends_at=NINE + 14 * MINUTE)).refused(TooShort, least=15)


def test_a_row_is_not_too_long() -> None:
    given(*COMMUNITY).when(replace(ROW, ends_at=NINE + 721 * MINUTE)).refused(TooLong, most=720)


def test_a_row_is_not_in_the_future() -> None:
    given(*COMMUNITY).when(ROW, at=ELEVEN - MINUTE).refused(InTheFuture)


def test_a_volunteer_did_not_confirm_their_own_hours() -> None:
    given(*COMMUNITY).when(replace(ROW, confirmed_by=LI)).refused(SelfConfirmed)


def test_a_relative_did_not_confirm_the_hours() -> None:
    family = given(*COMMUNITY, tied(ZHOU, LI, evidence="told"))
    family.when(ROW).refused(ConfirmedByKin)
    assert family.when(replace(ROW, confirmed_by=WANG)).fact
    given(*COMMUNITY, tied(ZHOU, LI), TAKEN).when(ROW).refused(ConfirmedByKin)
    ruleless = given(adopted(in_force_from=date(2026, 3, 6)), LI_JOINED, tied(LI, ZHOU))
    ruleless.when(ROW).refused(ConfirmedByKin)
    ruleless.when(replace(ROW, stated_seconds=1)).refused(HoursMismatch)


def test_a_row_does_not_overlap_one_taken_before() -> None:
    given(*COMMUNITY, TAKEN).when(ROW).refused(Overlaps)
    assert given(*COMMUNITY, TAKEN).when(replace(ROW, member_id=WANG)).fact


def test_a_rows_faults_are_told_in_the_offices_order() -> None:
    worst = replace(ROW, ends_at=NINE, stated_seconds=1, confirmed_by=LI)
    late = adopted(in_force_from=date(2026, 3, 6))
    given(late, LI_JOINED).when(replace(worst, member_id=STRANGER)).refused(UnknownMember)
    taken = given(*COMMUNITY, TAKEN)
    taken.when(worst, at=moment(3, 1, 9)).refused(EndsBeforeStart)
    taken.when(replace(worst, ends_at=NINE + MINUTE), at=NINE).refused(TooShort)
    taken.when(replace(worst, ends_at=NINE + 900 * MINUTE), at=NINE).refused(TooLong)
    taken.when(replace(worst, ends_at=ELEVEN), at=NINE).refused(InTheFuture)
    taken.when(replace(worst, ends_at=ELEVEN)).refused(HoursMismatch)
    taken.when(replace(ROW, confirmed_by=LI)).refused(SelfConfirmed)
    taken.when(ROW).refused(Overlaps)


def test_what_a_row_gets_wrong_is_told_before_that_there_were_no_rules() -> None:
    ruleless = given(adopted(in_force_from=date(2026, 3, 6)), LI_JOINED, TAKEN)
    worst = replace(ROW, ends_at=NINE, stated_seconds=1, confirmed_by=LI)
    ruleless.when(worst, at=NINE).refused(EndsBeforeStart)
    ruleless.when(replace(worst, ends_at=ELEVEN), at=NINE).refused(InTheFuture)
    ruleless.when(replace(worst, ends_at=ELEVEN)).refused(HoursMismatch)
    ruleless.when(replace(ROW, confirmed_by=LI)).refused(SelfConfirmed)
    ruleless.when(ROW).refused(NoRulesInForce)


def test_the_same_row_again_takes_in_nothing(database: str) -> None:
    given(*COMMUNITY).when(ROW).repeated(database)


def test_hours_that_an_audit_took_back_do_not_come_back_on_paper() -> None:
    by_mistake = confirmed("attended-1", "attested", credited_minutes=120)
    given(*COMMUNITY, by_mistake, revoked()).when(ROW).refused(Overlaps)
    later = replace(ROW, starts_at=ELEVEN, ends_at=moment(3, 5, 13))
    assert given(*COMMUNITY, by_mistake, revoked()).when(later).fact
