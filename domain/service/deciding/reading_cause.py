"""Reading a cause: whoever reads what a hardship came of stands in the log before they do."""

from dataclasses import dataclass

from domain.ledger.decision import Stamp, View
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.sealed import SealedGone, SealedRead
from domain.people.tags import member_tag
from domain.service.pairing import Pairing, pairing_tag


@dataclass(frozen=True, kw_only=True)
class ReadPairingCause:
    """Have opened what the hardship of the person came of who is helped in a pairing.

    Refused: UnknownPairing, SealedGone where the person has left.
    """

    pairing_id: str
    why_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The pairing."""
        return (pairing_tag(self.pairing_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Both people."""
        return view(Pairing, pairing_tag(self.pairing_id)).people()

    def decide(self, view: View, stamp: Stamp) -> SealedRead:
        """The reading."""
        pairing = view(Pairing, pairing_tag(self.pairing_id))
        formed = pairing.known()
        assisted = view(Member, member_tag(formed.assisted_id))
        if assisted.left:
            raise SealedGone
        return SealedRead(
            kind="pairing_cause",
            about=pairing_tag(self.pairing_id),
            sealed_id=pairing.sealed_id,
            member_id=assisted.id,
            why_text=self.why_text,
        )
