"""Hands: who may be behind both ends of what takes two people."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from domain.ledger.decision import OFFICE, Stamp, View
from domain.ledger.fact import Envelope
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.sign_in import hands_of
from domain.people.tags import member_tag
from domain.rules.tags import RULES


class OneHand(Refusal, code="one_hand"):
    """Two people stand behind it, and whoever gave a sign-in anew might act in its owner's name."""

    zh = (
        "先经手的人是您的另一份档案，或其登录不久前由您、或由给您办理登录的人重新办理过，"
        "须由另一位工作人员办理。"
    )
    en = (
        "Who had a part in this before is another record of yours, or their sign-in was given "
        "anew a short time ago, by you or by who gave you yours; somebody else has to."
    )


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
    return not hands_of(view, stamp, proposed.by, at=proposed.at).isdisjoint(approving)


def people_behind(ids: Iterable[str | None]) -> tuple[Tag, ...]:
    """What has to be read to know who may be behind these people: of the office there is nothing.

    Whoever acts is among them, as far as it is a person who does.
    """
    named = dict.fromkeys(it for it in ids if it and it != OFFICE)
    return RULES, *(member_tag(it) for it in named)


def refuse_one_hand(
    view: View, stamp: Stamp, ends: Iterable[str | None], *, at: datetime | None, by: str | None
) -> None:
    """Raises OneHand if who acts (`by`) may have been behind what others did at a moment.

    That is so by an id of theirs that was merged away, and by a sign-in that was given anew: its
    owner could not come in any more. A first one takes no account from anybody, and in an office
    of the first week one administrator has let everybody in.
    """
    acting = hands_of(view, stamp, by, anew=True) if by else frozenset({stamp.actor})
    people = (it for it in ends if it and it != OFFICE)
    if any(acting & hands_of(view, stamp, it, at=at, anew=True) for it in people):
        raise OneHand
