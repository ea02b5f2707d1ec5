"""A person says yes to who helps them, on their phone, at the desk or by a signature."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest
from msgspec.structs import replace as copy_of

from domain.ledger.decision import Decision, Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.tag import Tag
from domain.people.membership import MembersMerged, UnknownMember
from domain.people.tags import member_tag
from domain.ties.proxy import (
    ProxyEnded,
    ProxyNotAccepted,
    ProxyOver,
    Scope,
    UnknownProxy,
    refuse_without_scope,
)
from domain.ties.proxy_agreeing import (
    AcceptProxy,
    EndProxy,
    NameProxy,
    ProxyAlreadyThere,
    ProxyScopeEmpty,
    ProxyUntilInvalid,
    ProxyWithSelf,
)
from tests.controls import AUNT, CHEN, COMMUNITY, LI, NOW, STRANGER, UNCLE, WANG, ZHOU, moment
from tests.relatives import agreed, helped
from tests.scenario import NEW, by, given

YEAR = date(2026, 12, 31)
NAME = NameProxy(member_id=AUNT, helper_id=LI, scope=("see", "ask"), until_day=YEAR)
ASKED = (*COMMUNITY, by(CHEN, helped()))
AGREED = (*ASKED, by(AUNT, agreed(helped())))
ACCEPT = AcceptProxy(proxy_id="proxy-1")
END = EndProxy(proxy_id="proxy-1")


@dataclass(frozen=True)
class Helping:
    """Does something for another. Refused: ProxyNotAccepted, ProxyScope."""

    member_id: str
    wanted: Scope = "ask"

    def boundary(self) -> tuple[Tag, ...]:
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> Fact:
        refuse_without_scope(view, stamp, self.member_id, self.wanted)
        return helped(self.member_id, stamp.actor)


def test_who_says_so_on_their_own_phone_has_a_helper_at_once() -> None:
    given(*COMMUNITY).when(NAME, actor=AUNT).then(agreed(helped(proxy_id=NEW)))


def test_what_the_desk_asks_waits_for_a_yes() -> None:
    given(*COMMUNITY).when(NAME).then(helped(proxy_id=NEW))
    given(*ASKED).when(Helping(AUNT), actor=LI).refused(ProxyNotAccepted)
    given(*ASKED).when(ACCEPT, actor=AUNT).then(agreed(helped()))
    given(*ASKED).when(ACCEPT, actor=ZHOU).then(agreed(helped(), "before_two"))


def test_a_signature_that_is_kept_is_a_yes() -> None:
    signed = copy_of(agreed(helped(proxy_id=NEW), "signature"), paper_text="paper-1")
    given(*COMMUNITY).when(replace(NAME, paper_text="paper-1")).then(signed)


def test_who_asked_enters_the_yes_that_was_signed_since() -> None:
    signed = replace(ACCEPT, paper_text="paper-1")
    yes = copy_of(agreed(helped(), "signature"), paper_text="paper-1")
    given(*ASKED).when(signed, actor=CHEN).then(yes)
    given(*ASKED).when(signed, actor=LI).refused(ProxyNotAccepted)


@pytest.mark.parametrize("actor", [CHEN, LI])
def test_neither_who_asked_nor_the_helper_says_yes(actor: str) -> None:
    given(*ASKED).when(ACCEPT, actor=actor).refused(ProxyNotAccepted)


def test_nobody_makes_themselves_a_helper() -> None:
    given(*COMMUNITY).when(replace(NAME, paper_text="paper-1"), actor=LI).refused(ProxyNotAccepted)


def test_a_yes_comes_while_it_is_worth_something() -> None:
    given(*ASKED).when(ACCEPT, actor=AUNT, at=moment(12, 31, 9)).refused(ProxyNotAccepted)
    given(*AGREED).when(ACCEPT, actor=AUNT).refused(ProxyAlreadyThere)
    given(*COMMUNITY).when(ACCEPT, actor=AUNT).refused(UnknownProxy)
    gone = ProxyEnded(proxy_id="proxy-1", member_id=AUNT, helper_id=LI)
    given(*ASKED, gone).when(ACCEPT, actor=AUNT).refused(ProxyOver)


def test_helper_and_helped_are_two_members() -> None:
    given(*COMMUNITY).when(replace(NAME, helper_id=STRANGER)).refused(UnknownMember)
    given(*COMMUNITY).when(replace(NAME, member_id=STRANGER)).refused(UnknownMember)
    given(*COMMUNITY).when(replace(NAME, helper_id=AUNT)).refused(ProxyWithSelf)
    unknown = helped(STRANGER)
    given(*COMMUNITY, unknown).when(ACCEPT, actor=ZHOU).refused(UnknownMember)


@pytest.mark.parametrize(
    ("until_day", "is_taken"),
    [
        (date(2026, 3, 20), False),
        (date(2026, 3, 21), True),
        (date(2029, 3, 22), True),
        (date(2029, 3, 23), False),
    ],
)
def test_it_ends_on_a_day_within_three_years(until_day: date, is_taken: bool) -> None:
    outcome = given(*COMMUNITY).when(replace(NAME, until_day=until_day))
    if is_taken:
        assert outcome.fact
    else:
        outcome.refused(ProxyUntilInvalid)


def test_something_is_in_the_scope() -> None:
    given(*COMMUNITY).when(replace(NAME, scope=())).refused(ProxyScopeEmpty)


def test_one_helper_is_named_once_and_several_may_be() -> None:
    given(*ASKED).when(NAME).refused(ProxyAlreadyThere)
    given(*ASKED).when(replace(NAME, helper_id=WANG)).then(helped(AUNT, WANG, proxy_id=NEW))
    given(*ASKED).when(replace(NAME, member_id=UNCLE)).then(helped(UNCLE, proxy_id=NEW))
    renewed = given(*AGREED).when(
        replace(NAME, until_day=date(2027, 12, 31)), actor=AUNT, at=new_year()
    )
    assert renewed.fact


def new_year() -> datetime:
    return moment(12, 31, 10).replace(year=2027, month=1, day=1)


def test_it_ends_at_once_by_a_word() -> None:
    ended = ProxyEnded(proxy_id="proxy-1", member_id=AUNT, helper_id=LI)
    given(*AGREED).when(END, actor=AUNT).then(ended)
    given(*AGREED, ended).when(Helping(AUNT), actor=LI).refused(ProxyNotAccepted)
    given(*AGREED, ended).when(END).refused(ProxyOver)
    given(*COMMUNITY).when(END).refused(UnknownProxy)
    assert given(*AGREED, ended).when(NAME, actor=AUNT).fact


@pytest.mark.parametrize(("gone", "stays"), [(WANG, LI), (LI, WANG)])
def test_a_helper_of_two_records_is_one_helper(gone: str, stays: str) -> None:
    merged = MembersMerged(
        member_id=gone, into_id=stays, kind="volunteer", minutes=0, credit=0, points=0
    )
    assert given(*AGREED, merged).when(Helping(AUNT), actor=stays).fact
    ended = given(*AGREED, merged).when(END, actor=AUNT).fact
    assert ended == ProxyEnded(proxy_id="proxy-1", member_id=AUNT, helper_id=stays)


def test_who_is_helped_under_two_records_is_helped_once() -> None:
    merged = MembersMerged(
        member_id=AUNT, into_id=UNCLE, kind="assisted", minutes=0, credit=0, points=0
    )
    assert given(*AGREED, merged).when(Helping(UNCLE), actor=LI).fact
    given(*AGREED, merged).when(replace(NAME, member_id=UNCLE)).refused(ProxyAlreadyThere)


@pytest.mark.parametrize(
    ("decision", "past"),
    [(NAME, COMMUNITY), (ACCEPT, ASKED), (END, AGREED)],
    ids=lambda it: type(it).__name__,
)
def test_asking_again_changes_nothing_more(
    decision: Decision, past: tuple[Fact, ...], database: str
) -> None:
    given(*past).when(decision, actor=AUNT, at=NOW).repeated(database)
