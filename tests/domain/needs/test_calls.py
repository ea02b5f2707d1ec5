"""Somebody looks in on old people who live alone, at a rhythm that was agreed."""

from dataclasses import replace
from datetime import date

from domain.needs.calls import (
    AgreeCalls,
    AlreadyCalledOn,
    CalledInTheFuture,
    CallerIsKin,
    CallMade,
    CallsAgreed,
    CallsEnded,
    CallsOver,
    CallsSelf,
    EndCalls,
    NotTheCaller,
    StillCalled,
    TellOfCall,
    UnknownCalls,
)
from domain.people.membership import MembersMerged, UnknownMember
from domain.ties.kin import KinRecorded
from domain.ties.leaving import LeaveCommunity
from tests.controls import AUNT, CHEN, COMMUNITY, HE, LI, STRANGER, UNCLE, WANG
from tests.scenario import NEW, given

FIRST = date(2026, 3, 2)
AGREED = CallsAgreed(
    calls_id="calls-1", assisted_id=AUNT, caller_id=LI, rhythm="weekly", starts_on=FIRST
)
ENDED = CallsEnded(calls_id="calls-1", assisted_id=AUNT, caller_id=LI, reason_text="reason-1")
AGREE = AgreeCalls(assisted_id=AUNT, caller_id=LI, rhythm="weekly", starts_on=FIRST)
TELL = TellOfCall(calls_id="calls-1", on=date(2026, 3, 9), how="phone", outcome="well")
END = EndCalls(calls_id="calls-1", reason_text="reason-1")


def test_somebody_promises_to_call_every_week(database: str) -> None:
    agreed = given(*COMMUNITY).when(AGREE, actor=CHEN)
    agreed.then(
        CallsAgreed(calls_id=NEW, assisted_id=AUNT, caller_id=LI, rhythm="weekly", starts_on=FIRST)
    )
    agreed.repeated(database)


def test_two_members_are_needed_for_a_call() -> None:
    given(*COMMUNITY).when(replace(AGREE, assisted_id=STRANGER)).refused(UnknownMember)
    given(*COMMUNITY).when(replace(AGREE, caller_id=STRANGER)).refused(UnknownMember)
    given(*COMMUNITY).when(replace(AGREE, caller_id=AUNT)).refused(CallsSelf)


def test_kin_look_in_anyway_so_somebody_else_calls() -> None:
    tie = KinRecorded(
        kin_id="kin-1", member_id=AUNT, relative_id=LI, relation="child", evidence="told"
    )
    given(*COMMUNITY, tie).when(AGREE, actor=CHEN).refused(CallerIsKin)
    assert given(*COMMUNITY, tie).when(replace(AGREE, caller_id=WANG), actor=CHEN).fact


def test_one_rhythm_is_enough_for_one_person() -> None:
    given(*COMMUNITY, AGREED).when(replace(AGREE, caller_id=WANG)).refused(AlreadyCalledOn)
    assert given(*COMMUNITY, AGREED).when(replace(AGREE, assisted_id=UNCLE)).fact
    assert given(*COMMUNITY, AGREED, ENDED).when(AGREE).fact
    one = MembersMerged(
        member_id=AUNT, into_id=UNCLE, kind="assisted", minutes=0, credit=0, points=0
    )
    merged = given(*COMMUNITY, AGREED, one)
    merged.when(replace(AGREE, assisted_id=UNCLE)).refused(AlreadyCalledOn)


def test_who_promised_tells_of_the_call_or_the_desk_for_them(database: str) -> None:
    told = given(*COMMUNITY, AGREED).when(TELL, actor=LI)
    told.then(
        CallMade(
            calls_id="calls-1",
            assisted_id=AUNT,
            caller_id=LI,
            on=date(2026, 3, 9),
            how="phone",
            outcome="well",
        )
    )
    told.repeated(database)
    given(*COMMUNITY, AGREED).when(TELL, actor=WANG).refused(NotTheCaller)
    assert given(*COMMUNITY, AGREED).when(replace(TELL, by_office=True), actor=CHEN).fact


def test_a_call_is_of_a_promise_that_holds_and_not_of_tomorrow() -> None:
    given(*COMMUNITY).when(TELL).refused(UnknownCalls)
    given(*COMMUNITY, AGREED, ENDED).when(TELL).refused(CallsOver)
    tomorrow = replace(TELL, on=date(2026, 3, 21))
    given(*COMMUNITY, AGREED).when(tomorrow, actor=LI).refused(CalledInTheFuture)


def test_the_promise_ends_once(database: str) -> None:
    ended = given(*COMMUNITY, AGREED).when(END, actor=CHEN)
    ended.then(ENDED)
    ended.repeated(database)
    given(*COMMUNITY).when(END).refused(UnknownCalls)
    given(*COMMUNITY, AGREED, ENDED).when(END).refused(CallsOver)


def test_nobody_leaves_while_somebody_waits_for_their_call() -> None:
    leaves = LeaveCommunity(member_id=LI, volunteer_number="V000001")
    given(*COMMUNITY, AGREED).when(leaves, actor=HE).refused(StillCalled)
    assert given(*COMMUNITY, AGREED, ENDED).when(leaves, actor=HE).fact
