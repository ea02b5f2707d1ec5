"""A second factor: one-time codes that a member's own phone makes, beside the password."""

from dataclasses import dataclass

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.tags import member_tag


class SecondFactorSetUp(Fact, type="second_factor.set_up"):
    """A member signs in with a code too from now on; what makes the codes is kept apart."""

    called = "打开两步验证"
    told = "{member_id} 打开了两步验证。"

    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class SecondFactorTakenAway(Fact, type="second_factor.taken_away"):
    """A member signs in without a code again: they turned it off, or an administrator did."""

    called = "取消两步验证"
    told = "取消了 {member_id} 的两步验证。"

    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class SecondFactorHeld(Refusal, code="second_factor_held"):
    """One has to be taken away before another is set up."""

    zh = "已经打开了两步验证；要换手机，请先关掉再重新打开。"
    en = "There is a second factor already: turn it off before you set up another."


class NoSecondFactor(Refusal, code="no_second_factor"):
    """There is none that could be taken away."""

    zh = "没有打开两步验证。"
    en = "There is no second factor."


class OwnSecondFactor(Refusal, code="own_second_factor", field="member_id"):
    """Who has it turns it off in their own settings; for whoever lost it, another does."""

    zh = "自己的两步验证请在“密码和登录”里关；手机丢了，请另一位管理员取消。"
    en = "Turn your own off in your settings; if you lost it, another administrator takes it away."


class SecondFactorOf(State, of="member", folds=(SecondFactorSetUp, SecondFactorTakenAway)):
    """Whether a member signs in with a code too."""

    is_on: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow it."""
        match fact:
            case SecondFactorSetUp(member_id=self.id):
                self.is_on = True
            case SecondFactorTakenAway(member_id=self.id):
                self.is_on = False


@dataclass(frozen=True, kw_only=True)
class SetUpSecondFactor:
    """Sign in with a code from now on. Refused: UnknownMember, SecondFactorHeld.

    Noted and not `in_use` it was cut off before codes were asked for: it is set up again.
    """

    member_id: str
    in_use: bool = True

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> SecondFactorSetUp:
        """The note."""
        tag = member_tag(self.member_id)
        view(Member, tag).required()
        if view(SecondFactorOf, tag).is_on and self.in_use:
            raise SecondFactorHeld
        return SecondFactorSetUp(member_id=self.member_id)


@dataclass(frozen=True, kw_only=True)
class TakeSecondFactorAway:
    """Let a member sign in without a code again; `by_oneself` where they turn off their own.

    Still `in_use` after it was noted, that was cut off before codes were asked for no more: it is
    taken away again. Refused: UnknownMember, NoSecondFactor, OwnSecondFactor.
    """

    member_id: str
    by_oneself: bool = False
    in_use: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> SecondFactorTakenAway:
        """The note."""
        tag = member_tag(self.member_id)
        view(Member, tag).required()
        if (stamp.actor == self.member_id) != self.by_oneself:
            raise OwnSecondFactor
        if not (view(SecondFactorOf, tag).is_on or self.in_use):
            raise NoSecondFactor
        return SecondFactorTakenAway(member_id=self.member_id)
