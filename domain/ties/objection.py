"""Objections: a member says that a line of their passbook is wrong, and the office answers."""

from dataclasses import dataclass
from typing import Literal

from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Opened, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.people.membership import Member, StillOpen
from domain.people.tags import member_tag
from domain.ties.kin import are_kin

Outcome = Literal["upheld", "dismissed", "in_part"]


def objection_tag(objection_id: str) -> Tag:
    """An objection to a line of a passbook."""
    return f"objection:{objection_id}"


class ObjectionRaised(Fact, type="objection.raised"):
    """A member says that a line of their passbook is wrong; how, is free text in the vault.

    `line_id` is the id of the fact behind the line, `recorded_by_ids` are all who had a part in it.
    """

    called = "存折异议"
    told = "{member_id} 对存折的一行提出异议：{wording_text}"

    objection_id: str
    member_id: str
    line_id: str
    recorded_by_ids: tuple[str, ...]
    wording_text: str

    def touches(self) -> tuple[Tag, ...]:
        """The objection and the member."""
        return objection_tag(self.objection_id), member_tag(self.member_id)

    def opens(self) -> tuple[Opened, ...]:
        """The wait for an answer."""
        return (Opened(objection_tag(self.objection_id), ObjectionOpen),)

    def caused_by(self) -> str:
        """The fact behind the line."""
        return self.line_id


class ObjectionAnswered(Fact, type="objection.answered"):
    """The office looked into an objection; the answer is free text in the vault.

    What was wrong is put right by facts of its own.
    """

    called = "答复存折异议"
    told = "答复 {member_id} 的存折异议：{answer_text}"

    objection_id: str
    member_id: str
    outcome: Outcome
    answer_text: str

    def touches(self) -> tuple[Tag, ...]:
        """The objection and the member."""
        return objection_tag(self.objection_id), member_tag(self.member_id)

    def closes(self) -> tuple[Tag, ...]:
        """The wait for this answer."""
        return (objection_tag(self.objection_id),)

    def caused_by(self) -> str:
        """The objection: its fact gave it its id."""
        return self.objection_id


class ObjectionOpen(StillOpen, code="objection_open", field="member_id"):
    """Who asks is answered, and first: while it is known who they are, and before it goes on."""

    zh = "还有异议没有答复，请先答复。"
    en = "There is an objection that is not answered yet; answer it first."


class UnknownObjection(Refusal, code="unknown_objection"):
    """No objection has this id."""

    zh = "没有这条异议。"
    en = "There is no such objection."


class UnknownLine(Refusal, code="unknown_line", field="position"):
    """The member's passbook has no such line."""

    zh = "存折里没有这一行。"
    en = "The passbook has no such line."


class AlreadyObjected(Refusal, code="already_objected"):
    """A line has one open objection."""

    zh = "这一行已经提出过异议，正在等待答复。"
    en = "There is an objection to this line already, which waits for an answer."


class AlreadyAnswered(Refusal, code="already_answered"):
    """An objection is answered once."""

    zh = "这条异议已经答复过了。"
    en = "This objection has been answered already."


class AnswersOwn(Refusal, code="answers_own"):
    """Nobody answers for what they did themselves, or what is about themselves."""

    zh = "这条异议是您提出的，或与您、您的亲属或您经办的事项有关，请由另一位工作人员答复。"
    en = "You raised it, or it is about you, your kin or what you recorded: somebody else answers."


class OpenObjections(State, of="member", folds=(ObjectionRaised, ObjectionAnswered)):
    """The lines to which one member objects, by the objection that waits."""

    lines: dict[str, str] = field(default_factory=dict)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow what waits."""
        match fact:
            case ObjectionRaised():
                self.lines[fact.objection_id] = fact.line_id
            case ObjectionAnswered():
                self.lines.pop(fact.objection_id, None)


class Objection(State, of="objection", folds=(ObjectionRaised, ObjectionAnswered)):
    """One objection, by whom it was recorded, and whether it was answered."""

    raised: ObjectionRaised | None = None
    raised_by: str = ""
    answered: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow the objection."""
        match fact:
            case ObjectionRaised():
                self.raised, self.raised_by = fact, recorded.envelope.actor
            case ObjectionAnswered():
                self.answered = True


@dataclass(frozen=True, kw_only=True)
class RaiseObjection:
    """Object to a line of a passbook. Refused: UnknownMember, AlreadyObjected."""

    member_id: str
    line_id: str
    recorded_by_ids: tuple[str, ...]
    wording_text: str

    def boundary(self) -> tuple[Tag, ...]:
        """The member."""
        return (member_tag(self.member_id),)

    def decide(self, view: View, stamp: Stamp) -> ObjectionRaised:
        """The objection, which waits for an answer."""
        view(Member, member_tag(self.member_id)).required()
        if self.line_id in view(OpenObjections, member_tag(self.member_id)).lines.values():
            raise AlreadyObjected
        return ObjectionRaised(
            objection_id=stamp.id,
            member_id=self.member_id,
            line_id=self.line_id,
            recorded_by_ids=self.recorded_by_ids,
            wording_text=self.wording_text,
        )


@dataclass(frozen=True, kw_only=True)
class AnswerObjection:
    """Answer an objection. Refused: UnknownObjection, AlreadyAnswered, AnswersOwn."""

    objection_id: str
    outcome: Outcome
    answer_text: str

    def boundary(self) -> tuple[Tag, ...]:
        """The objection."""
        return (objection_tag(self.objection_id),)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Whose passbook it is about."""
        raised = view(Objection, objection_tag(self.objection_id)).raised
        return (member_tag(raised.member_id),) if raised else ()

    def decide(self, view: View, stamp: Stamp) -> ObjectionAnswered:
        """The answer."""
        objection = view(Objection, objection_tag(self.objection_id))
        raised = objection.raised
        if raised is None:
            raise UnknownObjection
        if objection.answered:
            raise AlreadyAnswered
        member_id = view(Member, member_tag(raised.member_id)).id
        if stamp.actor in {member_id, *raised.recorded_by_ids, objection.raised_by}:
            raise AnswersOwn
        if are_kin(view, member_id, stamp.actor):
            raise AnswersOwn
        return ObjectionAnswered(
            objection_id=self.objection_id,
            member_id=member_id,
            outcome=self.outcome,
            answer_text=self.answer_text,
        )
