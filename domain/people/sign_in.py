"""Sign-in: the office gave a member a name and a password to sign in with, or new ones."""

from dataclasses import dataclass
from typing import Final

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, Role
from domain.people.tags import member_tag

OWN_ROLES: Final[frozenset[Role]] = frozenset({"volunteer"})
"""Who has no other role acts for nobody but themselves."""


class SignInGiven(Fact, type="sign_in.given"):
    """A member can sign in; whatever they signed in with before is worth nothing any more.

    Name and password are kept apart from the log.
    """

    called = "办理登录"
    told = "给 {member_id} 办理了登录。"

    member_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class OwnSignIn(Refusal, code="own_sign_in", field="member_id"):
    """Whoever is signed in changes their own password instead."""

    zh = "不能给自己重设密码；请在“设置”里修改，或请另一位工作人员办理。"
    en = "You cannot give yourself a new password here; change it in your settings."


class StaffSignIn(Refusal, code="staff_sign_in", field="member_id"):
    """Who could reset a supervisor's password could act as one."""

    zh = "这位成员担任工作人员角色，密码只能由管理员重设。"
    en = "This member acts in a role of the office: only an administrator can reset the password."


@dataclass(frozen=True, kw_only=True)
class GiveSignIn:
    """Let a member sign in; `by_admin` when an administrator gives it.

    Refused: UnknownMember, OwnSignIn, StaffSignIn.
    """

    member_id: str
    by_admin: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> SignInGiven:
        """The note that it was given."""
        member = view(Member, member_tag(self.member_id))
        member.required()
        if stamp.actor == self.member_id:
            raise OwnSignIn
        if member.roles - OWN_ROLES and not self.by_admin:
            raise StaffSignIn
        return SignInGiven(member_id=self.member_id)
