"""Proposals to let somebody go who cannot say so themselves: a second person has to agree."""

from domain.ledger.decision import State
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.entering.hands import Proposed
from domain.people.membership import MemberLeft
from domain.people.saying.left import Departure
from domain.people.tags import member_tag


class LeavingProposed(Fact, type="member.leaving_proposed", omit_defaults=True):
    """Somebody cannot say so themselves, and is to leave; a second person has to agree."""

    called = "提议成员退出"
    told = "提议为 {member_id} 办理退出（{because}），等待另一人批准。"

    member_id: str
    because: Departure
    paper_text: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)


class LeavingDeclined(Fact, type="member.leaving_declined"):
    """A second person said no, or who had proposed it thought better of it."""

    called = "不批准成员退出"
    told = "没有批准为 {member_id} 办理退出。"

    member_id: str
    proposal_id: str

    def touches(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def caused_by(self) -> str:
        """The proposal."""
        return self.proposal_id


class LeavingWaits(Refusal, code="leaving_waits", field="member_id"):
    """Of who cannot say it themselves two people do."""

    zh = "这项退出要由两个人办理：已有人提议，请由另一位管理员或监事批准。"
    en = "It takes two people: another administrator or a supervisor has to approve it."


class LeavingNotProposed(Refusal, code="leaving_not_proposed", field="member_id"):
    """Nothing of the kind waits for a word."""

    zh = "没有等待批准的这项退出。"
    en = "No such leaving waits for approval."


class LeavingProposal(State, of="member", folds=(LeavingProposed, LeavingDeclined, MemberLeft)):
    """The leaving of one member that waits for a second person's word, if one does."""

    waiting: LeavingProposed | None = None
    proposed: Proposed | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow it from its proposal to the word about it."""
        match fact:
            case LeavingProposed():
                self.waiting, self.proposed = fact, Proposed.of(recorded.envelope)
            case LeavingDeclined() | MemberLeft(member_id=self.id):
                self.waiting = self.proposed = None

    def required(self) -> tuple[LeavingProposed, Proposed]:
        """What was proposed, and by whom. Raises LeavingNotProposed."""
        if self.waiting is None or self.proposed is None:
            raise LeavingNotProposed
        return self.waiting, self.proposed
