"""Hands: who may be behind both ends of what takes two people."""

from datetime import datetime
from typing import NamedTuple

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Envelope
from domain.people.sign_in import hands_of


class Proposed(NamedTuple):
    """By whom something was proposed, in which fact, and when."""

    by: str
    fact_id: str
    at: datetime

    @classmethod
    def of(cls, envelope: Envelope) -> "Proposed":
        """What a proposal's envelope says."""
        return cls(envelope.actor, envelope.id, envelope.recorded_at)


def one_hand_in_both(view: View, stamp: Stamp, proposed: Proposed, approver: str | None) -> bool:
    """Whether somebody may be behind a proposal and its approval; reads both and the rules.

    Behind a proposal is for good who might have made it then: waiting with the approval helps
    nobody. Without an approver it is the office that approves.
    """
    approving = hands_of(view, stamp, approver) if approver else {stamp.actor}
    return not hands_of(view, stamp, proposed.by, proposed.at).isdisjoint(approving)
