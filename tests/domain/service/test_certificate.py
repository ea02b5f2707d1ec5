"""A certificate says what was served in a period, and no minute more."""

from dataclasses import replace
from datetime import date

from domain.people.membership import UnknownMember
from domain.service.certificate import (
    CertificateIssued,
    IssueCertificate,
    NothingServed,
    PeriodInvalid,
    ProgrammeHours,
)
from tests.controls import (
    CARE,
    COMMUNITY,
    ELEVEN,
    GREEN,
    LI,
    NINE,
    NOW,
    STRANGER,
    WANG,
    backfilled,
    confirmed,
    moment,
    revoked,
    served,
)
from tests.scenario import NEW, given

FEBRUARY = served(LI, moment(2, 1, 8), moment(2, 1, 9), "li-1")
LATE = served(LI, moment(2, 28, 23, 30), moment(3, 1, 1), "li-2")
MARCH = confirmed("attended-1", "attested", credited_minutes=120)
WANGS = served(WANG, NINE, ELEVEN, "wang-1")
PAST = (*COMMUNITY, FEBRUARY, LATE, MARCH, WANGS)
WANTED = IssueCertificate(member_id=LI, first_day=date(2026, 2, 1), last_day=date(2026, 3, 20))
ISSUED = CertificateIssued(
    certificate_id=NEW,
    number=1,
    member_id=LI,
    first_day=date(2026, 2, 1),
    last_day=date(2026, 3, 20),
    minutes=270,
    programmes=(ProgrammeHours(GREEN, 2, 150), ProgrammeHours(CARE, 1, 120)),
    issued_on=NOW.date(),
)


def test_a_certificate_adds_up_what_was_served_by_programme() -> None:
    given(*PAST).when(WANTED).then(ISSUED)
    assert ISSUED.touches() == (f"member:{LI}", "certificates:community")
    assert ISSUED.postings() == ()


def test_both_days_of_a_period_are_in_it_and_a_night_is_its_first_days() -> None:
    one_day = replace(WANTED, first_day=date(2026, 2, 28), last_day=date(2026, 2, 28))
    fact = given(*PAST).when(one_day).fact
    assert isinstance(fact, CertificateIssued)
    assert fact.programmes == (ProgrammeHours(GREEN, 1, 90),)


def test_certificates_are_numbered_whoevers_they_are() -> None:
    wangs = given(*PAST, ISSUED).when(replace(WANTED, member_id=WANG)).fact
    assert isinstance(wangs, CertificateIssued)
    assert (wangs.number, wangs.minutes) == (2, 120)


def test_what_waits_or_was_served_on_other_days_is_not_certified() -> None:
    april = replace(WANTED, first_day=date(2026, 3, 6))
    given(*PAST, backfilled()).when(april).refused(NothingServed)
    given(*COMMUNITY, backfilled(), WANGS).when(WANTED).refused(NothingServed)


def test_a_period_begins_before_it_ends_and_ends_by_today() -> None:
    today = NOW.date()
    backwards = replace(WANTED, first_day=date(2026, 3, 2), last_day=date(2026, 3, 1))
    given(*PAST).when(backwards).refused(PeriodInvalid, today=today)
    ahead = replace(WANTED, last_day=date(2026, 3, 21))
    given(*PAST).when(ahead).refused(PeriodInvalid, today=today)


def test_strangers_get_no_certificate() -> None:
    given(*PAST).when(replace(WANTED, member_id=STRANGER)).refused(UnknownMember)


def test_the_same_request_again_makes_no_second_certificate(database: str) -> None:
    given(*PAST).when(WANTED).repeated(database)


def test_hours_that_were_taken_back_are_not_certified() -> None:
    fact = given(*PAST, revoked()).when(WANTED).fact
    assert isinstance(fact, CertificateIssued)
    assert (fact.minutes, fact.programmes) == (150, (ProgrammeHours(GREEN, 2, 150),))
