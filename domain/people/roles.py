"""Roles: who may act for the office is proposed by one person and approved by another."""

from dataclasses import dataclass
from typing import Final

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import Tag
from domain.people.entering.hands import Proposed, one_hand_in_both
from domain.people.entering.role_refusals import (
    AlreadyProposed,
    LastApprover,
    NotProposed,
    OwnProposal,
    OwnRole,
    RoleHeld,
    RoleLost,
    RoleNotHeld,
    RoleOfTheWhole,
    RoleTakenBack,
)
from domain.people.membership import Member, Role, RoleGranted, RoleWithdrawn
from domain.people.network.drawn import EVER
from domain.people.network.standing import require_open
from domain.people.nodes import Nodes
from domain.people.sign_in import OWN_ROLES
from domain.people.tags import NODES, member_tag
from domain.rules.tags import RULES

IN_A_NODE: Final[frozenset[Role]] = frozenset({"coordinator"})
"""Who has one of these roles may have it for one grid; whoever watches or sells, does for all."""

APPROVING: Final[frozenset[Role]] = frozenset({"admin", "supervisor"})
"""Who has one of these roles approves what an administrator proposes."""


class RoleProposed(Fact, type="role.proposed", omit_defaults=True):
    """An administrator wants a member to act in a role; a second person has to approve.

    With `within`, for the people of that grid alone.
    """

    called = "提议角色"
    told = "提议授予 {member_id} “{role}”角色，等待另一人批准。"

    member_id: str
    role: Role
    within: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class RoleDeclined(Fact, type="role.declined"):
    """A second person said no, or who had proposed it thought better of it."""

    called = "不批准角色"
    told = "没有批准授予 {member_id} “{role}”角色。"

    member_id: str
    role: Role
    proposal_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def caused_by(self) -> str:
        """The proposal."""
        return self.proposal_id


class Withdrawals(State, of="member", folds=(RoleWithdrawn,)):
    """The roles that were ever taken back from one member."""

    roles: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Remember each."""
        if isinstance(fact, RoleWithdrawn):
            self.roles.add(fact.role)


class Proposals(State, of="member", folds=(RoleProposed, RoleDeclined, RoleGranted)):
    """The roles proposed for one member: by whom, in which fact, for which grid alone."""

    proposed: dict[str, Proposed] = field(default_factory=dict)
    within: dict[str, str] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow each from its proposal to the word about it."""
        match fact:
            case RoleProposed(member_id=self.id):
                self.proposed[fact.role] = Proposed.of(recorded.envelope)
                if fact.within:
                    self.within[fact.role] = fact.within
            case RoleDeclined(member_id=self.id) | RoleGranted(member_id=self.id):
                self.proposed.pop(fact.role, None)
                self.within.pop(fact.role, None)

    def waiting(self, role: Role) -> Proposed:
        """Who proposed it. Raises NotProposed."""
        if role not in self.proposed:
            raise NotProposed
        return self.proposed[role]


def held_roles_of(view: View, member_id: str) -> frozenset[Role]:
    """The roles in which a member may act now; who has left acts in none."""
    member = view(Member, member_tag(member_id))
    return frozenset() if member.left else frozenset(member.roles)


def may_approve(view: View, member_id: str) -> bool:
    """Whether a member acts in a role in which one approves what somebody else proposed."""
    return bool(held_roles_of(view, member_id) & APPROVING)


@dataclass(frozen=True, kw_only=True)
class _AboutRole:
    """A decision about a member's role. `actor_id` is who takes it, if they have to hold one.

    `others` are the people beside them who might approve.
    """

    member_id: str
    role: Role
    actor_id: str | None = None
    others: tuple[str, ...] = ()

    def boundary(self) -> tuple[Tag, ...]:
        """The member, who acts, and who might approve."""
        people = (self.member_id, *filter(None, (self.actor_id,)), *self.others)
        return tuple(dict.fromkeys(member_tag(it) for it in people))

    def _member(self, view: View, stamp: Stamp) -> Member:
        """Whom it is about. Raises UnknownMember, OwnRole, RoleLost."""
        member = view(Member, member_tag(self.member_id))
        member.required()
        if stamp.actor == self.member_id and not self._may_be_own(view):
            raise OwnRole
        if self.actor_id is not None and not may_approve(view, self.actor_id):
            raise RoleLost
        return member

    def _may_be_own(self, view: View) -> bool:
        return False

    def _approvers(self, view: View, *without: str | None) -> set[str]:
        """Who could approve, beside these people."""
        return {it for it in set(self.others) - {*without} if may_approve(view, it)}


@dataclass(frozen=True, kw_only=True)
class GrantRole(_AboutRole):
    """Let a member act in a role; where a second person could approve it, propose that.

    With `within`, for the people of that grid alone. Refused: UnknownMember, OwnRole, RoleLost,
    RoleOfTheWhole, UnknownNode, NodeLevelWrong, NodeIsClosed, RoleHeld, AlreadyProposed.
    """

    within: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The map, too, where it is for one grid."""
        return *super().boundary(), *((NODES,) if self.within else ())

    def _require_grid(self, view: View) -> None:
        if self.within is None:
            return
        if self.role not in IN_A_NODE:
            raise RoleOfTheWhole
        require_open(view(Nodes, NODES).network(), self.within, EVER, "grid")

    def _require_new(self, view: View, stamp: Stamp) -> None:
        member = self._member(view, stamp)
        self._require_grid(view)
        if member.has_role(self.role, self.within):
            raise RoleHeld
        if self.role in view(Proposals, member_tag(self.member_id)).proposed:
            raise AlreadyProposed

    def decide(self, view: View, stamp: Stamp) -> RoleGranted | RoleProposed:
        """The grant, of what gives no power over others or while nobody is there to approve."""
        self._require_new(view, stamp)
        if self.role in OWN_ROLES or not self._approvers(view, self.actor_id):
            return RoleGranted(member_id=self.member_id, role=self.role, within=self.within)
        return RoleProposed(member_id=self.member_id, role=self.role, within=self.within)


class ProposeRole(GrantRole):
    """Propose a role, whoever is there to approve it.

    Refused: UnknownMember, OwnRole, RoleLost, RoleOfTheWhole, UnknownNode, NodeLevelWrong,
    NodeIsClosed, RoleHeld, AlreadyProposed.
    """

    def decide(self, view: View, stamp: Stamp) -> RoleProposed:
        """The proposal."""
        self._require_new(view, stamp)
        return RoleProposed(member_id=self.member_id, role=self.role, within=self.within)


class LetServe(_AboutRole):
    """Let somebody who signs in for the first time act as a volunteer.

    Refused: UnknownMember, OwnRole, RoleLost, RoleHeld, RoleTakenBack.
    """

    def decide(self, view: View, stamp: Stamp) -> RoleGranted:
        """The grant."""
        if self.role in self._member(view, stamp).roles:
            raise RoleHeld
        if self.role in view(Withdrawals, member_tag(self.member_id)).roles:
            raise RoleTakenBack
        return RoleGranted(member_id=self.member_id, role=self.role)


class ApproveRole(_AboutRole):
    """Approve what somebody else proposed, with nobody's hand in both.

    Whom it is about does so only where nobody else is there who could: two people agree to it all
    the same. Refused: UnknownMember, OwnRole, RoleLost, NotProposed, OwnProposal.
    """

    def decide(self, view: View, stamp: Stamp) -> RoleGranted:
        """The grant."""
        self._member(view, stamp)
        proposals = view(Proposals, member_tag(self.member_id))
        proposed = proposals.waiting(self.role)
        if one_hand_in_both(view, stamp, proposed, self.actor_id):
            raise OwnProposal
        return RoleGranted(
            member_id=self.member_id,
            role=self.role,
            proposal_id=proposed.fact_id,
            within=proposals.within.get(self.role),
        )

    def boundary(self) -> tuple[Tag, ...]:
        """The rules, too: they say how long who gave a sign-in might stand behind it."""
        return *super().boundary(), RULES

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who proposed it."""
        return tuple(member_tag(it) for it in self._proposers(view))

    def _proposers(self, view: View) -> tuple[str, ...]:
        proposals = view(Proposals, member_tag(self.member_id)).proposed
        return (proposals[self.role].by,) if self.role in proposals else ()

    def _may_be_own(self, view: View) -> bool:
        others = self._approvers(view, self.member_id, *self._proposers(view))
        return self.member_id in self.others and not others


class DeclineRole(_AboutRole):
    """Say no to a proposal. Refused: UnknownMember, OwnRole, RoleLost, NotProposed."""

    def decide(self, view: View, stamp: Stamp) -> RoleDeclined:
        """The end of the proposal."""
        self._member(view, stamp)
        proposed = view(Proposals, member_tag(self.member_id)).waiting(self.role)
        return RoleDeclined(member_id=self.member_id, role=self.role, proposal_id=proposed.fact_id)


class WithdrawRole(_AboutRole):
    """Take a role back. Refused: UnknownMember, OwnRole, RoleLost, RoleNotHeld, LastApprover."""

    def decide(self, view: View, stamp: Stamp) -> RoleWithdrawn:
        """The withdrawal."""
        member = self._member(view, stamp)
        if self.role not in member.roles:
            raise RoleNotHeld
        keeps = (member.roles - {self.role}) & APPROVING
        left = keeps or self._approvers(view, self.actor_id, self.member_id)
        if self.actor_id and self.role in APPROVING and not left:
            raise LastApprover
        return RoleWithdrawn(member_id=self.member_id, role=self.role)
