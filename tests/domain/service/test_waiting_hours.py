"""Where the rules ask for it, hours are confirmed only when they hung and nobody objected."""

from datetime import date, datetime
from typing import Final

from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.openness.hours_notice import HoursNoticeTerms, HoursNoticeTermsAdopted
from domain.openness.notice import (
    NoticeMissing,
    NoticeNotAbout,
    NoticeRunning,
    ObjectionUpheld,
    notice_tag,
)
from domain.openness.notice_posting import PostNotice, PostsOwn
from domain.service.service import ConfirmService, ServiceConfirmed
from domain.service.tags import service_tag
from domain.ties.objection import ObjectionOpen
from tests.controls import CHEN, COMMUNITY, LI, WANG, ZHOU, backfilled, moment
from tests.notices import ANSWERED, POSTED, WITHDRAWN, objected
from tests.scenario import Scenario, by, given

HUNG: Final = service_tag("afterwards-1")
WANGS: Final = backfilled(WANG, service_id="afterwards-2")
ASKED: Final = HoursNoticeTermsAdopted(
    version="hours-1", in_force_from=date(2026, 3, 1), terms=HoursNoticeTerms(days=3)
)
LIST: Final = copy_of(
    POSTED,
    kind="hours",
    subjects=(HUNG, service_tag("afterwards-2")),
    last_day=date(2026, 3, 22),
    slips_until=date(2026, 3, 24),
)
PAST: Final = (*COMMUNITY, backfilled(), WANGS)
AFTER: Final = moment(3, 23, 9)
CONFIRM: Final = ConfirmService(service_id="afterwards-1", actor_id=ZHOU)


def confirmed(scenario: Scenario, at: datetime = AFTER, it: ConfirmService = CONFIRM) -> object:
    return scenario.when(it, actor=ZHOU, at=at).answer


def test_without_such_a_rule_hours_need_not_hang_and_no_notice_is_read() -> None:
    scenario = given(*PAST, LIST, objected(HUNG))
    fact = confirmed(scenario)
    assert isinstance(fact, ServiceConfirmed)
    assert fact.notice_id is None
    assert notice_tag("notice-1") not in CONFIRM.also(scenario.view(CONFIRM))


def test_with_the_rule_hours_hang_first_and_are_final_the_day_after() -> None:
    assert isinstance(confirmed(given(*PAST, ASKED)), NoticeMissing)
    hangs = given(*PAST, ASKED, LIST)
    assert isinstance(confirmed(hangs, moment(3, 22, 23)), NoticeRunning)
    fact = confirmed(hangs)
    assert isinstance(fact, ServiceConfirmed)
    assert fact.notice_id == "notice-1"


def test_the_rule_holds_from_its_day_on_and_until_another_says_no() -> None:
    later = copy_of(ASKED, in_force_from=date(2026, 3, 24))
    assert isinstance(confirmed(given(*PAST, later)), Fact)
    off = copy_of(ASKED, version="hours-2", terms=HoursNoticeTerms())
    assert isinstance(confirmed(given(*PAST, ASKED, off)), Fact)


def test_hours_hang_as_long_as_the_rule_says() -> None:
    longer = copy_of(ASKED, terms=HoursNoticeTerms(days=5))
    answer = confirmed(given(*PAST, longer, LIST))
    assert isinstance(answer, NoticeRunning)
    assert answer.details == {"until": date(2026, 3, 24)}
    assert isinstance(confirmed(given(*PAST, longer, LIST), moment(3, 25, 9)), Fact)


def test_an_objection_stops_the_hours_it_is_about_and_no_others() -> None:
    past = (*PAST, ASKED, LIST, objected(HUNG))
    others = ConfirmService(service_id="afterwards-2", actor_id=ZHOU)
    assert isinstance(confirmed(given(*past)), ObjectionOpen)
    assert isinstance(confirmed(given(*past), it=others), Fact)
    upheld = given(*past, ANSWERED)
    assert isinstance(confirmed(upheld), ObjectionUpheld)
    assert isinstance(confirmed(upheld, it=others), Fact)


def test_what_was_put_right_hangs_anew() -> None:
    again = copy_of(LIST, notice_id="notice-2", number=2)
    fact = confirmed(given(*PAST, ASKED, LIST, objected(HUNG), ANSWERED, again))
    assert isinstance(fact, ServiceConfirmed)
    assert fact.notice_id == "notice-2"


def test_another_kind_of_notice_is_none_for_hours() -> None:
    star = copy_of(LIST, kind="star")
    assert isinstance(confirmed(given(*PAST, ASKED, star)), NoticeMissing)
    assert isinstance(confirmed(given(*PAST, ASKED, LIST, WITHDRAWN)), NoticeMissing)


def test_a_list_of_hours_is_posted_by_nobody_who_is_on_it() -> None:
    post = PostNotice(
        kind="hours",
        subjects=LIST.subjects,
        opens_on=LIST.opens_on,
        last_day=LIST.last_day,
        wording="1 号：李*珍 2 小时",
        wording_text="wording-1",
        actor_id=CHEN,
    )
    assert given(*PAST).when(post).fact
    own = PostNotice(**{**vars(post), "actor_id": LI})
    given(*PAST).when(own, actor=LI).refused(PostsOwn)


def test_every_refusal_of_a_notice_is_one_of_confirming() -> None:
    told = ConfirmService.__doc__ or ""
    kinds: tuple[type[Refusal], ...] = (
        *(NoticeMissing, NoticeNotAbout, NoticeRunning),
        *(ObjectionOpen, ObjectionUpheld),
    )
    assert all(it.__name__ in told for it in kinds)
    assert by(ZHOU, LIST).actor == ZHOU
