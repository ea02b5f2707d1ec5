"""What is decided together is recorded together, once, and exactly as it was decided."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from domain.ledger.decision import KeyReused, Receipt, Request, Stamp, View, digest
from domain.ledger.fact import Fact, encode_fact
from domain.ledger.journal import Posting
from domain.ledger.log import Log
from domain.ledger.recording import Ledger
from domain.ledger.rehearsal import Rehearsal
from domain.ledger.tag import Tag
from domain.people.tags import TEAMS
from domain.people.teams import FoundTeam, TeamExists, TeamFounded
from domain.service.service import BackfillService, ConfirmService
from domain.shop.donation import DonatedGoods, ReceiveDonation
from domain.shop.goods_return import ReturnGoods
from domain.shop.redemption import InsufficientPoints, RedeemPoints
from domain.shop.sale import Pieces
from tests.controls import (
    CARE,
    CHEN,
    ELEVEN,
    GREEN,
    HAN,
    LI,
    NINE,
    NOW,
    OIL,
    SUN,
    WANG,
    ZHOU,
    ZONE,
    moment,
)
from tests.shop import ask, eight_hours, ledger_of, oil, open_shop, recorded


@pytest.fixture
def log(database: str) -> Iterator[Log]:
    opened = open_shop(database)
    yield opened
    opened.close()


@pytest.fixture
def ledger(log: Log) -> Ledger:
    return ledger_of(log)


def test_each_request_is_decided_on_what_the_one_before_left(log: Log, ledger: Ledger) -> None:
    requests = [ask(oil(bottles=2), "1"), ask(oil(bottles=2), "2"), ask(oil(), "3")]
    first, second, third = ledger.record(requests)
    assert isinstance(second, InsufficientPoints)
    assert (first.fact.balance_after, second.details["held"], third.fact.balance_after) == (
        60,
        60,
        10,
    )
    assert [it.fact for it in recorded(log)] == [first.fact, third.fact]
    assert [it.position for it in recorded(log)] == [first.position, third.position]


def test_who_asks_again_after_a_restart_is_answered_though_the_points_are_gone(
    log: Log, ledger: Ledger
) -> None:
    (sale,) = ledger.record([ask(oil(bottles=3), "1")])
    again, another = ledger_of(log).record([ask(oil(bottles=3), "1"), ask(oil(bottles=3), "2")])
    assert again == Receipt(sale.recorded, replayed=True)
    assert isinstance(another, InsufficientPoints)
    assert [it.fact for it in recorded(log)] == [sale.fact]


def test_a_rehearsal_knows_what_it_rehearsed_about_things_nobody_had_asked_for(log: Log) -> None:
    entry = BackfillService(member_id=LI, programme=CARE, starts_at=NINE, ends_at=ELEVEN)
    entered = ask(entry, "1", actor=ZHOU)
    confirm = ask(ConfirmService(service_id=entered.id), "2", actor=CHEN)
    rehearsal = Rehearsal(log, ZONE, clock=lambda: NOW)
    outcomes = [outcome for it in (entered, confirm) for outcome in rehearsal.record([it])]
    assert [type(it) for it in outcomes] == [Receipt, Receipt]
    assert recorded(log) == []


def test_outcomes_come_in_the_order_of_the_requests(log: Log, ledger: Ledger) -> None:
    teams = ["甲", CARE, "乙", "丙", GREEN]
    requests = [ask(FoundTeam(team=team), str(key)) for key, team in enumerate(teams)]
    outcomes = ledger.record(requests)
    assert [type(it) for it in outcomes] == [Receipt, TeamExists, Receipt, Receipt, TeamExists]
    assert [it.fact.team for it in recorded(log)] == ["甲", "乙", "丙"]


def test_nothing_is_asked_and_nothing_recorded(log: Log, ledger: Ledger) -> None:
    assert ledger.record([]) == []
    assert recorded(log) == []


def test_the_log_keeps_who_asked_when_and_why(log: Log, ledger: Ledger) -> None:
    request = Request(
        decision=oil(),
        actor=SUN,
        on_behalf_of=LI,
        key="1",
        content="c0ffee",
        happened_at=moment(3, 1, 9),
        cause="workbook-1",
    )
    (receipt,) = ledger.record([request])
    (sale,) = recorded(log)
    assert sale == receipt.recorded
    assert not receipt.replayed
    assert (sale.envelope.id, sale.envelope.type) == (request.id, "points.redeemed")
    assert (sale.envelope.happened_at, sale.envelope.recorded_at) == (moment(3, 1, 9), NOW)
    assert (sale.envelope.actor, sale.envelope.on_behalf_of) == (SUN, LI)
    assert (sale.envelope.cause, sale.envelope.mends) == ("workbook-1", None)
    assert (sale.envelope.request.tag, sale.envelope.request.content) == (request.tag, "c0ffee")
    assert sale.envelope.tags == (*sale.fact.touches(), request.tag)
    assert sale.envelope.data == encode_fact(sale.fact)


def test_a_fact_names_what_caused_it_and_what_it_mends(log: Log, ledger: Ledger) -> None:
    entry = BackfillService(member_id=LI, programme=CARE, starts_at=NINE, ends_at=ELEVEN)
    sale, service = ledger.record([ask(oil(), "1"), ask(entry, "2", actor=ZHOU)])
    goods = ReturnGoods(redemption_id=sale.recorded.envelope.id, lines=(Pieces(OIL, 1),))
    confirm = ConfirmService(service_id=service.recorded.envelope.id)
    ledger.record([ask(goods, "3"), ask(confirm, "4", actor=CHEN)])
    *_, returned, confirmed = [it.envelope for it in recorded(log)]
    assert (returned.mends, returned.cause) == (sale.recorded.envelope.id, None)
    assert (confirmed.mends, confirmed.cause) == (None, service.recorded.envelope.id)


def test_what_happens_now_happened_now(ledger: Ledger) -> None:
    (receipt,) = ledger.record([ask(oil(), "1")])
    assert receipt.recorded.envelope.happened_at == NOW


def test_the_same_key_with_other_content_is_refused(log: Log, ledger: Ledger) -> None:
    (first,) = ledger.record([ask(oil(), "1", content="one bottle")])
    (second,) = ledger.record([ask(oil(bottles=2), "1", content="two bottles")])
    assert isinstance(second, KeyReused)
    assert [it.fact for it in recorded(log)] == [first.fact]


def test_the_same_key_of_two_people_is_two_requests(log: Log, ledger: Ledger) -> None:
    first, second = ledger.record([ask(oil(), "1", actor=SUN), ask(oil(), "1", actor=HAN)])
    assert not second.replayed
    assert [it.position for it in recorded(log)] == [first.position, second.position]


def test_the_same_key_twice_at_once_records_once(log: Log, ledger: Ledger) -> None:
    requests = [ask(oil(), "1"), ask(oil(WANG), "2"), ask(oil(), "1")]
    first, other, second = ledger.record(requests)
    assert second == replace(first, replayed=True)
    assert [it.position for it in recorded(log)] == [first.position, other.position]


def test_the_same_key_twice_at_once_with_other_content_records_once(
    log: Log, ledger: Ledger
) -> None:
    first, second = ledger.record([ask(oil(), "1", content="a"), ask(oil(), "1", content="b")])
    assert isinstance(second, KeyReused)
    assert [it.position for it in recorded(log)] == [first.position]


def test_an_impatient_finger_records_once(log: Log, ledger: Ledger) -> None:
    first, *others = ledger.record([ask(oil(), "1") for _ in range(50)])
    assert others == [replace(first, replayed=True)] * 49
    refused = ledger.record([ask(oil(bottles=9), "2") for _ in range(50)])
    assert {type(it) for it in refused} == {InsufficientPoints}
    assert len(recorded(log)) == 1


def test_a_refused_key_may_be_tried_again(log: Log, ledger: Ledger) -> None:
    (refused,) = ledger.record([ask(oil(bottles=4), "1")])
    assert isinstance(refused, InsufficientPoints)
    ledger_of(log).record([ask(eight_hours(), "hours")])
    (receipt,) = ledger.record([ask(oil(bottles=4), "1")])
    assert isinstance(receipt, Receipt) and not receipt.replayed


def test_a_thing_is_known_to_the_requests_beside_it(log: Log, ledger: Ledger) -> None:
    entry = BackfillService(member_id=LI, programme=CARE, starts_at=NINE, ends_at=ELEVEN)
    entering, selling = ask(entry, "1", actor=ZHOU), ask(oil(), "2")
    goods = ReturnGoods(redemption_id=selling.id, lines=(Pieces(OIL, 1),))
    asked = [
        entering,
        ask(ConfirmService(service_id=entering.id), "3", actor=CHEN),
        selling,
        ask(goods, "4"),
    ]
    assert [type(it) for it in ledger.record(asked)] == [Receipt] * 4
    types = [it.envelope.type for it in recorded(log)]
    assert sorted(types) == sorted(
        ["service.backfilled", "service.confirmed", "points.redeemed", "goods.returned"]
    )


@dataclass(frozen=True)
class Mistaken:
    """A decision with a mistake of its programmer in it."""

    member_id: str

    def boundary(self) -> tuple[Tag, ...]:
        return (TEAMS,)

    def decide(self, view: View, stamp: Stamp) -> Fact:
        raise ZeroDivisionError


class Unbalanced(TeamFounded):
    """A fact that moves points out of nowhere."""

    def postings(self) -> tuple[Posting, ...]:
        return (Posting(f"member/{LI}", "points", 1_000_000),)


@dataclass(frozen=True)
class Lopsided(Mistaken):
    """A decision whose fact does not sum to zero."""

    def decide(self, view: View, stamp: Stamp) -> Fact:
        return Unbalanced(team="any")


@pytest.mark.parametrize(
    ("mistake", "error"), [(Mistaken, ZeroDivisionError), (Lopsided, ValueError)]
)
def test_a_mistake_in_one_decision_records_nothing_of_them_all(
    log: Log, ledger: Ledger, mistake: type, error: type[Exception]
) -> None:
    ledger.record([ask(oil(), "1")])
    together = [ask(oil(), "2"), ask(mistake(LI), "3"), ask(oil(), "4")]
    with pytest.raises(error):
        ledger.record(together)
    assert len(recorded(log)) == 1
    second, third, fourth = ledger.record([ask(oil(), "2"), ask(oil(), "4"), ask(oil(), "5")])
    assert (second.fact.balance_after, third.fact.balance_after) == (60, 10)
    assert isinstance(fourth, InsufficientPoints)


def test_a_gift_is_on_the_shelf_at_once(log: Log, ledger: Ledger) -> None:
    gift = ReceiveDonation(goods=(DonatedGoods(OIL, 5), DonatedGoods(OIL, 7)))
    sale = RedeemPoints(member_id=LI, lines=(Pieces(OIL, 3),), served_by=SUN)
    ledger.record([ask(gift, "1"), ask(sale, "2")])
    assert [type(it.fact).__name__ for it in recorded(log)] == [
        "DonationReceived",
        "PointsRedeemed",
    ]


@pytest.mark.parametrize("memory_bytes", [0, 8_000, 20_000])
def test_who_remembers_little_answers_the_same(log: Log, memory_bytes: int) -> None:
    forgetful = ledger_of(log, memory_bytes=memory_bytes)
    batches = [
        [ask(oil(), "1"), ask(oil(WANG, 2), "2"), ask(FoundTeam(team="甲"), "3")],
        [ask(oil(WANG, 2), "4"), ask(oil(LI, 2), "5"), ask(oil(), "1")],
        [ask(oil(LI), "6"), ask(oil(WANG), "7"), ask(FoundTeam(team="甲"), "8")],
        [ask(oil(WANG, 2), "2"), ask(oil(WANG, 2), "2", content="other")],
    ]
    outcomes = [it for batch in batches for it in forgetful.record(batch)]
    said = [
        (it.replayed, getattr(it.fact, "balance_after", None))
        if isinstance(it, Receipt)
        else it.code
        for it in outcomes
    ]
    poor, reused = "insufficient_points", "idempotency_key_reused"
    assert said == [
        *[(False, 110), (False, 60), (False, None)],
        *[poor, (False, 10), (True, 110)],
        *[poor, (False, 10), "team_exists"],
        *[(True, 60), reused],
    ]


def test_no_more_is_remembered_than_may_be(log: Log) -> None:
    forgetful = ledger_of(log, memory_bytes=40_000)
    for key in range(30):
        forgetful.record([ask(FoundTeam(team=f"team-{key}"), f"{key}")])
        forgetful.record([ask(oil(LI if key % 2 else WANG, 9), f"too much {key}")])
        memory = forgetful._memory
        assert 0 < memory.things.bytes <= 30_000
        assert 0 < memory.answers.bytes <= 10_000
    everything = ledger_of(log)
    everything.record([ask(FoundTeam(team=f"team-{key}"), f"{key}") for key in range(30)])
    assert everything._memory.answers.bytes > 20_000


def test_an_id_is_the_same_whenever_the_request_comes_again() -> None:
    request = ask(oil(), "1")
    assert request.id == ask(oil(), "1").id == digest("id", request.tag)
