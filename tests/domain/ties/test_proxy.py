"""Who helps somebody with their things does so by that person's own yes, and not an hour longer."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.tag import Tag
from domain.people.tags import member_tag
from domain.ties.proxy import (
    ProxyNotAccepted,
    ProxyScope,
    Scope,
    refuse_without_scope,
)
from domain.ties.proxy_agreeing import (
    AcceptProxy,
    EndProxy,
    NameProxy,
)
from tests.controls import AUNT, CHEN, COMMUNITY, LI, UNCLE, WANG, moment
from tests.relatives import agreed, helped
from tests.scenario import by, given

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


def new_year() -> datetime:
    return moment(12, 31, 10).replace(year=2027, month=1, day=1)


def test_a_helper_does_what_is_in_the_scope_and_until_the_day() -> None:
    assert given(*AGREED).when(Helping(AUNT), actor=LI).fact
    given(*AGREED).when(Helping(AUNT, "confirm"), actor=LI).refused(ProxyScope)
    given(*AGREED).when(Helping(UNCLE), actor=LI).refused(ProxyNotAccepted)
    given(*AGREED).when(Helping(AUNT), actor=WANG).refused(ProxyNotAccepted)
    given(*AGREED).when(Helping(LI), actor=AUNT).refused(ProxyNotAccepted)
    assert given(*AGREED).when(Helping(AUNT), actor=LI, at=moment(12, 31, 23)).fact
    given(*AGREED).when(Helping(AUNT), actor=LI, at=new_year()).refused(ProxyNotAccepted)
