"""Why somebody does not get a role, or does not lose one."""

from domain.ledger.refusal import Refusal


class OwnRole(Refusal, code="own_role", field="member_id"):
    """Nobody decides what they may do themselves."""

    zh = "不能给自己授予或撤销角色，请由另一位管理员办理。"
    en = "You cannot grant or withdraw your own role; another administrator has to."


class RoleHeld(Refusal, code="role_held", field="role"):
    """The member has the role already."""

    zh = "这位成员已经有这个角色。"
    en = "This member has that role already."


class RoleNotHeld(Refusal, code="role_not_held", field="role"):
    """The member does not have the role."""

    zh = "这位成员没有这个角色。"
    en = "This member does not have that role."


class AlreadyProposed(Refusal, code="role_proposed", field="role"):
    """It waits for a second person's word."""

    zh = "这个角色已经有人提议，正等待另一人批准。"
    en = "That role was proposed already and waits for a second person's approval."


class NotProposed(Refusal, code="role_not_proposed", field="role"):
    """Nothing of the kind waits for a word."""

    zh = "没有等待批准的这项提议。"
    en = "No such proposal waits for approval."


class OwnProposal(Refusal, code="own_proposal", field="role"):
    """Two people stand behind a role."""

    zh = "不能批准自己的提议，请由另一位管理员或监事批准。"
    en = "You proposed this yourself; another administrator or a supervisor has to approve it."


class RoleLost(Refusal, code="role_lost"):
    """Whoever acts has lost the role to act in a moment ago."""

    zh = "您已经没有办理这件事的角色。"
    en = "You do not hold the role any more that this takes."


class LastApprover(Refusal, code="last_approver", field="member_id"):
    """Without a second person nobody could be held to anything."""

    zh = "这是除您以外最后一位能批准的人（管理员或监事），不能撤销；请先让别人担任。"
    en = (
        "But for you this is the last person who can approve, an administrator or a supervisor; "
        "let somebody else have such a role first."
    )


class RoleTakenBack(Refusal, code="role_taken_back", field="role"):
    """What an administrator took back, nobody gives again by the way."""

    zh = "这位成员的“志愿者”角色已被管理员撤销，只能由管理员重新授予。"
    en = (
        "An administrator took this member's role of a volunteer back, and alone can give it again."
    )


class RoleOfTheWhole(Refusal, code="role_of_the_whole", field="within"):
    """Only who looks after people does so for one grid."""

    zh = "只有“网格员”角色可以限定在一个网格，其他角色管整个社区。"
    en = "Only a coordinator can act for one grid; the other roles are for the whole community."
