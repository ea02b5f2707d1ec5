"""Leaving: a member goes, their points lapse, their credit goes to their heir or to the pool."""

from dataclasses import dataclass
from typing import Final

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.entering.hands import Proposed, one_hand_in_both, people_behind
from domain.people.membership import (
    Holdings,
    Member,
    MemberLeft,
    MembersMerged,
    UnknownMember,
)
from domain.people.saying.left import Departure
from domain.people.sign_in import OWN_ROLES
from domain.people.tags import member_tag
from domain.people.teams import Leading
from domain.rules.accounts import CREDIT, POINTS
from domain.ties.heir import Heirs, heir_of, refuse_heir
from domain.ties.leaving_proposal import (
    LeavingDeclined,
    LeavingProposal,
    LeavingProposed,
    LeavingWaits,
)

NEEDS_PAPER: Final[frozenset[Departure]] = frozenset({"died", "incapable"})


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


class DeathPaperMissing(Refusal, code="death_paper_missing", field="paper"):
    """The books are closed by a paper that somebody has seen."""

    zh = "请写明看过什么证明（死亡证明、户籍注销或鉴定书等），放在哪里。"
    en = "Say which paper was seen (of the death, the register or a court) and where it is kept."


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
class _Leaving:
    """A decision about somebody's leaving."""

    member_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who has their time credit then."""
        return view(Heirs, member_tag(self.member_id)).tags()

    def _may_leave(self, view: View, stamp: Stamp, because: Departure) -> None:
        """Raises AlreadyLeft, OwnLeaving, RelatedBeneficiary, RolesHeld, LeadLeaves, StillOpen.

        Whoever died, or cannot say so themselves, names nobody who leads their team after them.
        """
        named = member_tag(self.member_id)
        member = view(Member, named)
        if member.left:
            raise AlreadyLeft
        if stamp.actor == self.member_id:
            raise OwnLeaving
        refuse_heir(view, stamp, self.member_id, heir_of(view, self.member_id))
        if member.roles - OWN_ROLES:
            raise RolesHeld
        if because not in NEEDS_PAPER:
            view(Leading, named).required_to_be_over(stamp.today)
        view(OpenBusiness, named).required_to_be_over()

    def _left(
        self, view: View, because: Departure, paper_text: str | None, proposal_id: str | None = None
    ) -> MemberLeft:
        named = member_tag(self.member_id)
        enrolled = view(Member, named).enrolled
        if enrolled is None:
            raise UnknownMember
        held = view(Holdings, named).amounts
        return MemberLeft(
            member_id=self.member_id,
            kind=enrolled.kind,
            credit=held[CREDIT],
            points=held[POINTS],
            given_up=view(OpenBusiness, named).given_up(),
            because=because,
            credit_to=heir_of(view, self.member_id) if held[CREDIT] else None,
            paper_text=paper_text,
            proposal_id=proposal_id,
        )


@dataclass(frozen=True, kw_only=True)
class LeaveCommunity(_Leaving):
    """Record that a member leaves; of who cannot say so themselves, propose it to a second person.

    Their time credit goes to the heir whom they named, a relative whose tie was seen, and else to
    the welfare pool. Refused, in this order: UnknownMember, WrongNumber, DeathPaperMissing,
    AlreadyLeft, OwnLeaving, RelatedBeneficiary, RolesHeld, LeadLeaves, LeavingWaits, and StillOpen
    in the words of whatever was begun first and has not ended.
    """

    volunteer_number: str
    because: Departure = "own_wish"
    paper_text: str | None = None

    def decide(self, view: View, stamp: Stamp) -> MemberLeft | LeavingProposed:
        """The leaving, with what lapses, or the proposal."""
        enrolled = view(Member, member_tag(self.member_id)).enrolled
        if enrolled is None:
            raise UnknownMember
        if self.volunteer_number != enrolled.volunteer_number:
            raise WrongNumber
        if self.because in NEEDS_PAPER and self.paper_text is None:
            raise DeathPaperMissing
        self._may_leave(view, stamp, self.because)
        if self.because != "incapable":
            return self._left(view, self.because, self.paper_text)
        if view(LeavingProposal, member_tag(self.member_id)).waiting:
            raise LeavingWaits
        return LeavingProposed(
            member_id=self.member_id, because=self.because, paper_text=self.paper_text
        )


@dataclass(frozen=True, kw_only=True)
class _AboutProposal(_Leaving):
    """The word of a second person, `actor_id`, about a leaving that was proposed."""

    actor_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The member, and who acts."""
        return member_tag(self.member_id), *people_behind((self.actor_id,))

    def also(self, view: View) -> tuple[Tag, ...]:
        """Who has their time credit then, and who proposed it."""
        proposed = view(LeavingProposal, member_tag(self.member_id)).proposed
        return *super().also(view), *people_behind((proposed.by,) if proposed else ())

    def _proposal(self, view: View) -> tuple[LeavingProposed, Proposed]:
        """What was proposed, and by whom. Raises UnknownMember, LeavingNotProposed."""
        if view(Member, member_tag(self.member_id)).enrolled is None:
            raise UnknownMember
        return view(LeavingProposal, member_tag(self.member_id)).required()


class ApproveLeaving(_AboutProposal):
    """Agree that somebody who cannot say so themselves leaves.

    Refused: UnknownMember, LeavingNotProposed, LeavingWaits, AlreadyLeft, OwnLeaving,
    RelatedBeneficiary, RolesHeld, and StillOpen in the words of what was begun first.
    """

    def decide(self, view: View, stamp: Stamp) -> MemberLeft:
        """The leaving."""
        waiting, proposed = self._proposal(view)
        if one_hand_in_both(view, stamp, proposed, self.actor_id):
            raise LeavingWaits
        self._may_leave(view, stamp, waiting.because)
        return self._left(view, waiting.because, waiting.paper_text, proposed.fact_id)


class DeclineLeaving(_AboutProposal):
    """Say no to a leaving that was proposed, or take one's own proposal back.

    Refused: UnknownMember, LeavingNotProposed.
    """

    def decide(self, view: View, stamp: Stamp) -> LeavingDeclined:
        """The end of the proposal."""
        _, proposed = self._proposal(view)
        return LeavingDeclined(member_id=self.member_id, proposal_id=proposed.fact_id)
