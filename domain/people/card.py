"""Cards: printed on paper for who has no phone, shown at the till, void once they are lost."""

from dataclasses import dataclass

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.tags import CARDS, member_tag


class CardIssued(Fact, type="card.issued"):
    """A member has a card; its code is derived from `number` and a key outside the log."""

    called = "发兑换卡"
    told = "给 {member_id} 发了第 {number} 号兑换卡。"

    card_id: str
    number: int
    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The member; the cards that are numbered one after the other."""
        return member_tag(self.member_id), CARDS


class CardRevoked(Fact, type="card.revoked"):
    """A card is void: lost, worn out, or no longer wanted."""

    called = "兑换卡作废"
    told = "{member_id} 的兑换卡作废。"

    card_id: str
    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def caused_by(self) -> str:
        """The fact that issued the card: it gave the card its id."""
        return self.card_id


class CardHeld(Refusal, code="card_held"):
    """A member has one card at a time."""

    zh = "已经有一张有效的兑换卡；要换新卡，请先挂失旧卡。"
    en = "There is a valid card already; to get a new one, cancel the old one first."


class UnknownCard(Refusal, code="unknown_card"):
    """The member has no such card, or it is void already."""

    zh = "没有这张兑换卡，或者已经挂失。"
    en = "There is no such card, or it has been cancelled already."


class CardNumbers(State, of="cards", folds=(CardIssued,)):
    """How many cards were ever issued: the source of their numbers."""

    issued: int = 0

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Count the cards."""
        self.issued += isinstance(fact, CardIssued)


class HeldCard(State, of="member", folds=(CardIssued, CardRevoked)):
    """The cards that one member holds: one, or those of two records that were made one."""

    card_ids: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the cards of the member."""
        match fact:
            case CardIssued():
                self.card_ids.add(fact.card_id)
            case CardRevoked():
                self.card_ids.discard(fact.card_id)


@dataclass(frozen=True, kw_only=True)
class IssueCard:
    """Give a member a card. Refused: UnknownMember, CardHeld."""

    member_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The member and the cards."""
        return member_tag(self.member_id), CARDS

    def decide(self, view: View, stamp: Stamp) -> CardIssued:
        """The card, with the next number."""
        member = member_tag(self.member_id)
        view(Member, member).required()
        if view(HeldCard, member).card_ids:
            raise CardHeld
        number = view(CardNumbers, CARDS).issued + 1
        return CardIssued(card_id=stamp.id, number=number, member_id=self.member_id)


@dataclass(frozen=True, kw_only=True)
class RevokeCard:
    """Make a member's card void. Refused: UnknownMember, UnknownCard."""

    member_id: str
    card_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> CardRevoked:
        """The end of the card."""
        member = member_tag(self.member_id)
        view(Member, member).required()
        if self.card_id not in view(HeldCard, member).card_ids:
            raise UnknownCard
        return CardRevoked(card_id=self.card_id, member_id=self.member_id)
