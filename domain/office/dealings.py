"""Dealings: with whom a member had to do as only two people can."""

from msgspec import field

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.needs.claims import RequestClaimed
from domain.needs.word import SaidOnHelp
from domain.people.membership import MembersMerged
from domain.service.hours import CreditReleased, EarnedService
from domain.service.pairing import PairingBegun
from domain.service.transfer import CreditTransferred
from domain.ties.heir import HeirNamed
from domain.ties.kin import KinRecorded
from domain.ties.proxy import ProxyAccepted


class Dealings(
    State,
    of="member",
    folds=(
        EarnedService,
        CreditReleased,
        PairingBegun,
        CreditTransferred,
        KinRecorded,
        ProxyAccepted,
        HeirNamed,
        RequestClaimed,
        SaidOnHelp,
        MembersMerged,
    ),
):
    """The people with whom one member had to do as only two people can, by the ids of then.

    `also_known_as` are the ids of records that were merged into this one.
    """

    others: set[str] = field(default_factory=set)
    also_known_as: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Who stood up for hours, who helped whom, who gave to whom, who is whose relative."""
        match fact:
            case EarnedService() | CreditReleased():
                self.others.add(recorded.envelope.actor)
            case PairingBegun():
                self.others.update((fact.volunteer_id, fact.assisted_id))
            case CreditTransferred():
                self.others.update(filter(None, (fact.giver_id, fact.to)))
            case RequestClaimed() | SaidOnHelp():
                self.others.update(filter(None, (fact.helper_id, fact.asker_id)))
                if isinstance(fact, SaidOnHelp) and fact.earned:
                    self.others.add(recorded.envelope.actor)
            case KinRecorded():
                self.others.update((fact.member_id, fact.relative_id))
            case ProxyAccepted():
                self.others.update((fact.member_id, fact.helper_id))
            case HeirNamed():
                self.others.update(filter(None, (fact.member_id, fact.heir_id)))
            case MembersMerged():
                self.also_known_as.add(fact.member_id)

    def met(self, other: "Dealings") -> bool:
        """Whether they had to do with another, under whichever id."""
        return not self.others.isdisjoint({other.id, *other.also_known_as})
