"""Which cards there are, and which of them still open the till."""

from domain.people.card import CardIssued, CardRevoked
from domain.people.membership import MemberLeft
from projections.people.cards import Card, cards_of, valid_card, valid_cards
from tests.controls import LI, NOW, STRANGER, WANG
from tests.projections.living import Living

LIS = CardIssued(card_id="card-1", number=1, member_id=LI)
WANGS = CardIssued(card_id="card-2", number=2, member_id=WANG)
LOST = CardRevoked(card_id="card-1", member_id=LI)
NEXT = CardIssued(card_id="card-3", number=3, member_id=LI)


def test_a_card_is_somebodys_until_it_is_void(community: Living) -> None:
    community.saw(LIS, WANGS)
    assert community.ask(valid_card, 1) == Card("card-1", 1, LI, NOW, None)
    community.saw(LOST)
    assert community.ask(valid_card, 1) is None
    assert community.ask(valid_card, 2) == Card("card-2", 2, WANG, NOW, None)
    assert community.ask(valid_card, 3) is None


def test_a_members_cards_are_the_last_issued_first(community: Living) -> None:
    community.saw(LIS, WANGS, LOST, NEXT)
    assert community.ask(cards_of, LI) == [
        Card("card-3", 3, LI, NOW, None),
        Card("card-1", 1, LI, NOW, NOW),
    ]
    assert community.ask(cards_of, STRANGER) == []


def test_the_card_of_who_left_is_void(community: Living) -> None:
    community.saw(LIS, LOST, NEXT, WANGS)
    community.saw(MemberLeft(member_id=LI, kind="volunteer", credit=0, points=0))
    assert community.ask(valid_card, 3) is None
    assert [it.number for it in community.ask(valid_cards)] == [2]
    assert [it.revoked_at for it in community.ask(cards_of, LI)] == [NOW, NOW]
