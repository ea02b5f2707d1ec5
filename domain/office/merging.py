"""Merging: two records turn out to be of one person, and a second person agrees."""

from dataclasses import dataclass
from typing import Final

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag, kind_of
from domain.office.dealings import Dealings
from domain.people.entering.hands import Proposed, one_hand_in_both
from domain.people.entering.role_refusals import RoleLost
from domain.people.membership import Holdings, Member, MembersMerged
from domain.people.roles import may_approve
from domain.people.sign_in import OWN_ROLES, Makers
from domain.people.tags import member_tag
from domain.rules.accounts import CREDIT, MINUTES, POINTS
from domain.rules.tags import RULES
from domain.service.hours import HoursWaiting
from domain.ties.kin import refuse_kin
from domain.ties.leaving import OpenBusiness

ACTIVITY: Final = "activity"


class MergeProposed(Fact, type="member.merge_proposed"):
    """Somebody holds two records for one person's; a second person has to agree."""

    called = "提议合并档案"
    told = "提议把 {member_id} 的档案并入 {into_id}，等待另一人批准。"

    member_id: str
    into_id: str

    def touches(self) -> tuple[Tag, ...]:
        """Both records."""
        return member_tag(self.member_id), member_tag(self.into_id)


class MergeDeclined(Fact, type="member.merge_declined"):
    """A second person said no, or who had proposed it thought better of it."""

    called = "不批准合并"
    told = "没有批准把 {member_id} 的档案并入 {into_id}。"

    member_id: str
    into_id: str
    proposal_id: str

    def touches(self) -> tuple[Tag, ...]:
        """Both records."""
        return member_tag(self.member_id), member_tag(self.into_id)

    def caused_by(self) -> str:
        """The proposal."""
        return self.proposal_id


class NotTheSamePerson(Refusal, code="not_the_same_person", field="into"):
    """The books know them for two: by their ID numbers, or by what one did for the other."""

    zh = "这两份档案不是同一个人的：证件号码不同，或一人为另一人确认、帮扶、转赠过，或是其亲属。"
    en = (
        "These records are of two people: their ID numbers differ, or one confirmed, helped or "
        "gave something to the other, or is the other's relative."
    )


class SameRecord(Refusal, code="same_record", field="into"):
    """A record is one with itself already."""

    zh = "请选另一份档案。"
    en = "That is the same record; name another one."


class AlreadyMerged(Refusal, code="already_merged", field="member_id"):
    """Two records are made one once."""

    zh = "这两份档案已经合并。"
    en = "These records have been made one already."


class OwnMerge(Refusal, code="own_merge", field="member_id"):
    """Nobody decides that another's points are their own."""

    zh = "不能合并自己的档案，请由另一位管理员办理。"
    en = "You cannot merge a record of your own; another administrator has to."


class StaffRecord(Refusal, code="staff_record", field="member_id"):
    """What a record did for the office stays under its name, so that it is the one that stays."""

    zh = "这份档案担任过工作人员：请把另一份并入它；两份都担任过的不能合并。"
    en = (
        "This record acted in a role of the office: merge the other one into it. Where both did, "
        "they cannot be merged."
    )


class MergeAlreadyProposed(Refusal, code="merge_proposed", field="into"):
    """It waits for a second person's word."""

    zh = "这次合并已经有人提议，正等待另一人批准。"
    en = "That merge was proposed already and waits for a second person's approval."


class MergeNotProposed(Refusal, code="merge_not_proposed", field="into"):
    """Nothing of the kind waits for a word."""

    zh = "没有等待批准的这次合并。"
    en = "No such merge waits for approval."


class OwnMergeProposal(Refusal, code="own_merge_proposal", field="into"):
    """Two people stand behind a merge."""

    zh = "不能批准自己的提议，请由另一位管理员或监事批准。"
    en = "You proposed this yourself; another administrator or a supervisor has to approve it."


class MergeProposals(State, of="member", folds=(MergeProposed, MergeDeclined, MembersMerged)):
    """The merges proposed of one record into others: by whom, in which fact."""

    proposed: dict[str, Proposed] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow each from its proposal to the word about it."""
        match fact:
            case MergeProposed(member_id=self.id):
                self.proposed[fact.into_id] = Proposed.of(recorded.envelope)
            case MergeDeclined(member_id=self.id) | MembersMerged(member_id=self.id):
                self.proposed.pop(fact.into_id, None)

    def waiting(self, into_id: str) -> Proposed:
        """Who proposed it. Raises MergeNotProposed."""
        if into_id not in self.proposed:
            raise MergeNotProposed
        return self.proposed[into_id]


@dataclass(frozen=True, kw_only=True)
class _AboutMerge:
    """A decision about making the record `member_id` one with `into_id`.

    `actor_id` is who takes it, if they have to hold a role. With `differ` the vault knows two
    different ID numbers.
    """

    member_id: str
    into_id: str
    actor_id: str | None = None
    differ: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """Both records, who acts, and the rules: how long who gave a sign-in stands behind it."""
        people = (self.member_id, self.into_id, *filter(None, (self.actor_id,)))
        return *dict.fromkeys(member_tag(it) for it in people), RULES

    def _check(self, view: View, stamp: Stamp) -> None:
        """Raises UnknownMember, SameRecord, AlreadyMerged, OwnMerge, RelatedBeneficiary,
        RoleLost.
        """
        gone, stays = (view(Member, member_tag(it)) for it in (self.member_id, self.into_id))
        gone.required()
        stays.required()
        if self.member_id == self.into_id:
            raise SameRecord
        if gone.id == stays.id:
            raise AlreadyMerged
        if stamp.actor in {gone.id, stays.id}:
            raise OwnMerge
        for it in (gone, stays):
            refuse_kin(view, stamp, it.id)
        if self.actor_id is not None and not may_approve(view, self.actor_id):
            raise RoleLost

    def _check_one_person(self, view: View) -> None:
        """Raises NotTheSamePerson, StaffRecord, HoursWaiting."""
        gone, stays = member_tag(self.member_id), member_tag(self.into_id)
        one, other = view(Dealings, gone), view(Dealings, stays)
        if self.differ or one.met(other) or other.met(one):
            raise NotTheSamePerson
        if view(Member, gone).acted - OWN_ROLES:
            raise StaffRecord
        waited_for = [view(OpenBusiness, it).to_be_ended() for it in (gone, stays)]
        if any(kind_of(tag) == ACTIVITY for tag in set.intersection(*waited_for)):
            raise HoursWaiting

    def _merged(self, view: View, proposal_id: str | None = None) -> MembersMerged:
        gone = member_tag(self.member_id)
        held = view(Holdings, gone).amounts
        return MembersMerged(
            member_id=self.member_id,
            into_id=self.into_id,
            kind=view(Member, gone).required().kind,
            minutes=held[MINUTES],
            credit=held[CREDIT],
            points=held[POINTS],
            going_on=view(OpenBusiness, gone).going_on(),
            proposal_id=proposal_id,
        )


@dataclass(frozen=True, kw_only=True)
class MergeMembers(_AboutMerge):
    """Make two records one; where a second person could approve it, propose that.

    Not so where the vault itself shows that they are one person's (`alike`), unless who acts has
    made the record that stays. `others` are the people who might approve. Refused: UnknownMember,
    SameRecord, AlreadyMerged, OwnMerge, RelatedBeneficiary, RoleLost, NotTheSamePerson,
    StaffRecord, HoursWaiting, MergeAlreadyProposed.
    """

    alike: bool = False
    others: tuple[str, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """Also who might approve."""
        return tuple(dict.fromkeys((*super().boundary(), *map(member_tag, self.others))))

    def decide(self, view: View, stamp: Stamp) -> MembersMerged | MergeProposed:
        """The merge, or the proposal."""
        self._check(view, stamp)
        self._check_one_person(view)
        outside = set(self.others) - {self.actor_id}
        is_clear = self.alike and stamp.actor not in view(Makers, member_tag(self.into_id)).ids
        if is_clear or not any(may_approve(view, it) for it in outside):
            return self._merged(view)
        if self.into_id in view(MergeProposals, member_tag(self.member_id)).proposed:
            raise MergeAlreadyProposed
        return MergeProposed(member_id=self.member_id, into_id=self.into_id)


class ApproveMerge(_AboutMerge):
    """Approve what somebody else proposed, with nobody's hand in both.

    Refused: UnknownMember, SameRecord, AlreadyMerged, OwnMerge, RelatedBeneficiary, RoleLost,
    MergeNotProposed, OwnMergeProposal, NotTheSamePerson, StaffRecord, HoursWaiting.
    """

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who proposed it."""
        proposed = view(MergeProposals, member_tag(self.member_id)).proposed
        return (member_tag(proposed[self.into_id].by),) if self.into_id in proposed else ()

    def decide(self, view: View, stamp: Stamp) -> MembersMerged:
        """The merge."""
        self._check(view, stamp)
        proposed = view(MergeProposals, member_tag(self.member_id)).waiting(self.into_id)
        if one_hand_in_both(view, stamp, proposed, self.actor_id):
            raise OwnMergeProposal
        self._check_one_person(view)
        return self._merged(view, proposed.fact_id)


class DeclineMerge(_AboutMerge):
    """Say no to a proposal.

    Refused: UnknownMember, SameRecord, AlreadyMerged, OwnMerge, RelatedBeneficiary, RoleLost,
    MergeNotProposed.
    """

    def decide(self, view: View, stamp: Stamp) -> MergeDeclined:
        """The end of the proposal."""
        self._check(view, stamp)
        proposed = view(MergeProposals, member_tag(self.member_id)).waiting(self.into_id)
        return MergeDeclined(
            member_id=self.member_id, into_id=self.into_id, proposal_id=proposed.fact_id
        )
