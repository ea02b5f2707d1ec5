"""A card for who has no phone: one at a time, void once it is lost."""

from domain.people.card import CardHeld, CardIssued, CardRevoked, IssueCard, RevokeCard, UnknownCard
from domain.people.membership import UnknownMember
from tests.controls import COMMUNITY, LI, STRANGER, WANG
from tests.scenario import NEW, given

LIS = CardIssued(card_id="card-1", number=1, member_id=LI)
WANGS = CardIssued(card_id="card-2", number=2, member_id=WANG)
LIS_LOST = CardRevoked(card_id="card-1", member_id=LI)
LOST = RevokeCard(member_id=LI, card_id="card-1")


def test_a_member_gets_a_card_with_the_next_number() -> None:
    card = CardIssued(card_id=NEW, number=2, member_id=WANG)
    given(*COMMUNITY, LIS).when(IssueCard(member_id=WANG)).then(card)
    assert card.touches() == (f"member:{WANG}", "cards:community")
    assert card.postings() == ()


def test_a_member_has_one_card_at_a_time() -> None:
    given(*COMMUNITY, LIS, WANGS).when(IssueCard(member_id=LI)).refused(CardHeld)


def test_a_lost_card_is_void_and_another_one_can_be_had() -> None:
    given(*COMMUNITY, LIS, WANGS).when(LOST).then(LIS_LOST)
    assert LIS_LOST.caused_by() == "card-1"
    another = CardIssued(card_id=NEW, number=3, member_id=LI)
    given(*COMMUNITY, LIS, WANGS, LIS_LOST).when(IssueCard(member_id=LI)).then(another)


def test_nobody_loses_a_card_twice_or_somebody_elses() -> None:
    given(*COMMUNITY, LIS, LIS_LOST).when(LOST).refused(UnknownCard)
    given(*COMMUNITY, WANGS).when(LOST).refused(UnknownCard)
    elses = RevokeCard(member_id=LI, card_id="card-2")
    given(*COMMUNITY, LIS, WANGS).when(elses).refused(UnknownCard)


def test_strangers_have_no_cards() -> None:
    given(*COMMUNITY).when(IssueCard(member_id=STRANGER)).refused(UnknownMember)
    given(*COMMUNITY).when(RevokeCard(member_id=STRANGER, card_id="card-1")).refused(UnknownMember)


def test_the_same_request_again_makes_no_second_card(database: str) -> None:
    given(*COMMUNITY, LIS).when(IssueCard(member_id=WANG)).repeated(database)


def test_the_same_loss_again_is_one_loss(database: str) -> None:
    given(*COMMUNITY, LIS).when(LOST).repeated(database)
