"""Whoever lets a colleague in anew is no second person for what that colleague did."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.people.entering.hands import OneHand
from domain.people.membership import MembersMerged
from domain.people.sign_in import PasswordChosen, SignInGiven
from domain.rules.rules import RulesAdopted
from domain.service.service import ConfirmService
from domain.service.service_audit import ReleaseBackfill
from domain.shop.count_approval import ApproveCount
from domain.shop.dispute import SettleOfflineSale
from domain.shop.donation import DonationReceived
from domain.shop.donation_correction import CorrectDonation
from domain.shop.offline_sale import OfflineSaleDisputed
from domain.shop.sale import SaleLine
from domain.shop.stock_count import CountSubmitted, SubmittedLine
from tests.controls import (
    AUNT,
    CHEN,
    COMMUNITY,
    HE,
    LI,
    NOW,
    OIL,
    OIL_LISTED,
    SUN,
    ZHOU,
    adopted,
    backfilled,
    confirmed,
    donated,
    enrolled,
    visited,
)
from tests.scenario import Done, Scenario, by, given

SHOP = (*COMMUNITY, OIL_LISTED, donated(OIL, 20, None))
LATER = NOW + timedelta(days=8)
LINE = SubmittedLine(OIL, 20, 3, 0)
SALE = OfflineSaleDisputed(
    redemption_id="sale-7",
    member_id=LI,
    month="2026-03",
    lines=(SaleLine(OIL, 2, 60, ()),),
    points=60,
    balance_after=160,
    allowance_id="window-1",
    reason="out_of_stock",
    allowed_points=100,
)
MONEY = DonationReceived(donation_id="gift-9", receipt_number="R9", money_fen=100_000)
FIRST_ENDS: list[tuple[Fact, type[Decision], dict[str, object]]] = [
    (backfilled(), ConfirmService, {"service_id": "afterwards-1"}),
    (CountSubmitted(count_id="count-1", lines=(LINE,)), ApproveCount, {"count_id": "count-1"}),
    (SALE, SettleOfflineSale, {"redemption_id": "sale-7", "outcome": "borne"}),
    (MONEY, CorrectDonation, {"donation_id": "gift-9", "reason_text": "r", "money_fen": 1_000}),
]


def let_in(owner: str, giver: str) -> tuple[Done, Done]:
    """Somebody gave another a sign-in, and the owner chose a password."""
    gave = SignInGiven(member_id=owner, owner_chooses=True)
    return by(giver, gave), by(owner, PasswordChosen(member_id=owner))


def anew(*owners: str, giver: str = HE) -> list[Done]:
    """Colleagues who had chosen a password were let in anew."""
    before = [by(owner, PasswordChosen(member_id=owner)) for owner in owners]
    return before + [it for owner in owners for it in let_in(owner, giver)]


@pytest.fixture(params=FIRST_ENDS, ids=lambda it: it[1].__name__)
def end(request: pytest.FixtureRequest) -> tuple[Fact, type[Decision], dict[str, object]]:
    """What one person did, and what takes a second one's word."""
    found: tuple[Fact, type[Decision], dict[str, object]] = request.param
    return found


def test_who_let_a_colleague_in_anew_gives_no_second_word(
    end: tuple[Fact, type[Decision], dict[str, object]],
) -> None:
    fact, word, about = end
    past = given(*SHOP, *anew(SUN), by(SUN, fact))
    past.when(word(**about, actor_id=HE), actor=HE).refused(OneHand)
    assert past.when(word(**about, actor_id=ZHOU), actor=ZHOU).fact


def test_two_who_were_let_in_anew_by_one_person_are_no_two_people(
    end: tuple[Fact, type[Decision], dict[str, object]],
) -> None:
    fact, word, about = end
    past = given(*SHOP, *anew(SUN, ZHOU), by(SUN, fact))
    past.when(word(**about, actor_id=ZHOU), actor=ZHOU).refused(OneHand)
    assert past.when(word(**about, actor_id=ZHOU), actor=ZHOU, at=LATER).fact


def test_waiting_does_not_make_a_second_person(
    end: tuple[Fact, type[Decision], dict[str, object]],
) -> None:
    fact, word, about = end
    past = given(*SHOP, *anew(SUN), by(SUN, fact))
    past.when(word(**about, actor_id=HE), actor=HE, at=LATER).refused(OneHand)


def test_in_the_first_week_one_person_has_let_everybody_in(
    end: tuple[Fact, type[Decision], dict[str, object]],
) -> None:
    fact, word, about = end
    past = given(*SHOP, *let_in(SUN, HE), *let_in(ZHOU, HE), by(SUN, fact))
    assert past.when(word(**about, actor_id=ZHOU), actor=ZHOU).fact


def test_what_a_colleague_did_before_they_were_let_in_anew_is_theirs(
    end: tuple[Fact, type[Decision], dict[str, object]],
) -> None:
    fact, word, about = end
    past = given(*SHOP, by(SUN, fact), *anew(SUN))
    assert past.when(word(**about, actor_id=HE), actor=HE).fact


def test_who_confirmed_in_anothers_name_does_not_release() -> None:
    recognised = confirmed("afterwards-1", "backfilled")
    past = given(*SHOP, by(CHEN, backfilled()), *anew(ZHOU), by(ZHOU, recognised))
    release = ReleaseBackfill(service_id="afterwards-1", actor_id=HE)
    past.when(release, actor=HE).refused(OneHand)


def test_the_rules_say_for_how_long() -> None:
    at_once: RulesAdopted = adopted(version="2026-02", days_held_after_sign_in_given=0)
    past = given(*SHOP, at_once, *anew(SUN), by(SUN, backfilled()))
    assert past.when(ConfirmService(service_id="afterwards-1", actor_id=HE), actor=HE).fact


def same_person(gone: str, stays: str) -> MembersMerged:
    return MembersMerged(
        member_id=gone, into_id=stays, kind="assisted", minutes=0, credit=0, points=0
    )


def merged(*past: Fact | Done) -> Scenario:
    """Zhou, who is on the staff, was a member under another id before."""
    return given(*SHOP, enrolled(ZHOU, "staff", number=9), *past, by(HE, same_person(AUNT, ZHOU)))


def test_who_was_visited_under_an_id_that_was_merged_away_confirms_nothing() -> None:
    told = replace(visited(), assisted_id=AUNT)
    past = merged(by(LI, told))
    past.when(ConfirmService(service_id="visit-1", actor_id=ZHOU), actor=ZHOU).refused(OneHand)


def test_who_gave_something_under_an_id_that_was_merged_away_does_not_correct_it() -> None:
    gift = DonationReceived(
        donation_id="gift-9", receipt_number="R9", money_fen=100_000, donor=f"member:{AUNT}"
    )
    correct = CorrectDonation(donation_id="gift-9", reason_text="r", money_fen=1_000, actor_id=ZHOU)
    merged(by(SUN, gift)).when(correct, actor=ZHOU).refused(OneHand)
