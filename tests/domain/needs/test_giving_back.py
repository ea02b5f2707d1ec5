"""Whoever cannot help after all gives the request back, and nothing stays set aside."""

from dataclasses import replace

from domain.needs.claims import AlreadyServed, NotClaimed, NotTheHelper
from domain.needs.giving_back import GiveBackRequest, RequestGivenBack
from domain.needs.requests import UnknownRequest
from domain.needs.withdrawal import RequestWithdrawn
from domain.service.counting.hold import HoldMove
from domain.ties.leaving import LeaveCommunity
from tests.controls import AUNT, CHEN, COMMUNITY, HE, LI, WANG
from tests.domain.needs.asked import NEED, UP, claimed, help_given
from tests.scenario import given

GIVE_BACK = GiveBackRequest(need_id=NEED)
BACK = HoldMove(need_id=NEED, payer_id=WANG, asker_id=WANG, returned=180)
GIVEN_BACK = RequestGivenBack(
    need_id=NEED, helper_id=LI, why_given_back="cannot", asker_id=WANG, hold=BACK
)


def test_what_was_set_aside_goes_back(database: str) -> None:
    back = given(*UP, claimed()).when(GIVE_BACK, actor=LI)
    back.then(GIVEN_BACK)
    back.repeated(database)
    by_desk = replace(GIVE_BACK, by_office=True, why="overdue")
    assert given(*UP, claimed()).when(by_desk, actor=CHEN).fact


def test_nobody_gives_back_what_another_promised() -> None:
    given(*UP, claimed()).when(GIVE_BACK, actor=AUNT).refused(NotTheHelper)
    given(*UP).when(GIVE_BACK, actor=LI).refused(NotTheHelper)
    given(*UP).when(replace(GIVE_BACK, by_office=True)).refused(NotClaimed)
    given(*COMMUNITY).when(GIVE_BACK, actor=LI).refused(UnknownRequest)
    withdrawn = RequestWithdrawn(need_id=NEED, asker_id=WANG)
    ended = given(*UP, claimed(), withdrawn)
    ended.when(replace(GIVE_BACK, by_office=True)).refused(NotClaimed)


def test_help_that_was_given_is_not_given_back() -> None:
    given(*UP, claimed(), help_given()).when(GIVE_BACK, actor=LI).refused(AlreadyServed)


def test_after_that_both_may_go() -> None:
    open_again = given(*UP, claimed(), GIVEN_BACK)
    for member_id, number in ((WANG, "V000002"), (LI, "V000001")):
        leaves = LeaveCommunity(member_id=member_id, volunteer_number=number)
        assert open_again.when(leaves, actor=HE).fact
