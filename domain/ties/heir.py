"""Heirs: to whom somebody's time credit goes when they leave, a relative or the welfare pool."""

from dataclasses import dataclass

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MembersMerged
from domain.people.tags import member_tag
from domain.ties.kin import (
    KinEvidenceMissing,
    KinNotRecorded,
    RelatedBeneficiary,
    are_kin,
    seen_relations,
)


class HeirNamed(Fact, type="heir.named", omit_defaults=True):
    """A member said who has their time credit when they leave; without an heir it is the pool."""

    called = "指定时间存款的去处"
    told = "{member_id} 指定：退出后时间存款转给{heir}。"

    member_id: str
    heir_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The member, and the heir."""
        heirs = (member_tag(self.heir_id),) if self.heir_id else ()
        return member_tag(self.member_id), *heirs


class HeirNotKin(Refusal, code="heir_not_kin", field="to"):
    """An heir is a relative whose tie was seen."""

    zh = "只能指定看过证件的亲属；请先带户口簿、结婚证等到服务台登记。"
    en = "It has to be a relative whose paper was seen; bring one to the desk first."


class Heirs(State, of="member", folds=(HeirNamed, MembersMerged)):
    """Whom one member named last, by the ids of then: nobody is the pool."""

    named: dict[str, str] = field(default_factory=dict)
    also_known_as: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Keep what was said last."""
        match fact:
            case HeirNamed():
                self.named.pop(fact.member_id, None)
                self.named[fact.member_id] = fact.heir_id or ""
            case MembersMerged():
                self.also_known_as.add(fact.member_id)

    def heir(self) -> str | None:
        """Who is to have it, if it is not the pool."""
        own = {self.id, *self.also_known_as}
        return next((it for who, it in reversed(self.named.items()) if who in own), "") or None

    def tags(self) -> tuple[Tag, ...]:
        """The tag of the heir, if there is one."""
        heir = self.heir()
        return (member_tag(heir),) if heir else ()


def heir_of(view: View, member_id: str) -> str | None:
    """Who has somebody's time credit now: a relative whose tie was seen, or nobody but the pool.

    Reads both.
    """
    heir = view(Heirs, member_tag(member_id)).heir()
    if heir is None or view(Member, member_tag(heir)).left:
        return None
    try:
        seen_relations(view, member_id, heir)
    except (KinNotRecorded, KinEvidenceMissing):
        return None
    return view(Member, member_tag(heir)).id


def refuse_heir(view: View, stamp: Stamp, member_id: str, heir_id: str | None) -> None:
    """Nobody writes down that they or a relative of theirs get something; reads the heir.

    Raises RelatedBeneficiary.
    """
    if heir_id is None or stamp.actor == member_id:
        return
    heir = view(Member, member_tag(heir_id)).id
    if stamp.actor == heir or are_kin(view, heir, stamp.actor):
        raise RelatedBeneficiary


@dataclass(frozen=True, kw_only=True)
class NameHeir:
    """Say who has a member's time credit when they leave; without an heir it is the pool.

    Refused: UnknownMember, HeirNotKin, RelatedBeneficiary.
    """

    member_id: str
    heir_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The member, and the heir."""
        heirs = (member_tag(self.heir_id),) if self.heir_id else ()
        return member_tag(self.member_id), *heirs

    def decide(self, view: View, stamp: Stamp) -> HeirNamed:
        """What was said."""
        member = view(Member, member_tag(self.member_id))
        member.required()
        if self.heir_id is not None:
            view(Member, member_tag(self.heir_id)).required()
            try:
                seen_relations(view, self.member_id, self.heir_id)
            except (KinNotRecorded, KinEvidenceMissing):
                raise HeirNotKin from None
            refuse_heir(view, stamp, member.id, self.heir_id)
        return HeirNamed(member_id=member.id, heir_id=self.heir_id)
