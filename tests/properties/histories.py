"""Random histories of a community: what people might ask for, sensible or not."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from hypothesis import strategies as st
from msgspec.structs import replace as copy_of

from domain.ledger.decision import Decision, Request
from domain.ledger.fact import Fact
from domain.ledger.log import Log
from domain.needs.asking import MakeRequest
from domain.needs.claims import ClaimRequest
from domain.needs.contest import ContestHelp, SettleHelp
from domain.needs.fulfilment import FulfilRequest, ServeRequest
from domain.needs.giving_back import GiveBackRequest
from domain.needs.requests import PublishRequest
from domain.needs.withdrawal import DeclineRequest, WithdrawRequest
from domain.needs.word import ConfirmHelp
from domain.office.merging import MergeMembers
from domain.people.membership import EnrolMember
from domain.people.roles import GrantRole, WithdrawRole
from domain.people.teams import FoundTeam
from domain.rules.rules import AdoptRules, Terms
from domain.service.activity import SignIn, SignOut
from domain.service.deciding.rejecting import RejectService
from domain.service.pairing import EndPairing, FormPairing
from domain.service.places import CancelSignUp, SignUp
from domain.service.plan import CallOffActivity, ChangeActivity
from domain.service.service import BackfillService, ConfirmService
from domain.service.service_audit import ReleaseBackfill, RevokeService
from domain.service.service_import import ImportService
from domain.service.transfer import TransferCredit
from domain.service.visit import RecordVisit
from domain.shop.count_approval import ApproveCount, RefuseCount
from domain.shop.dispute import SettleOfflineSale
from domain.shop.donation import DonatedGoods, ReceiveDonation
from domain.shop.donation_correction import CorrectDonation
from domain.shop.goods_return import ReturnGoods
from domain.shop.items import ListItem
from domain.shop.offline_sale import AcceptOfflineSale, Allowance
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import Pieces
from domain.shop.stock_count import Count, CountStock
from domain.ties.leaving import LeaveCommunity
from tests.controls import (
    AUNT,
    CARE,
    CHEN,
    CHOIR,
    CLEANING,
    GREEN,
    LI,
    OIL,
    RICE,
    RICE_LISTED,
    SUN,
    UNCLE,
    WANG,
    ZHOU,
    donated,
    moment,
    published,
)
from tests.roles import found
from tests.scenario import given, write
from tests.shop import SHOP

PAST: Final[tuple[Fact, ...]] = (
    *SHOP,
    RICE_LISTED,
    donated(RICE, 4, date(2026, 3, 25), "gift-2"),
    donated(RICE, 3, date(2026, 3, 12), "gift-3"),
    published(),
    copy_of(published(CHOIR, capacity=1), ends_at=moment(3, 20, 12)),
)
"""What every history begins with."""

NUMBERS: Final = {LI: "V000001", WANG: "V000002", AUNT: "V000003", UNCLE: "V000004"}

Wish = tuple[str, Decision]

people = st.sampled_from([LI, WANG, AUNT])
staff = st.sampled_from([CHEN, ZHOU, SUN, LI])
items = st.sampled_from([RICE, OIL])
days = st.integers(5, 9)
pieces = st.builds(Pieces, item_id=items, quantity=st.integers(1, 3))
lines = st.lists(pieces, min_size=1, max_size=3).map(tuple)
earlier = st.integers(0, 3).map("@{}".format)
"""One of the things of that kind that were asked for before; which one, is settled later."""


@st.composite
def times(draw: st.DrawFn) -> dict[str, object]:
    """When something began and ended, seldom in an impossible way."""
    starts_at = moment(3, draw(days), draw(st.integers(0, 23)), draw(st.sampled_from([0, 30])))
    minutes = draw(st.sampled_from([60, 90, 240, 300, 700, 5, 800]))
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}


def timed(decision: type, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[Decision]:
    """A decision about something that began and ended."""
    return st.builds(lambda when, **rest: decision(**when, **rest), when=times(), **fields)


def counts(seen: st.SearchStrategy[int]) -> st.SearchStrategy[Count]:
    """Somebody counted an item a moment ago."""
    reasons = st.sampled_from([None, "reason-1"])
    return st.builds(Count, items, seen, reasons, st.none(), st.none())


outcomes = st.sampled_from(["charged", "borne", "did_not_happen"])
programmes = st.sampled_from([CARE, GREEN])
HOURS: Final = [
    timed(ImportService, member_id=people, programme=programmes),
    timed(BackfillService, member_id=people, programme=programmes),
    timed(RecordVisit, pairing_id=earlier, by_office=st.just(True)),
    st.builds(ConfirmService, service_id=earlier),
    st.builds(ConfirmService, service_id=earlier),
    st.builds(RejectService, service_id=earlier),
    st.builds(ReleaseBackfill, service_id=earlier),
    st.builds(RevokeService, service_id=earlier),
    st.builds(SignUp, activity_id=st.sampled_from([CLEANING, CHOIR]), member_id=people),
    st.builds(CancelSignUp, activity_id=st.sampled_from([CLEANING, CHOIR]), member_id=people),
    st.builds(
        SignIn,
        activity_id=st.just(CLEANING),
        member_id=people,
        at=st.sampled_from([moment(3, 5, 9), moment(3, 5, 10)]),
    ),
    st.builds(SignOut, activity_id=st.just(CLEANING), member_id=people),
    st.builds(
        ChangeActivity,
        activity_id=st.sampled_from([CLEANING, CHOIR]),
        ends_at=st.sampled_from([None, moment(3, 20, 13), moment(3, 20, 14)]),
        capacity=st.integers(1, 3),
    ),
    st.builds(CallOffActivity, activity_id=st.just(CHOIR), reason_text=st.just("reason-1")),
]
GOODS: Final = [
    st.builds(RedeemPoints, member_id=people, lines=lines, served_by=st.sampled_from([SUN, LI])),
    st.builds(RedeemPoints, member_id=people, lines=lines, served_by=st.just(SUN)),
    st.builds(ReturnGoods, redemption_id=earlier, lines=lines),
    st.builds(ReturnGoods, redemption_id=earlier, lines=pieces.map(lambda it: (it,))),
    st.builds(
        CountStock,
        lines=st.lists(
            counts(st.integers(0, 9)),
            max_size=2,
        ).map(tuple),
    ),
    st.builds(
        ReceiveDonation,
        goods=st.lists(
            st.builds(
                DonatedGoods,
                items,
                st.integers(1, 5),
                st.sampled_from([None, date(2026, 3, 20), date(2026, 3, 21), date(2026, 6, 1)]),
            ),
            max_size=2,
        ).map(tuple),
        money_fen=st.integers(0, 2),
    ),
    st.builds(
        CorrectDonation,
        donation_id=earlier | st.just("gift-1"),
        reason_text=st.just("reason-1"),
        money_fen=st.none() | st.integers(0, 2),
        goods=st.none()
        | st.lists(
            st.builds(
                DonatedGoods,
                items,
                st.integers(1, 12),
                st.sampled_from([None, date(2026, 3, 20), date(2026, 6, 1)]),
            ),
            max_size=3,
        ).map(tuple),
    ),
    st.builds(
        ListItem,
        name=st.sampled_from(["食盐", RICE_LISTED.name]),
        unit=st.just("袋"),
        points=st.just(5),
    ),
    st.builds(
        CountStock,
        lines=counts(st.integers(0, 120)).map(lambda it: (it,)),
        counted_by=st.sampled_from([CHEN, SUN]),
    ),
    st.builds(ApproveCount, count_id=earlier),
    st.builds(RefuseCount, count_id=earlier, reason_text=st.just("reason-1")),
    st.builds(
        AcceptOfflineSale,
        sale=st.builds(
            RedeemPoints,
            member_id=people,
            lines=lines,
            served_by=st.sampled_from([SUN, LI]),
            allowance_id=st.just("window-1"),
        ),
        allowance=st.sampled_from(
            [None, *(Allowance("window-1", it, 100, moment(4, 1, 9)) for it in (LI, WANG))]
        ),
    ),
    st.builds(SettleOfflineSale, redemption_id=earlier, outcome=outcomes),
]
PEOPLE: Final = [
    st.builds(
        TransferCredit,
        giver_id=people,
        amount=st.integers(1, 700),
        to=st.one_of(st.none(), people),
        unit=st.sampled_from(["credit", "credit", "credit", "points"]),
        relation=st.sampled_from(["spouse", "spouse", None]),
    ),
    st.builds(
        FormPairing,
        volunteer_id=people,
        assisted_id=st.sampled_from([AUNT, UNCLE]),
        cause_id=st.just("cause-1"),
        visit_every_days=st.just(7),
        starts_on=st.just(date(2026, 3, 1)),
    ),
    st.builds(EndPairing, pairing_id=earlier),
    st.builds(FoundTeam, team=st.sampled_from([CARE, "就业培训"])),
    st.builds(EnrolMember, member_id=st.sampled_from([LI, "newcomer"]), kind=st.just("volunteer")),
    st.builds(GrantRole, member_id=people, role=st.just("cashier")),
    st.sampled_from([LI, WANG, AUNT, UNCLE]).map(
        lambda who: LeaveCommunity(member_id=who, volunteer_number=NUMBERS[who])
    ),
    st.builds(WithdrawRole, member_id=people, role=st.just("cashier")),
    st.builds(MergeMembers, member_id=people, into_id=st.sampled_from([LI, WANG, AUNT, UNCLE])),
    st.builds(
        AdoptRules,
        version=st.sampled_from(["2026-03", "2026-04"]),
        in_force_from=st.just(date(2026, 3, 20)),
        terms=st.builds(Terms, service_minutes_before_redeeming=st.sampled_from([0, 1200])),
    ),
]
NEEDS: Final = [
    st.builds(
        MakeRequest,
        kind=st.just("service"),
        need=st.just("陪诊"),
        terms=st.sampled_from(["credit", "credit", "pool", "free"]),
        wish_text=st.just("text-1"),
        for_id=people,
        minutes_wanted=st.sampled_from([60, 120, 300]),
        age_years=st.sampled_from([None, 85]),
    ),
    st.builds(
        PublishRequest,
        need_id=earlier,
        public_text=st.just("text-2"),
        open_until=st.just(date(2026, 3, 31)),
    ),
    st.builds(
        ClaimRequest,
        need_id=earlier,
        helper_id=people,
        due_on=st.sampled_from([None, date(2026, 3, 20)]),
    ),
    st.builds(GiveBackRequest, need_id=earlier, by_office=st.just(True)),
    timed(ServeRequest, need_id=earlier, by_office=st.just(True)),
    st.builds(FulfilRequest, need_id=earlier, service_id=earlier, by_office=st.just(True)),
    st.builds(
        ConfirmHelp,
        need_id=earlier,
        how=st.just("desk"),
        minutes_accepted=st.sampled_from([None, None, 30, 240]),
        by_office=st.just(True),
    ),
    st.builds(
        ContestHelp, need_id=earlier, reason_text=st.just("reason-1"), by_office=st.just(True)
    ),
    st.builds(SettleHelp, need_id=earlier, minutes=st.sampled_from([0, 30, 60])),
    st.builds(WithdrawRequest, need_id=earlier, by_office=st.just(True)),
    st.builds(DeclineRequest, need_id=earlier),
]
CREATES: Final = {
    MakeRequest: "need_id",
    ServeRequest: "service_id",
    CountStock: "count_id",
    AcceptOfflineSale: "redemption_id",
    ImportService: "service_id",
    BackfillService: "service_id",
    RecordVisit: "service_id",
    SignOut: "service_id",
    RedeemPoints: "redemption_id",
    FormPairing: "pairing_id",
}


def named(wishes: Sequence[Wish]) -> list[Request]:
    """The wishes as requests, each about things that those before it may have brought about."""
    made: defaultdict[str, list[str]] = defaultdict(list)
    requests = []
    for number, (actor, wish) in enumerate(wishes):
        decision = wish
        for kind in set(CREATES.values()):
            which = getattr(decision, kind, "")
            if which.startswith("@") and made[kind]:
                chosen = made[kind][-1 - int(which[1:]) % len(made[kind])]
                decision = replace(decision, **{kind: chosen})
        request = Request(decision=decision, actor=actor, key=f"{number}", content=f"{decision}")
        made[CREATES.get(type(decision), "")].append(request.id)
        requests.append(request)
    return requests


def asked(*decisions: st.SearchStrategy[Decision]) -> st.SearchStrategy[list[Wish]]:
    """Things that are asked for one after another, each by one of the staff."""
    return st.tuples(*(st.tuples(staff, decision) for decision in decisions)).map(list)


LATEST: Final = st.just("@0")
STORIES: Final = [
    asked(HOURS[1], st.builds(ConfirmService, service_id=LATEST)),
    asked(
        HOURS[1],
        st.builds(ConfirmService, service_id=LATEST),
        st.builds(ReleaseBackfill, service_id=LATEST),
    ),
    asked(
        HOURS[1],
        st.builds(ConfirmService, service_id=LATEST),
        st.builds(ReleaseBackfill, service_id=LATEST),
        st.builds(RevokeService, service_id=LATEST),
    ),
    asked(HOURS[0], GOODS[1], st.builds(RevokeService, service_id=LATEST)),
    asked(GOODS[1], st.builds(ReturnGoods, redemption_id=LATEST, lines=lines)),
    asked(GOODS[7], st.builds(ApproveCount, count_id=LATEST)),
    asked(
        GOODS[10],
        st.builds(SettleOfflineSale, redemption_id=LATEST, outcome=outcomes),
        st.builds(ReturnGoods, redemption_id=LATEST, lines=lines),
    ),
    asked(PEOPLE[1], HOURS[2], st.builds(ConfirmService, service_id=LATEST)),
    asked(HOURS[10], HOURS[11], st.builds(ConfirmService, service_id=LATEST)),
]
ASKED: Final = asked(
    NEEDS[0],
    st.builds(
        PublishRequest,
        need_id=LATEST,
        public_text=st.just("text-2"),
        open_until=st.just(date(2026, 3, 31)),
    ),
    st.builds(ClaimRequest, need_id=LATEST, helper_id=people),
)
HELPED: Final = asked(
    timed(ServeRequest, need_id=LATEST, by_office=st.just(True)),
    st.builds(ConfirmService, service_id=LATEST),
    st.builds(ConfirmHelp, need_id=LATEST, how=st.just("desk"), by_office=st.just(True)),
)
"""What often follows from what."""


def histories() -> st.SearchStrategy[list[Request]]:
    """What a community asks for, one thing after another."""
    kinds = (HOURS, GOODS, NEEDS)
    step = st.one_of(*(asked(st.one_of(*it)) for it in kinds), *STORIES, ASKED, HELPED)
    steps = st.lists(st.one_of(step, step, asked(st.one_of(*PEOPLE))), min_size=8, max_size=20)
    return steps.map(lambda them: named([wish for step in them for wish in step]))


def _worked(member_id: str, day: int) -> Wish:
    times = {"starts_at": moment(2, day, 8), "ends_at": moment(2, day, 16)}
    return CHEN, ImportService(member_id=member_id, programme=CARE, **times)


BEGUN: Final[tuple[Wish, ...]] = (
    *(_worked(who, day) for who in (LI, WANG, AUNT) for day in (1, 2, 3)),
    (CHEN, TransferCredit(giver_id=LI, amount=480)),
)
"""Everybody has something to ask with, and so has the pool."""


def by(actor: str, decision: st.SearchStrategy[Decision]) -> st.SearchStrategy[list[Wish]]:
    """Something that one person in particular asks for."""
    return decision.map(lambda it: [(actor, it)])


def one_after_another(*steps: st.SearchStrategy[list[Wish]]) -> st.SearchStrategy[list[Wish]]:
    """Steps in their turn."""
    return st.tuples(*steps).map(lambda them: [wish for step in them for wish in step])


def _asked_and_taken_on() -> st.SearchStrategy[list[Wish]]:
    terms = st.sampled_from(["credit", "credit", "credit", "pool", "free"])
    minutes = st.sampled_from([30, 60, 120, 240])
    make = st.builds(replace, NEEDS[0], terms=terms, minutes_wanted=minutes, age_years=st.just(85))
    publish = st.builds(replace, NEEDS[1], need_id=LATEST)
    claim = st.builds(replace, NEEDS[2], need_id=LATEST)
    return one_after_another(by(CHEN, make), by(ZHOU, publish), by(CHEN, claim), by(CHEN, claim))


def _of_latest(kind: int) -> st.SearchStrategy[Decision]:
    return st.builds(replace, NEEDS[kind], need_id=LATEST)


def requests_for_help(steps: int) -> st.SearchStrategy[list[Request]]:
    """So many steps in which people ask for help, give it, and think better of it."""
    service = {kind: st.builds(kind, service_id=LATEST) for kind in SERVICE_ENDS}
    step = st.one_of(
        _asked_and_taken_on(),
        _asked_and_taken_on(),
        by(CHEN, _of_latest(4)),
        by(CHEN, _of_latest(4)),
        *(by(ZHOU, it) for it in service.values()),
        by(ZHOU, service[ConfirmService]),
        one_after_another(by(CHEN, _of_latest(6)), by(ZHOU, service[RevokeService])),
        one_after_another(by(CHEN, _of_latest(7)), by(ZHOU, _of_latest(8))),
        *(by(CHEN, _of_latest(it)) for it in (3, 6, 9)),
        asked(st.one_of(*NEEDS)),
        asked(st.one_of(*HOURS[3:8])),
        asked(PEOPLE[0]),
    )
    history = st.lists(step, min_size=steps // 2, max_size=steps)
    return history.map(lambda them: named([*BEGUN, *(it for step in them for it in step)]))


SERVICE_ENDS: Final = (ConfirmService, RejectService, RevokeService)


def workbooks() -> st.SearchStrategy[list[Request]]:
    """What the office's workbooks ask for."""
    rows = st.one_of(HOURS[0], GOODS[1], GOODS[5], GOODS[6], PEOPLE[1], PEOPLE[4])
    return st.lists(asked(rows).map(lambda it: it[0]), min_size=8, max_size=20).map(named)


def in_batches(requests: list[Request], sizes: Sequence[int]) -> Iterator[list[Request]]:
    """The requests in their order, so many at a time, again and again."""
    start, turn = 0, 0
    while start < len(requests):
        size = sizes[turn % len(sizes)]
        yield requests[start : start + size]
        start, turn = start + size, turn + 1


batch_sizes = st.lists(st.integers(1, 7), min_size=1, max_size=4)


@contextmanager
def a_community(database: str) -> Iterator[Log]:
    """A log that holds the past and nothing else, in a database that holds many."""
    community = f"community_{uuid4().hex}"
    found(database, community)
    log = Log(database, community)
    try:
        write(log, given(*PAST).past)
        yield log
    finally:
        log.close()
