"""A notice hangs long enough, shows nothing private, and is posted by who is not on it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.decision import Decision
from domain.openness.notice import NOTICES, NoticePosted, Notices, UnknownNotice
from domain.openness.notice_posting import (
    AlreadyPosted,
    NoticeOver,
    NoticeShowsPrivate,
    NoticeTooShort,
    PostNotice,
    PostsOwn,
    UnknownSubject,
    WithdrawNotice,
    digest_of,
)
from domain.openness.notice_terms import NoticeBook, NoticeTerms, NoticeTermsAdopted
from domain.people.tags import member_tag
from domain.rules.tags import RULES
from domain.service.transfer import CreditTransferred
from domain.ties.kin import KinRecorded
from tests.controls import (
    AUNT,
    CHEN,
    COMMUNITY,
    LI,
    NOW,
    RICE,
    RICE_LISTED,
    STRANGER,
    WANG,
    ZHOU,
    donated,
    enrolled,
    moment,
    paired,
)
from tests.notices import LAST_DAY, OPENS_ON, POSTED, WITHDRAWN, WORDING
from tests.scenario import NEW, given

DAY: Final = timedelta(days=1)
POST = PostNotice(
    kind="honour",
    subjects=(member_tag(LI), member_tag(WANG)),
    opens_on=OPENS_ON,
    last_day=LAST_DAY,
    wording=WORDING,
    wording_text="wording-1",
    actor_id=CHEN,
)
WITHDRAW = WithdrawNotice(notice_id="notice-1", reason_text="reason-1")


def test_a_notice_is_posted_with_the_next_number() -> None:
    given(*COMMUNITY).when(POST).then(copy_of(POSTED, notice_id=NEW))
    other = copy_of(POSTED, notice_id="notice-0", kind="star")
    assert given(*COMMUNITY, other).when(POST).fact == copy_of(POSTED, notice_id=NEW, number=2)


def test_the_digest_is_that_of_the_wording() -> None:
    assert digest_of(WORDING) == POSTED.wording_digest
    assert digest_of(WORDING + " ") != POSTED.wording_digest
    assert len(digest_of("")) == 64


@pytest.mark.parametrize("subject", [f"item:{RICE}", "pool:welfare", "donation:gift-1", RULES])
def test_whatever_the_log_tells_of_is_put_up(subject: str) -> None:
    post = replace(POST, kind="books", subjects=(subject,), last_day=OPENS_ON + 30 * DAY)
    given(*COMMUNITY).when(replace(post, subjects=("item:nothing",))).refused(UnknownSubject)
    given_away = CreditTransferred(
        transfer_id="transfer-1", giver_id=WANG, amount=60, balance_after=0
    )
    past = (*COMMUNITY, RICE_LISTED, donated(RICE, 4), given_away)
    fact = given(*past).when(post).fact
    assert isinstance(fact, NoticePosted)
    assert (fact.subjects, fact.concerned_ids) == ((subject,), ())
    hangs = given(*past, copy_of(fact, notice_id="notice-9"))
    hangs.when(post).refused(AlreadyPosted)


def test_who_has_to_do_with_a_thing_does_not_put_it_up() -> None:
    past = (*COMMUNITY, paired())
    post = replace(POST, subjects=("pairing:pairing-1",), about_ids=(AUNT, LI))
    fact = given(*past).when(post).fact
    assert isinstance(fact, NoticePosted)
    assert set(fact.concerned_ids) == {LI, AUNT}
    given(*past).when(replace(post, actor_id=LI), actor=LI).refused(PostsOwn)


@pytest.mark.parametrize("subject", [member_tag(STRANGER), "weather:fine", "notice:notice-1"])
def test_what_is_not_known_is_not_put_up(subject: str) -> None:
    given(*COMMUNITY).when(replace(POST, subjects=(subject,))).refused(UnknownSubject)


def test_a_thing_hangs_on_one_notice_of_a_kind_at_a_time() -> None:
    again = replace(POST, subjects=(member_tag(WANG), member_tag(AUNT)))
    given(*COMMUNITY, POSTED).when(again).refused(AlreadyPosted)
    assert given(*COMMUNITY, POSTED, WITHDRAWN).when(again).fact
    assert given(*COMMUNITY, POSTED).when(replace(again, kind="star")).fact
    assert given(*COMMUNITY, POSTED).when(replace(POST, subjects=(member_tag(AUNT),))).fact
    later = replace(again, opens_on=LAST_DAY + DAY, last_day=LAST_DAY + 7 * DAY)
    assert given(*COMMUNITY, POSTED).when(later).fact


@pytest.mark.parametrize(
    ("kind", "days"), [("hours", 3), ("points", 3), ("honour", 7), ("project", 7), ("lapse", 30)]
)
def test_each_kind_hangs_its_days(kind: str, days: int) -> None:
    least = replace(POST, kind=kind, last_day=OPENS_ON + (days - 1) * DAY)
    assert given(*COMMUNITY).when(least).fact
    short = replace(least, last_day=least.last_day - DAY)
    given(*COMMUNITY).when(short).refused(NoticeTooShort, days=days, until=least.last_day)


def test_the_days_are_those_of_the_terms() -> None:
    terms = NoticeTerms(honour_days_min=10, slip_days=5)
    adopted = NoticeTermsAdopted(version="1", in_force_from=OPENS_ON, terms=terms)
    given(*COMMUNITY, adopted).when(POST).refused(NoticeTooShort, days=10)
    later = copy_of(adopted, in_force_from=OPENS_ON + DAY)
    assert given(*COMMUNITY, later).when(POST).fact
    long = replace(POST, last_day=date(2026, 3, 29))
    fact = given(*COMMUNITY, adopted).when(long).fact
    assert isinstance(fact, NoticePosted)
    assert fact.slips_until == date(2026, 4, 3)


def test_no_time_has_passed_before_it_is_posted() -> None:
    late = replace(POST, opens_on=OPENS_ON - 30 * DAY)
    assert given(*COMMUNITY).when(late).fact
    given(*COMMUNITY).when(late, at=NOW + DAY).refused(NoticeTooShort)


def test_a_clock_turned_back_makes_no_notice_longer() -> None:
    other = copy_of(POSTED, notice_id="notice-0", kind="star")
    early = replace(POST, opens_on=date(2026, 2, 1), last_day=date(2026, 2, 7))
    given(*COMMUNITY, other).when(early, at=moment(2, 1, 9)).refused(NoticeTooShort)
    assert given(*COMMUNITY).when(early, at=moment(2, 1, 9)).fact


@pytest.mark.parametrize(
    "private", ["330102194506071234", "138 1234 5678", "3栋2单元501", "6222 0212 3456 7890 123"]
)
def test_what_identifies_one_person_does_not_hang(private: str) -> None:
    shown = replace(POST, wording=f"{WORDING}\n{private}")
    outcome = given(*COMMUNITY).when(shown)
    outcome.refused(NoticeShowsPrivate, number=2)
    assert private not in str(outcome.answer)


def test_nobody_posts_what_is_about_themselves() -> None:
    about_chen = replace(POST, subjects=(member_tag(CHEN),))
    past = (*COMMUNITY, enrolled(CHEN, "staff", number=9))
    given(*past).when(about_chen).refused(PostsOwn)
    assert given(*past).when(replace(about_chen, actor_id=ZHOU), actor=ZHOU).fact


def test_nobody_posts_what_is_about_their_kin() -> None:
    kin = KinRecorded(
        kin_id="kin-1", member_id=LI, relative_id=CHEN, relation="child", evidence="told"
    )
    past = (*COMMUNITY, enrolled(CHEN, "staff", number=9), kin)
    given(*past).when(POST).refused(PostsOwn)
    assert given(*past).when(replace(POST, actor_id=ZHOU), actor=ZHOU).fact


def test_who_wrote_it_does_not_post_it() -> None:
    drafted = replace(POST, drafted_by_id=CHEN)
    given(*COMMUNITY).when(drafted).refused(PostsOwn)
    made = given(*COMMUNITY).when(replace(drafted, actor_id=ZHOU), actor=ZHOU)
    assert made.fact.vouched_by() == (CHEN,)


def test_what_was_over_is_remembered_no_longer() -> None:
    later = copy_of(
        POSTED, notice_id="notice-2", opens_on=date(2026, 4, 1), last_day=date(2026, 4, 8)
    )
    notices = given(*COMMUNITY, POSTED, later).view(POST)(Notices, NOTICES)
    assert list(notices.hanging) == ["notice-2"]
    assert notices.posted == 2


def test_terms_are_those_of_the_day() -> None:
    book = given(*COMMUNITY).view(POST)(NoticeBook, RULES)
    assert book.on(OPENS_ON) == NoticeTerms()
    assert NoticeTerms(star_days_min=0).days_min("star") == 1


def test_a_notice_is_taken_down_once() -> None:
    given(*COMMUNITY, POSTED).when(WITHDRAW).then(WITHDRAWN)
    given(*COMMUNITY, POSTED, WITHDRAWN).when(WITHDRAW).refused(NoticeOver)
    given(*COMMUNITY).when(WITHDRAW).refused(UnknownNotice)


@pytest.mark.parametrize(
    ("decision", "past"), [(POST, COMMUNITY), (WITHDRAW, (*COMMUNITY, POSTED))], ids=str
)
def test_asking_again_changes_nothing_more(
    database: str, decision: Decision, past: tuple[object, ...]
) -> None:
    given(*past).when(decision).repeated(database)
