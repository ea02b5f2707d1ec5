"""What is asked for is put up by somebody else, in words that name nobody."""

from dataclasses import replace
from datetime import date

from domain.needs.requests import (
    AlreadyPublished,
    AsksForMoney,
    OpenUntilPast,
    PublishRequest,
    RequestClosed,
    ReviewerIsAsker,
    TextNamesPerson,
    UnknownRequest,
)
from domain.needs.withdrawal import RequestWithdrawn
from domain.people.membership import MemberLeft
from domain.ties.leaving import LeaveCommunity
from tests.controls import CHEN, COMMUNITY, HE, WANG, ZHOU, moment
from tests.domain.needs.asked import DAYS, NEED, SPRING_WORK, UP, made, published
from tests.scenario import by, given

PUBLISH = PublishRequest(need_id=NEED, public_text="text-2", open_until=DAYS)
ASKED = (*COMMUNITY, SPRING_WORK, by(CHEN, made()))


def test_another_coordinator_puts_a_request_up(database: str) -> None:
    up = given(*ASKED).when(PUBLISH, actor=ZHOU)
    up.then(published())
    up.repeated(database)


def test_neither_who_asked_nor_who_entered_it_puts_it_up() -> None:
    for actor in (CHEN, WANG):
        given(*ASKED).when(PUBLISH, actor=actor).refused(ReviewerIsAsker)


def test_the_wording_names_nobody_and_asks_for_no_money() -> None:
    given(*ASKED).when(replace(PUBLISH, names_person=True), actor=ZHOU).refused(TextNamesPerson)
    given(*ASKED).when(replace(PUBLISH, asks_for_money=True), actor=ZHOU).refused(AsksForMoney)


def test_a_request_is_up_once_and_again_after_its_last_day() -> None:
    given(*UP).when(PUBLISH, actor=ZHOU).refused(AlreadyPublished)
    later = replace(PUBLISH, open_until=date(2026, 4, 30))
    assert given(*UP).when(later, actor=ZHOU, at=moment(4, 1, 9)).fact
    given(*ASKED).when(PUBLISH, actor=ZHOU, at=moment(4, 1, 9)).refused(OpenUntilPast)


def test_what_nobody_asked_or_was_taken_back_is_not_put_up() -> None:
    given(*COMMUNITY).when(PUBLISH, actor=ZHOU).refused(UnknownRequest)
    withdrawn = RequestWithdrawn(need_id=NEED, asker_id=WANG)
    given(*ASKED, withdrawn).when(PUBLISH, actor=ZHOU).refused(RequestClosed)


def test_a_request_ends_with_who_leaves_before_anybody_took_it_on() -> None:
    leave = LeaveCommunity(member_id=WANG, volunteer_number="V000002")
    left = given(*UP).when(leave, actor=HE).fact
    assert isinstance(left, MemberLeft)
    assert left.given_up == (f"need:{NEED}",)
    given(*UP, left).when(PUBLISH, actor=ZHOU).refused(RequestClosed)
