"""Details: what the office knows of a member was corrected, which the vault alone says."""

from dataclasses import dataclass
from typing import Literal

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member
from domain.people.sign_in import OWN_ROLES
from domain.people.tags import member_tag

Detail = Literal["name", "phone"]


class DetailsCorrected(Fact, type="member.details_corrected"):
    """What a member is called, or their phone, was corrected in the vault; no value is here."""

    called = "更正资料"
    told = "更正了 {member_id} 的资料。"

    member_id: str
    details: tuple[Detail, ...]

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class OwnDetails(Refusal, code="own_details", field="member_id"):
    """Nobody corrects their own name and phone at the desk."""

    zh = "不能更正自己的姓名和电话，请由另一位工作人员办理。"
    en = "Nobody corrects their own name and phone; somebody else on the staff has to."


class StaffDetails(Refusal, code="staff_details", field="member_id"):
    """A supervisor signs in with the phone that is known of them."""

    zh = "这位成员担任工作人员角色，资料只能由管理员更正。"
    en = "This member acts in a role of the office: only an administrator corrects their details."


@dataclass(frozen=True, kw_only=True)
class CorrectDetails:
    """Note that details of a member were corrected; `by_admin` when an administrator does it.

    Refused: UnknownMember, OwnDetails, StaffDetails.
    """

    member_id: str
    details: tuple[Detail, ...]
    by_admin: bool = False

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> DetailsCorrected:
        """The note."""
        member = view(Member, member_tag(self.member_id))
        member.required()
        if stamp.actor == self.member_id:
            raise OwnDetails
        if member.roles - OWN_ROLES and not self.by_admin:
            raise StaffDetails
        return DetailsCorrected(member_id=self.member_id, details=self.details)
