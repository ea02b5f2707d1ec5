"""Whoever asks for help can pay for it with time, or says who does."""

from dataclasses import replace
from datetime import date

from domain.needs.asking import (
    MakeRequest,
    PlaceOfMatterOnly,
    PoolEmpty,
    PoolNotForYou,
    Promised,
)
from domain.needs.requests import GuardianMissing, RequestMade, TermsDoNotFit, WishTooDear
from domain.people.membership import UnknownMember
from domain.people.network.standing import NodeIsClosed, UnknownNode
from domain.people.nodes import NodeClosed, NodeFounded
from domain.service.transfer import CreditTransferred, InsufficientCredit
from domain.ties.kin import KinRecorded
from domain.ties.standing import StandingGranted
from tests.controls import AUNT, COMMUNITY, STRANGER, UNCLE, WANG
from tests.domain.needs.asked import SPRING_WORK, UP, claimed, made
from tests.scenario import NEW, given

ASK = MakeRequest(
    kind="service", need="陪诊", terms="credit", wish_text="text-1", for_id=WANG, minutes_wanted=180
)
RICH = (*COMMUNITY, SPRING_WORK)


def test_a_volunteer_asks_for_help_that_they_can_pay_for(database: str) -> None:
    asked = given(*RICH).when(ASK, actor=WANG)
    asked.then(made(NEW))
    asked.repeated(database)


def test_more_than_is_there_cannot_be_asked_for() -> None:
    given(*RICH).when(replace(ASK, minutes_wanted=301)).refused(
        InsufficientCredit, needed=301, held=300
    )


def test_what_was_asked_for_already_is_not_there_twice() -> None:
    given(*UP).when(ASK, actor=WANG).refused(InsufficientCredit, needed=180, held=120)
    given(*UP).when(replace(ASK, minutes_wanted=120), actor=WANG).fact  # noqa: B018 (is recorded)


def test_what_is_set_aside_is_counted_once() -> None:
    taken_on = given(*UP, claimed())
    taken_on.when(replace(ASK, minutes_wanted=121)).refused(InsufficientCredit, held=120)
    view = taken_on.view(ASK)
    assert view(Promised, f"member:{WANG}").minutes == 0


def test_help_is_for_somebody_and_takes_time() -> None:
    for broken in (
        replace(ASK, minutes_wanted=0),
        replace(ASK, minutes_wanted=1441),
        replace(ASK, for_id=None),
        replace(ASK, kind="wish"),
    ):
        given(*RICH).when(broken).refused(TermsDoNotFit)


def test_nobody_asks_for_a_stranger() -> None:
    given(*RICH).when(replace(ASK, for_id=STRANGER)).refused(UnknownMember)


def test_a_wish_is_small() -> None:
    wish = replace(ASK, kind="wish", terms="free", minutes_wanted=0, value_fen_max=30_001)
    given(*RICH).when(wish).refused(WishTooDear, most=300)
    assert given(*RICH).when(replace(wish, value_fen_max=30_000)).fact


def test_a_child_asks_through_a_guardian() -> None:
    child = replace(ASK, terms="free", for_id=AUNT, age_years=17)
    given(*RICH).when(child).refused(GuardianMissing)
    for nobodys in (AUNT, WANG):
        given(*RICH).when(replace(child, guardian_id=nobodys)).refused(GuardianMissing)
    tie = KinRecorded(
        kin_id="kin-1", member_id=AUNT, relative_id=WANG, relation="parent", evidence="seen"
    )
    assert given(*RICH, tie).when(replace(child, guardian_id=WANG)).fact
    given(*RICH).when(replace(child, guardian_id=STRANGER)).refused(UnknownMember)
    assert given(*RICH).when(replace(child, age_years=18)).fact


def test_the_pool_pays_for_whom_the_rules_name() -> None:
    by_pool = replace(ASK, terms="pool", for_id=UNCLE, age_years=79)
    given(*RICH).when(by_pool).refused(PoolNotForYou)
    given(*RICH).when(replace(by_pool, age_years=None)).refused(PoolNotForYou)
    given(*RICH).when(replace(by_pool, age_years=80)).refused(PoolEmpty)
    gift = CreditTransferred(transfer_id="t", giver_id=WANG, amount=180, balance_after=120)
    fact = given(*RICH, gift).when(replace(by_pool, age_years=80)).fact
    assert isinstance(fact, RequestMade)
    assert fact.terms == "pool"


def test_the_pool_pays_earlier_for_whom_hardship_was_shown() -> None:
    gift = CreditTransferred(transfer_id="t", giver_id=WANG, amount=180, balance_after=120)
    paper = StandingGranted(
        member_id=UNCLE, kind="hardship:a", from_day=date(2026, 1, 1), evidence="seen"
    )
    by_pool = replace(ASK, terms="pool", for_id=UNCLE, age_years=60)
    given(*RICH, gift).when(by_pool).refused(PoolNotForYou, age=80, hardship_age=60)
    assert given(*RICH, gift, paper).when(by_pool).fact


MAP = (
    NodeFounded(node_id="grid-1", level="grid", label="第一网格"),
    NodeFounded(node_id="grid-2", level="grid", label="第二网格"),
    NodeFounded(node_id="house", level="building", label="3栋", parent_id="grid-2"),
)
LAMP = MakeRequest(
    kind="matter",
    need="路灯不亮",
    terms="free",
    wish_text="text-1",
    place_id="house",
    place_text="text-3",
)


def test_a_matter_has_a_place_and_belongs_to_the_grid_where_it_is(database: str) -> None:
    found = given(*COMMUNITY, *MAP).when(LAMP)
    found.then(
        RequestMade(
            need_id=NEW,
            kind="matter",
            need="路灯不亮",
            terms="free",
            wish_text="text-1",
            grid="第二网格",
            place_id="house",
            place_text="text-3",
        )
    )
    found.repeated(database)
    of_wang = given(*COMMUNITY, *MAP).when(replace(LAMP, for_id=WANG, place_id="grid-2")).fact
    assert isinstance(of_wang, RequestMade) and of_wang.grid == "第二网格"
    nowhere = given(*COMMUNITY).when(replace(LAMP, place_id=None)).fact
    assert isinstance(nowhere, RequestMade) and nowhere.grid is None


def test_a_place_is_one_that_is_there() -> None:
    given(*COMMUNITY).when(LAMP).refused(UnknownNode)
    closed = NodeClosed(node_id="house", from_day=date(2026, 3, 1), into_id=None)
    given(*COMMUNITY, *MAP, closed).when(LAMP).refused(NodeIsClosed)


def test_where_somebody_lives_is_written_on_no_request() -> None:
    for place in ({"place_id": "house"}, {"place_text": "text-3"}):
        given(*RICH, *MAP).when(replace(ASK, **place)).refused(PlaceOfMatterOnly)
