"""Which cards are there, whose are they, and which of them are valid?"""

from datetime import datetime
from typing import NamedTuple

from domain.people.card import CardIssued, CardRevoked
from domain.people.membership import MemberLeft
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("cards")


class Cards(ByMember):
    """Every card that was issued, and when it was made void."""

    question = "cards"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add the batch's cards, then make void those that were revoked or whose holder left."""
        issued: list[tuple[str, int, str, datetime]] = []
        revoked: list[tuple[str, datetime]] = []
        left: list[tuple[str, datetime]] = []
        for recorded in batch:
            happened_at = recorded.envelope.happened_at
            match recorded.fact:
                case CardIssued() as fact:
                    issued.append((fact.card_id, fact.number, fact.member_id, happened_at))
                case CardRevoked() as fact:
                    revoked.append((fact.card_id, happened_at))
                case MemberLeft() as fact:
                    left.append((fact.member_id, happened_at))
        tables.write("add", issued)
        tables.write("revoke", revoked)
        tables.write("leave", left)


class Card(NamedTuple):
    """A card; valid as long as it was not revoked and its holder has not left."""

    card_id: str
    number: int
    member_id: str
    issued_at: datetime
    revoked_at: datetime | None


async def valid_card(reader: Reader, number: int) -> Card | None:
    """The card of a number, unless it is void."""
    row = await reader.row(_queries["valid"], number=number)
    return Card(**row) if row else None


async def valid_cards(reader: Reader) -> list[Card]:
    """All cards that are not void, in the order of their numbers."""
    return [Card(**row) for row in await reader.rows(_queries["all_valid"])]


async def cards_of(reader: Reader, member_id: str) -> list[Card]:
    """A member's cards, the last issued first."""
    return [Card(**row) for row in await reader.rows(_queries["of_member"], member_id=member_id)]
