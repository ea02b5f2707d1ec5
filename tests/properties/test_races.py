"""Many tills race for the same points and the same goods, and nobody gets what is not there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from domain.ledger.decision import Receipt, Request
from domain.ledger.fact import Fact, decode
from domain.ledger.log import Log
from domain.ledger.recording import Outcome
from domain.people.membership import EnrolMember
from domain.rules.accounts import POINTS, goods, member_account, stock_account
from domain.shop.redemption import InsufficientPoints, OutOfStock, RedeemPoints
from domain.shop.sale import Pieces
from tests.controls import LI, SUN, WANG, donated, listed
from tests.scenario import given, write
from tests.shop import SHOP, ask, ledger_of

TILLS, EACH = 8, 8
SOAP = "soap"


def soap(member_id: str = LI) -> RedeemPoints:
    """A bar of soap for ten points; Li and Wang have enough for sixteen each."""
    return RedeemPoints(member_id=member_id, lines=(Pieces(SOAP, 1),), served_by=SUN)


def race(
    database: str, bars: int, request: Callable[[int, int], Request]
) -> tuple[list[Outcome], list[Fact]]:
    """All tills at once, each a process with a log of its own; what came of it."""
    shop = Log(database, "yanwuping")
    write(shop, given(*SHOP, listed(SOAP, 10), donated(SOAP, bars, donation_id="bars")).past)
    start = Barrier(TILLS)

    def till(number: int) -> list[Outcome]:
        log = Log(database, "yanwuping")
        try:
            ledger = ledger_of(log)
            start.wait()
            return [ledger.record([request(number, turn)])[0] for turn in range(EACH)]
        finally:
            log.close()

    with ThreadPoolExecutor(TILLS) as pool:
        outcomes = [it for answers in pool.map(till, range(TILLS)) for it in answers]
    facts = [decode(*row).fact for row in shop.after(0, limit=10_000)]
    shop.close()
    return outcomes, facts


def held(facts: list[Fact], account: str, unit: str) -> int:
    postings = (posting for fact in facts for posting in fact.postings())
    return sum(it.amount for it in postings if (it.account, it.unit) == (account, unit))


def test_of_64_redemptions_of_one_balance_exactly_the_affordable_are_taken(database: str) -> None:
    outcomes, facts = race(
        database,
        bars=100,
        request=lambda till, turn: Request(decision=soap(), actor=SUN, key=f"{till}-{turn}"),
    )
    taken = [it for it in outcomes if isinstance(it, Receipt)]
    refused = [it for it in outcomes if isinstance(it, InsufficientPoints)]
    assert (len(taken), len(refused)) == (16, 48)
    assert {(it.details["needed"], it.details["held"]) for it in refused} == {(10, 0)}
    assert sorted(it.fact.balance_after for it in taken) == [*range(0, 160, 10)]
    assert held(facts, member_account(LI), POINTS) == 0
    assert held(facts, member_account(WANG), POINTS) == 160
    assert held(facts, stock_account(SOAP), goods(SOAP)) == 84


def test_of_64_redemptions_of_ten_bars_ten_are_taken(database: str) -> None:
    outcomes, facts = race(
        database,
        bars=10,
        request=lambda till, turn: Request(
            decision=soap(LI if till % 2 else WANG), actor=SUN, key=f"{till}-{turn}"
        ),
    )
    assert sum(isinstance(it, Receipt) for it in outcomes) == 10
    assert sum(isinstance(it, OutOfStock) for it in outcomes) == 54
    assert held(facts, stock_account(SOAP), goods(SOAP)) == 0
    spent = sum(held(facts, member_account(it), POINTS) for it in (LI, WANG))
    assert spent == 320 - 100


@pytest.mark.parametrize("keys", [1, EACH])
def test_64_tills_that_ask_the_same_record_it_once(database: str, keys: int) -> None:
    outcomes, facts = race(
        database,
        bars=100,
        request=lambda _till, turn: Request(decision=soap(), actor=SUN, key=f"{turn % keys}"),
    )
    assert len({it.position for it in outcomes}) == keys
    assert sum(not it.replayed for it in outcomes) == keys
    assert held(facts, stock_account(SOAP), goods(SOAP)) == 100 - keys


def test_160_people_who_enrol_at_eight_desks_at_once_all_get_a_number(database: str) -> None:
    start = Barrier(TILLS)

    def desk(number: int) -> list[Outcome]:
        log = Log(database, "yanwuping")
        try:
            ledger = ledger_of(log)
            start.wait()
            return [
                ledger.record([ask(EnrolMember(member_id=it, kind="volunteer"), it)])[0]
                for it in (f"person-{number}-{place}" for place in range(20))
            ]
        finally:
            log.close()

    with ThreadPoolExecutor(TILLS) as pool:
        outcomes = [it for answers in pool.map(desk, range(TILLS)) for it in answers]
    numbers = {it.fact.volunteer_number for it in outcomes if isinstance(it, Receipt)}
    assert numbers == {f"V{number:06d}" for number in range(1, 161)}
