"""Membership: who belongs to the community, in which team and grid, and who may do what."""

from dataclasses import dataclass
from typing import Literal

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.joining import JOINS, Join, Joining
from domain.ledger.journal import Posting, move
from domain.ledger.refusal import Refusal
from domain.ledger.sentence import Names, Sentence
from domain.ledger.tag import Tag
from domain.people.saying.duplicate import DuplicatePerson
from domain.people.saying.left import Departure, left_in_words
from domain.people.tags import ROSTER, TEAMS, member_tag
from domain.people.teams import Teams
from domain.rules.accounts import (
    BORNE,
    CREDIT,
    ISSUED,
    MINUTES,
    POINTS,
    WELFARE_POOL,
    member_account,
)
from domain.rules.tags import WELFARE

MemberKind = Literal["volunteer", "assisted", "staff"]
Role = Literal["volunteer", "cashier", "coordinator", "supervisor", "admin"]


class MemberEnrolled(Fact, type="member.enrolled"):
    """A person became a member. Name, phone and the like are in the vault, under `member_id`."""

    called = "登记成员"
    told = "登记成员 {member_id}，编号 {volunteer_number}。"

    member_id: str
    volunteer_number: str
    kind: MemberKind
    team: str | None = None
    grid: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The member; the roster that numbers them."""
        return member_tag(self.member_id), ROSTER


class MemberLeft(Fact, type="member.left", omit_defaults=True):
    """A member left the community, and what the office knew of them was erased.

    Time credit goes to `credit_to`, the heir whom they had named, and else to the welfare pool;
    points lapse; the minutes of honour stay where they are, under an id that means nobody any more.
    What they had begun and nobody waits for ends with it: `given_up` are the things that it was
    about, as their places in activities.
    """

    called = "成员退出"
    told = "{member_id} 退出社区，{points} 分作废，时间存款 {credit} 转入{credit_to}。"

    member_id: str
    kind: MemberKind
    credit: int
    points: int
    given_up: tuple[Tag, ...] = ()
    because: Departure = "own_wish"
    credit_to: str | None = None
    paper_text: str | None = None
    proposal_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The member, what they give up, and whoever takes something in."""
        taker = member_tag(self.credit_to) if self.credit_to else WELFARE
        return member_tag(self.member_id), *self.given_up, *((taker,) if self.credit else ())

    def postings(self) -> tuple[Posting, ...]:
        """What was left on the account."""
        account = member_account(self.member_id)
        taker = member_account(self.credit_to) if self.credit_to else WELFARE_POOL
        return *move(CREDIT, self.credit, account, taker), *move(
            POINTS, self.points, account, ISSUED
        )

    def caused_by(self) -> str | None:
        """The proposal."""
        return self.proposal_id

    def why(self, member_id: str, names: Names) -> Sentence:
        """Where it went, as who left or the heir reads it."""
        return left_in_words(to_heir=bool(self.credit_to), is_own=member_id == self.member_id)


class MembersMerged(Joining, type="member.merged", omit_defaults=True):
    """Two records turned out to be of one person: what `member_id` had is `into_id`'s from now on.

    So is what was begun and has not ended (`going_on`). `kind` is that of the record that goes.
    """

    called = "合并档案"
    told = "{member_id} 的档案并入 {into_id}：{points} 分、时间存款 {credit}、服务时长 {minutes}。"

    member_id: str
    into_id: str
    kind: MemberKind
    minutes: int
    credit: int
    points: int
    going_on: tuple[Tag, ...] = ()
    proposal_id: str | None = None

    def joins(self) -> Join:
        """Both records."""
        return Join(member_tag(self.member_id), member_tag(self.into_id))

    def touches(self) -> tuple[Tag, ...]:
        """Both records, and what goes on."""
        return *self.joins(), JOINS, *self.going_on

    def postings(self) -> tuple[Posting, ...]:
        """Everything, from one account to the other."""
        gone, stays = member_account(self.member_id), member_account(self.into_id)
        return (
            *move(MINUTES, self.minutes, gone, stays),
            *move(CREDIT, self.credit, gone, stays),
            *move(POINTS, self.points, gone, stays),
        )

    def why(self, member_id: str, names: Names) -> Sentence:
        """Where it came from."""
        return Sentence("同一个人的两份档案合并", "two records of the same person were made one")

    def caused_by(self) -> str | None:
        """The proposal."""
        return self.proposal_id


class RoleGranted(Fact, type="role.granted", omit_defaults=True):
    """A member may act in a role; `proposal_id` is the fact that asked for it, if one did.

    With `within` they may for the people of that grid alone, beside those of whom it was said
    before; without it, for the whole community.
    """

    called = "授予角色"
    told = "授予 {member_id} “{role}”角色。"

    member_id: str
    role: Role
    proposal_id: str | None = None
    within: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def caused_by(self) -> str | None:
        """The proposal."""
        return self.proposal_id


class RoleWithdrawn(Fact, type="role.withdrawn"):
    """A member may no longer act in a role."""

    called = "撤销角色"
    told = "撤销 {member_id} 的“{role}”角色。"

    member_id: str
    role: Role

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class StillOpen(Refusal):
    """Nobody leaves before this has ended: each capability says so of what it opens."""


class UnknownMember(Refusal, code="unknown_member", field="member_id"):
    """Nobody was enrolled under this id, or they left."""

    zh = "没有这位成员。"
    en = "There is no such member."


class Roster(State, of="roster", folds=(MemberEnrolled,)):
    """How many members were ever enrolled: the source of their numbers."""

    enrolled: int = 0

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Count the enrolments."""
        self.enrolled += isinstance(fact, MemberEnrolled)


class Member(State, of="member", folds=(MemberEnrolled, MemberLeft, RoleGranted, RoleWithdrawn)):
    """One member: whether enrolled, in which team, with which roles, and whether they left.

    `acted` are the roles that they ever had, `within` the grids for which alone they have a role.
    """

    enrolled: MemberEnrolled | None = None
    left: bool = False
    roles: set[Role] = field(default_factory=set)
    acted: set[Role] = field(default_factory=set)
    within: dict[Role, tuple[str, ...]] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow enrolment and roles."""
        match fact:
            case MemberEnrolled(member_id=self.id):
                self.enrolled = fact
            case MemberLeft(member_id=self.id):
                self.left = True
            case RoleGranted(member_id=self.id):
                self._grant(fact.role, fact.within)
            case RoleWithdrawn(member_id=self.id):
                self.roles.discard(fact.role)
                self.within.pop(fact.role, None)

    def _grant(self, role: Role, node_id: str | None) -> None:
        if node_id is None:
            self.within.pop(role, None)
        elif role in self.within or role not in self.roles:
            self.within[role] = (*self.within.get(role, ()), node_id)
        self.roles.add(role)
        self.acted.add(role)

    def has_role(self, role: Role, within: str | None = None) -> bool:
        """Whether they act in a role for the whole community, or for a grid at least."""
        if role not in self.roles:
            return False
        return role not in self.within or within in self.within[role]

    def required(self) -> MemberEnrolled:
        """The enrolment of who is a member now. Raises UnknownMember."""
        if self.enrolled is None or self.left:
            raise UnknownMember
        return self.enrolled


class Holdings(State, of="member", folds=(Fact,)):
    """What one member holds of each unit, folded from the postings alone.

    `borne` is what they had spent already when it was taken back, less what they repaid of it; what
    the community bears for good is not in it.
    """

    amounts: dict[str, int] = field(default_factory=lambda: {MINUTES: 0, CREDIT: 0, POINTS: 0})
    borne: dict[str, int] = field(default_factory=lambda: {CREDIT: 0, POINTS: 0})

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Add up this member's postings, and the community's in what touches this member."""
        own = member_account(self.id)
        for account, unit, amount in recorded.postings:
            if account == own:
                self.amounts[unit] += amount
            elif account == BORNE and not fact.forgives():
                self.borne[unit] -= amount

    def apply_aside(self, fact: Fact, recorded: Recorded) -> None:
        """Add up this member's postings: what the community bears in it is another's."""
        own = member_account(self.id)
        for account, unit, amount in recorded.postings:
            if account == own:
                self.amounts[unit] += amount


@dataclass(frozen=True, kw_only=True)
class EnrolMember:
    """Enrol a person whom the vault knows under `member_id`.

    Refused: UnknownTeam, TeamIsClosed, DuplicatePerson.
    """

    member_id: str
    kind: MemberKind
    team: str | None = None
    grid: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The person, the teams, the roster."""
        return member_tag(self.member_id), TEAMS, ROSTER

    def decide(self, view: View, stamp: Stamp) -> MemberEnrolled:
        """The enrolment, with the next volunteer number."""
        if self.team is not None:
            view(Teams, TEAMS).require_open(self.team, stamp.today)
        if view(Member, member_tag(self.member_id)).enrolled is not None:
            raise DuplicatePerson
        number = view(Roster, ROSTER).enrolled + 1
        return MemberEnrolled(
            member_id=self.member_id,
            volunteer_number=f"V{number:06d}",
            kind=self.kind,
            team=self.team,
            grid=self.grid,
        )
