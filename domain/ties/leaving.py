"""Leaving: a member goes, their points lapse, and what the office knew of them is erased."""

from dataclasses import dataclass

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import (
    Holdings,
    Member,
    MemberLeft,
    MembersMerged,
    UnknownMember,
)
from domain.people.sign_in import OWN_ROLES
from domain.people.tags import member_tag
from domain.rules.accounts import CREDIT, POINTS


class OwnLeaving(Refusal, code="own_leaving", field="member_id"):
    """Nobody erases themselves."""

    zh = "不能给自己办理退出，请由另一位管理员办理。"
    en = "You cannot record your own leaving; another administrator has to."


class WrongNumber(Refusal, code="wrong_number", field="volunteer_number"):
    """Erasing somebody cannot be undone: the number shows that it is who was meant."""

    zh = "编号与这位成员不符，没有办理。"
    en = "That is not this member's number; nothing was done."


class AlreadyLeft(Refusal, code="already_left", field="member_id"):
    """A member leaves once."""

    zh = "这位成员已经退出。"
    en = "This member has left already."


class RolesHeld(Refusal, code="roles_held", field="member_id"):
    """Who may act for the office has to give that up first."""

    zh = "这位成员还担任工作人员角色，请先撤销。"
    en = "This member still acts in a role of the office; withdraw it first."


class OpenBusiness(State, of="member", folds=(Fact,)):
    """What has to be brought to its end before one member leaves, the first begun first.

    With each goes the code of the refusal of who leaves before, if there is one, and the id of the
    record that it was begun for, if the fact names one: what one record ends, another goes on with.
    A fact that names no member ends it for all whom it touches.
    """

    opened: list[tuple[Tag, str, str]] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Ask the fact what it closes and opens."""
        if isinstance(fact, MembersMerged):
            self._rename(fact.member_id, fact.into_id)
        named, closed = getattr(fact, "member_id", ""), fact.closes()
        self.opened[:] = [
            it for it in self.opened if it[0] not in closed or (named and it[2] != named)
        ]
        for tag, refusal, of in fact.opens():
            whose = of or named
            if all((tag, whose) != (it[0], it[2]) for it in self.opened):
                self.opened.append((tag, refusal.code if refusal else "", whose))

    def apply_aside(self, fact: Fact, recorded: Recorded) -> None:
        """What is opened for them is theirs, whatever else the fact is about."""
        self.apply(fact, recorded)

    def _rename(self, gone: str, stays: str) -> None:
        self.opened[:] = [
            (tag, code, stays if whose == gone else whose) for tag, code, whose in self.opened
        ]

    def required_to_be_over(self) -> None:
        """Raises the refusal of what was begun first and is still open."""
        for _, code in self._own():
            if code:
                raise Refusal.known[code]

    def _own(self) -> list[tuple[Tag, str]]:
        """But for what was begun for somebody else, by a fact that touched this member too."""
        return [(tag, code) for tag, code, whose in self.opened if whose in {"", self.id}]

    def going_on(self) -> tuple[Tag, ...]:
        """All that is open, whoever would have to wait for it."""
        return tuple(dict.fromkeys(tag for tag, _ in self._own()))

    def to_be_ended(self) -> set[Tag]:
        """What does not end by itself."""
        return {tag for tag, code in self._own() if code}

    def given_up(self) -> tuple[Tag, ...]:
        """What ends with their leaving."""
        return tuple(dict.fromkeys(tag for tag, code in self._own() if not code))


@dataclass(frozen=True, kw_only=True)
class LeaveCommunity:
    """Record that a member leaves.

    Refused, in this order: UnknownMember, WrongNumber, AlreadyLeft, OwnLeaving, RolesHeld, and
    StillOpen in the words of whatever was begun first and has not ended.
    """

    member_id: str
    volunteer_number: str

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> MemberLeft:
        """The leaving, with what lapses."""
        named = member_tag(self.member_id)
        member, business = view(Member, named), view(OpenBusiness, named)
        if member.enrolled is None:
            raise UnknownMember
        if self.volunteer_number != member.enrolled.volunteer_number:
            raise WrongNumber
        if member.left:
            raise AlreadyLeft
        if stamp.actor == self.member_id:
            raise OwnLeaving
        if member.roles - OWN_ROLES:
            raise RolesHeld
        business.required_to_be_over()
        held = view(Holdings, named).amounts
        return MemberLeft(
            member_id=self.member_id,
            kind=member.enrolled.kind,
            credit=held[CREDIT],
            points=held[POINTS],
            given_up=business.given_up(),
        )
