"""Sign-in: the office lets a member sign in, who chooses a password that nobody else knows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, MemberEnrolled, Role
from domain.people.tags import member_tag
from domain.rules.rules import RuleBook, Terms
from domain.rules.tags import RULES

OWN_ROLES: Final[frozenset[Role]] = frozenset({"volunteer"})
"""Who has no other role acts for nobody but themselves."""


class SignInGiven(Fact, type="sign_in.given", omit_defaults=True):
    """A member can sign in; whatever they signed in with before is worth nothing any more.

    Name and password are kept apart from the log. With `owner_chooses` nobody else ever knew the
    password: the owner chooses it when they come in. `behind_ids` are who might have acted in the
    name of who gave it, whom they had let in themselves a short time before.
    """

    called = "办理登录"
    told = "给 {member_id} 办理了登录。"

    member_id: str
    owner_chooses: bool = False
    behind_ids: tuple[str, ...] = ()

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class PasswordChosen(Fact, type="sign_in.password_chosen"):
    """A member chose a password of their own."""

    called = "设密码"
    told = "{member_id} 自己设了密码。"

    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class OwnSignIn(Refusal, code="own_sign_in", field="member_id"):
    """Whoever is signed in changes their own password instead."""

    zh = "不能给自己办理登录；请在“设置”里改密码，或请另一位工作人员办理。"
    en = "You cannot give yourself a new password here; change it in your settings."


class StaffSignIn(Refusal, code="staff_sign_in", field="member_id"):
    """Who could reset a supervisor's password could act as one."""

    zh = "这位成员担任工作人员角色，登录只能由管理员重新办理。"
    en = "This member acts in a role of the office: only an administrator can reset the password."


class AccountHeld(Refusal, code="account_held", field="member_id"):
    """Whoever gave a sign-in might act in its owner's name: a second person has to."""

    zh = (
        "{day} 办理过这位成员的登录：{days} 天内，转出和兑换须由另一位工作人员经手，"
        "不能由本人或办理登录的人经手。"
    )
    en = (
        "A sign-in was given to this member on {day}: for {days} days nothing leaves the account "
        "but by somebody on the staff who did not give it."
    )


class Given(NamedTuple):
    """A sign-in that was given: by everybody who may have, when, and whether there was one before.

    That is who gave it, and whoever might have been behind them.
    """

    by: tuple[str, ...]
    at: datetime
    anew: bool


class Entrance(State, of="member", folds=(SignInGiven, PasswordChosen)):
    """Who gave one member their sign-ins, when, and whether the owner has chosen a password."""

    given: list[Given] = field(default_factory=list)
    had: bool = False
    chosen: bool = True

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the sign-in; of those given earlier nobody knows who chose the password."""
        match fact:
            case SignInGiven(owner_chooses=True, member_id=self.id):
                by = (recorded.envelope.actor, *fact.behind_ids)
                self.given.append(Given(by, recorded.envelope.recorded_at, self.had))
                self.had, self.chosen = True, False
            case SignInGiven(member_id=self.id):
                self.had = True
            case PasswordChosen(member_id=self.id):
                self.had = self.chosen = True

    def stood_in_by(self, actor: str) -> bool:
        """Whether this person could still act in the member's name."""
        return not self.chosen and bool(self.given) and actor in self.given[-1].by

    def hands(
        self, days_held: int, now: datetime, *, before: datetime | None = None, anew: bool = False
    ) -> frozenset[str]:
        """Whoever may be behind what this member does now, so soon also who gave the sign-in.

        Or did then, by the sign-in that they had `before` a moment; `anew`: only one that was
        given to somebody who had one already.
        """
        held = [it for it in self.given if before is None or it.at <= before]
        own = frozenset({self.id})
        if not held or now >= held[-1].at + timedelta(days=days_held):
            return own
        return own if anew and not held[-1].anew else own.union(held[-1].by)


class Makers(State, of="member", folds=(MemberEnrolled, SignInGiven)):
    """Everybody who enrolled one member, or ever let somebody in as them or might have done so."""

    ids: set[str] = field(default_factory=set)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Remember each."""
        self.ids.add(recorded.envelope.actor)
        if isinstance(fact, SignInGiven):
            self.ids.update(fact.behind_ids)


def hands_of(
    view: View, stamp: Stamp, member_id: str, *, at: datetime | None = None, anew: bool = False
) -> frozenset[str]:
    """The people who may be behind what a member does now, or did at a moment.

    With `anew` only a sign-in counts that was not the member's first. Reads the member and the
    rules.
    """
    entrance = view(Entrance, member_tag(member_id))
    return entrance.hands(_days_held(view, stamp), at or stamp.now, before=at, anew=anew)


def is_in_hands(view: View, stamp: Stamp, member_id: str) -> bool:
    """Whether who acts is this member, or might stand in for them; reads the member and rules."""
    could = view(Entrance, member_tag(member_id)).stood_in_by(stamp.actor)
    return could or stamp.actor in hands_of(view, stamp, member_id)


def _days_held(view: View, stamp: Stamp) -> int:
    rules = view(RuleBook, RULES).known_on(stamp.day_of(stamp.now))
    return (rules.terms if rules else Terms()).days_held_after_sign_in_given


def require_second_person(view: View, stamp: Stamp, member_id: str, actor: str) -> None:
    """Nothing leaves an account by its owner or who gave its sign-in, so soon after that.

    Raises AccountHeld.
    """
    given = view(Entrance, member_tag(member_id)).given
    if not given:
        return
    hands = hands_of(view, stamp, member_id)
    if len(hands) > 1 and actor in hands:
        day = stamp.day_of(given[-1].at)
        raise AccountHeld(day=day, days=_days_held(view, stamp))


@dataclass(frozen=True, kw_only=True)
class GiveSignIn:
    """Let a member sign in; `by_admin` when an administrator gives it, `actor_id` who does.

    Refused: UnknownMember, OwnSignIn, StaffSignIn.
    """

    member_id: str
    by_admin: bool = False
    actor_id: str | None = None

    def boundary(self) -> tuple[Tag, ...]:
        """The member, who acts, and the rules: who might be behind who acts is theirs to say."""
        people = (self.member_id, *filter(None, (self.actor_id,)))
        return *dict.fromkeys(member_tag(it) for it in people), RULES

    def decide(self, view: View, stamp: Stamp) -> SignInGiven:
        """The note that it was given."""
        member = view(Member, member_tag(self.member_id))
        member.required()
        if stamp.actor == self.member_id:
            raise OwnSignIn
        if member.roles - OWN_ROLES and not self.by_admin:
            raise StaffSignIn
        behind = hands_of(view, stamp, self.actor_id) - {self.actor_id} if self.actor_id else ()
        return SignInGiven(
            member_id=self.member_id, owner_chooses=True, behind_ids=tuple(sorted(behind))
        )


@dataclass(frozen=True, kw_only=True)
class ChoosePassword:
    """Note that a member chose a password of their own. Refused: UnknownMember."""

    member_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> PasswordChosen:
        """The note."""
        view(Member, member_tag(self.member_id)).required()
        return PasswordChosen(member_id=self.member_id)
