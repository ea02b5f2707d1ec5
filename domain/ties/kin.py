"""Kin: who is whose relative, as the office was shown or told."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MembersMerged
from domain.people.tags import member_tag
from domain.ties.standing import Evidence

KinRelation = Literal[
    "spouse",
    "parent",
    "child",
    "grandparent",
    "grandchild",
    "sibling",
    "parent_in_law",
    "child_in_law",
    "guardian",
    "ward",
    "other",
]

SEEN: Final[frozenset[Evidence]] = frozenset({"seen", "copied", "registry"})
"""Of which there was a paper; what was only told opens no gate."""

OTHER_WAY: Final[dict[KinRelation, KinRelation]] = {
    "parent": "child",
    "child": "parent",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
    "parent_in_law": "child_in_law",
    "child_in_law": "parent_in_law",
    "guardian": "ward",
    "ward": "guardian",
}
"""What the one is to the other; what is missing is the same both ways."""


class KinRecorded(Fact, type="kin.recorded", omit_defaults=True):
    """`relative_id` is the parent, child … of `member_id`, as the office was shown or told.

    `replaced_ids` are ties between the same two that were only told, before a paper was seen.
    """

    called = "登记亲属关系"
    told = "登记亲属：{relative_id} 是 {member_id} 的{relation}（{evidence}）。"

    kin_id: str
    member_id: str
    relative_id: str
    relation: KinRelation
    evidence: Evidence
    replaced_ids: tuple[str, ...] = ()

    def touches(self) -> tuple[Tag, ...]:
        """Both people."""
        return member_tag(self.member_id), member_tag(self.relative_id)


class KinEnded(Fact, type="kin.ended"):
    """Two people are no relatives any more, or never were; `kin_ids` are the ties that end."""

    called = "亲属关系终止"
    told = "{member_id} 与 {relative_id} 的亲属关系终止：{reason_text}"

    member_id: str
    relative_id: str
    kin_ids: tuple[str, ...]
    reason_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """Both people."""
        return member_tag(self.member_id), member_tag(self.relative_id)


class OwnKin(Refusal, code="own_kin", field="relative_id"):
    """Nobody says by themselves who their relatives are."""

    zh = "不能登记或终止自己的亲属关系，请由另一位工作人员办理。"
    en = "You cannot record or end a tie of your own family; somebody else on the staff has to."


class KinWithSelf(Refusal, code="kin_with_self", field="relative_id"):
    """Relatives are two people."""

    zh = "亲属应是另一位成员，请重新选择。"
    en = "A relative is somebody else; choose another member."


class KinAlreadyRecorded(Refusal, code="kin_already_recorded", field="relative_id"):
    """The tie is known; a paper seen later can still be added to what was told."""

    zh = "这两位成员的亲属关系已经登记。"
    en = "These two are recorded as relatives already."


class KinNotRecorded(Refusal, code="kin_not_recorded", field="relative_id"):
    """Nothing is known of their being relatives."""

    zh = "这两位成员的亲属关系还没有登记，请先带证件到服务台登记。"
    en = "These two are not recorded as relatives; bring a paper to the desk first."


class KinEvidenceMissing(Refusal, code="kin_evidence_missing", field="relative_id"):
    """The tie was told, and no paper was seen."""

    zh = "这两位成员的亲属关系只是口头说过，请先带户口簿、结婚证等到服务台核对。"
    en = "The office was only told that they are relatives; bring a paper to the desk first."


class RelatedBeneficiary(Refusal, code="related_beneficiary"):
    """Nobody decides what their own relatives get."""

    zh = "这关系到您亲属得到的，不能由您办理，请由另一位工作人员办理。"
    en = "It is about what a relative of yours gets: somebody else on the staff has to do it."


class Tie(NamedTuple):
    """Two people by the ids of then: the second is what `relation` says of the first."""

    member_id: str
    relative_id: str
    relation: KinRelation
    evidence: Evidence


class Kin(State, of="member", folds=(KinRecorded, KinEnded, MembersMerged)):
    """The ties of one member that hold; `also_known_as` are records that were merged into theirs.

    They are kept by the ids of then: who asks goes by `relatives`.
    """

    ties: dict[str, Tie] = field(default_factory=dict)
    also_known_as: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the ties."""
        match fact:
            case KinRecorded():
                for kin_id in fact.replaced_ids:
                    self.ties.pop(kin_id, None)
                self.ties[fact.kin_id] = Tie(
                    fact.member_id, fact.relative_id, fact.relation, fact.evidence
                )
            case KinEnded():
                for kin_id in fact.kin_ids:
                    self.ties.pop(kin_id, None)
            case MembersMerged():
                self.also_known_as.add(fact.member_id)

    def relatives(self, view: View, *, seen: bool = False) -> dict[str, dict[str, KinRelation]]:
        """Who is a relative now, and what each tie says that they are to this member.

        With `seen` only by ties of which there was a paper.
        """
        own = {self.id, *self.also_known_as}
        found: dict[str, dict[str, KinRelation]] = {}
        for kin_id, tie in self.ties.items():
            if seen and tie.evidence not in SEEN:
                continue
            if tie.member_id in own:
                other, relation = tie.relative_id, tie.relation
            else:
                other, relation = tie.member_id, OTHER_WAY.get(tie.relation, tie.relation)
            found.setdefault(view.one(member_tag(other)), {})[kin_id] = relation
        return found


def relations(view: View, one_id: str, other_id: str) -> dict[str, KinRelation]:
    """What the second is to the first, by the id of each tie that holds; reads the first."""
    known = view(Kin, member_tag(one_id)).relatives(view)
    return known.get(view.one(member_tag(other_id)), {})


def seen_relations(view: View, one_id: str, other_id: str) -> frozenset[KinRelation]:
    """What the second is to the first by a paper that was seen; reads the first.

    Raises KinNotRecorded, KinEvidenceMissing.
    """
    if not relations(view, one_id, other_id):
        raise KinNotRecorded
    seen = view(Kin, member_tag(one_id)).relatives(view, seen=True)
    found = seen.get(view.one(member_tag(other_id)))
    if not found:
        raise KinEvidenceMissing
    return frozenset(found.values())


def are_kin(view: View, one_id: str, other_id: str) -> bool:
    """Whether these two are recorded as relatives, seen or told; reads the first."""
    return bool(relations(view, one_id, other_id))


def refuse_kin(view: View, stamp: Stamp, member_id: str) -> None:
    """Nobody decides what their relatives get; reads the member. Raises RelatedBeneficiary."""
    if are_kin(view, member_id, stamp.actor):
        raise RelatedBeneficiary


def _two_people(view: View, stamp: Stamp, one_id: str, other_id: str) -> None:
    """Raises UnknownMember, KinWithSelf, OwnKin."""
    one, other = (view(Member, member_tag(it)) for it in (one_id, other_id))
    one.required()
    other.required()
    if one.id == other.id:
        raise KinWithSelf
    if stamp.actor in {one.id, other.id}:
        raise OwnKin


@dataclass(frozen=True, kw_only=True)
class RecordKin:
    """Record that `relative_id` is the parent, child … of `member_id`.

    A paper may be added to what was only told. Refused: UnknownMember, KinWithSelf, OwnKin,
    KinAlreadyRecorded.
    """

    member_id: str
    relative_id: str
    relation: KinRelation
    evidence: Evidence

    def boundary(self) -> tuple[Tag, ...]:
        """Both people."""
        return member_tag(self.member_id), member_tag(self.relative_id)

    def decide(self, view: View, stamp: Stamp) -> KinRecorded:
        """The tie."""
        _two_people(view, stamp, self.member_id, self.relative_id)
        kin = view(Kin, member_tag(self.member_id))
        other = view.one(member_tag(self.relative_id))
        told = kin.relatives(view).get(other, {})
        if told and (self.evidence not in SEEN or other in kin.relatives(view, seen=True)):
            raise KinAlreadyRecorded
        return KinRecorded(
            kin_id=stamp.id,
            member_id=self.member_id,
            relative_id=self.relative_id,
            relation=self.relation,
            evidence=self.evidence,
            replaced_ids=tuple(told),
        )


@dataclass(frozen=True, kw_only=True)
class EndKin:
    """Record that two people are no relatives any more, or were recorded by mistake.

    Refused: UnknownMember, KinWithSelf, OwnKin, KinNotRecorded.
    """

    member_id: str
    relative_id: str
    reason_text: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """Both people."""
        return member_tag(self.member_id), member_tag(self.relative_id)

    def decide(self, view: View, stamp: Stamp) -> KinEnded:
        """The end of all ties between them."""
        _two_people(view, stamp, self.member_id, self.relative_id)
        ties = relations(view, self.member_id, self.relative_id)
        if not ties:
            raise KinNotRecorded
        return KinEnded(
            member_id=self.member_id,
            relative_id=self.relative_id,
            kin_ids=tuple(ties),
            reason_text=self.reason_text,
        )
