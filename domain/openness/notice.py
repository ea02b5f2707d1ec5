"""Notices: what is put up for objection, and what may go on once it has hung long enough."""

from datetime import date, datetime
from typing import Final, Literal

import msgspec
from msgspec import field

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.openness.listed import names_of
from domain.openness.notice_terms import NoticeKind
from domain.ties.objection import ObjectionOpen, Outcome

NOTICES: Final[Tag] = "notices:community"
"""All notices together: they are numbered one after the other."""
BOX: Final = "box"
"""The actor of what somebody objects who does not wish to be named."""

Shown = Literal["figures", "masked", "named"]
Channel = Literal["board", "page", "box", "screen"]
Way = Literal["page", "phone", "desk", "box"]


def notice_tag(notice_id: str) -> Tag:
    """A notice that was put up."""
    return f"notice:{notice_id}"


class NoticePosted(Fact, type="notice.posted"):
    """A list or a text hangs for everybody to object to, from its first to its last day.

    `subjects` are tags, in the order of the list's lines, `concerned_ids` the members whom they
    are about. `wording_digest` is the SHA-256 of the wording: the paper carries the same. Slips
    from the box are entered until `slips_until`. `drafted_by_id` wrote it, if somebody else did.
    """

    called = "张贴公示"
    told = "张贴第 {number} 号公示，{opens_on} 至 {last_day}：{wording_text}"

    notice_id: str
    number: int
    kind: NoticeKind
    subjects: tuple[Tag, ...]
    concerned_ids: tuple[str, ...]
    opens_on: date
    last_day: date
    slips_until: date
    wording_text: str
    wording_digest: str
    shown: Shown
    channels: tuple[Channel, ...]
    drafted_by_id: str | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The notice, what numbers it, and what is on it."""
        return notice_tag(self.notice_id), NOTICES, *self.subjects

    def vouched_by(self) -> tuple[str, ...]:
        """Who wrote it."""
        return (self.drafted_by_id,) if self.drafted_by_id else ()

    @property
    def waits_until(self) -> date:
        """The last day on which nothing on it may go on: where a box hangs, it is emptied first."""
        return self.slips_until if "box" in self.channels else self.last_day


class NoticeObjected(Fact, type="notice.objected"):
    """Somebody objects: to one of the things on the notice, or to all of it.

    Who does not wish to be named is the box; the grounds are free text in the vault.
    """

    called = "公示异议"
    told = "对公示提出异议：{grounds_text}"

    notice_id: str
    objection_id: str
    way: Way
    grounds_text: str
    answer_by: date
    subject: Tag | None = None

    def touches(self) -> tuple[Tag, ...]:
        """The notice: whom it is about is told by who looks into it."""
        return (notice_tag(self.notice_id),)


class NoticeAnswered(Fact, type="notice.answered"):
    """Somebody looked into an objection; the answer is free text in the vault."""

    called = "答复公示异议"
    told = "答复公示异议：{answer_text}"

    notice_id: str
    objection_id: str
    outcome: Outcome
    answer_text: str

    def touches(self) -> tuple[Tag, ...]:
        """The notice."""
        return (notice_tag(self.notice_id),)

    def caused_by(self) -> str:
        """The objection: its fact gave it its id."""
        return self.objection_id


class NoticeWithdrawn(Fact, type="notice.withdrawn"):
    """A notice was taken down: nothing on it goes on by it."""

    called = "撤下公示"
    told = "撤下公示：{reason_text}"

    notice_id: str
    reason_text: str

    def touches(self) -> tuple[Tag, ...]:
        """The notice, and all of them together."""
        return notice_tag(self.notice_id), NOTICES

    def caused_by(self) -> str:
        """The posting: its fact gave the notice its id."""
        return self.notice_id


class UnknownNotice(Refusal, code="unknown_notice"):
    """No notice has this id."""

    zh = "没有这份公示。"
    en = "There is no such notice."


class NoticeMissing(Refusal, code="notice_missing"):
    """What has to hang for objection first did not."""

    zh = "这件事要先公示，现在没有有效的公示。"
    en = "This has to be put up on a notice first, and no valid notice has it."


class NoticeRunning(Refusal, code="notice_running"):
    """Everybody has time to object until the last day is over."""

    zh = "公示期还没有结束：{until}以后才能办理。"
    en = "The notice still hangs: wait until {until} is over."


class ObjectionUpheld(Refusal, code="objection_upheld"):
    """What was objected to with reason does not go on by this notice."""

    zh = "公示期间有人提出异议，查实成立，不能办理；更正后请重新公示。"
    en = "An objection to it was upheld; put it right and post a new notice."


class NoticeNotAbout(Refusal, code="notice_not_about"):
    """A notice is for what stands on it, and for nothing else."""

    zh = "这份公示里没有这一项，或者是另一类公示。"
    en = "This notice does not list it, or is of another kind."


class Objected(msgspec.Struct, frozen=True):
    """An objection to a notice: to what, by whom, and what came of it."""

    subject: Tag | None
    raised_by: str
    outcome: Outcome | None = None

    @property
    def stops(self) -> bool:
        """Whether what it is about may not go on."""
        return self.outcome in {None, "upheld"}


class Notice(
    State, of="notice", folds=(NoticePosted, NoticeObjected, NoticeAnswered, NoticeWithdrawn)
):
    """One notice, with the objections to it."""

    posted: NoticePosted | None = None
    posted_by: str = ""
    objections: dict[str, Objected] = field(default_factory=dict)
    withdrawn: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Follow what hangs and what is said to it."""
        match fact:
            case NoticePosted():
                self.posted, self.posted_by = fact, recorded.envelope.actor
            case NoticeObjected():
                self.objections[fact.objection_id] = Objected(fact.subject, recorded.envelope.actor)
            case NoticeAnswered():
                before = self.objections[fact.objection_id]
                answered = Objected(before.subject, before.raised_by, fact.outcome)
                self.objections[fact.objection_id] = answered
            case NoticeWithdrawn():
                self.withdrawn = True

    def required(self) -> NoticePosted:
        """What was posted. Raises UnknownNotice."""
        if self.posted is None:
            raise UnknownNotice
        return self.posted

    def cleared(self, subject: Tag, today: date) -> bool:
        """Whether a thing on it may go on: its days are over, and no objection stops it."""
        return self.obstacle((subject,), today) is None

    def obstacle(self, names: tuple[Tag, ...], today: date) -> Refusal | None:
        """Why a thing, known by these tags, may not go on by this notice; none if it may."""
        posted = self.posted
        if posted is None or self.withdrawn:
            return NoticeMissing()
        if set(names).isdisjoint(posted.subjects):
            return NoticeNotAbout()
        if today <= posted.waits_until:
            return NoticeRunning(until=posted.waits_until)
        about = [it for it in self.objections.values() if it.subject in {None, *names}]
        if any(it.outcome is None for it in about):
            return ObjectionOpen()
        return ObjectionUpheld() if any(it.stops for it in about) else None


def require_cleared(
    view: View, stamp: Stamp, notice_id: str | None, *, subject: Tag, kind: NoticeKind
) -> None:
    """See that a thing may go on by a notice of a kind, on the day on which that is recorded.

    The tags of both, if there is a notice, are in the boundary. Raises NoticeMissing,
    NoticeNotAbout, NoticeRunning, ObjectionOpen, ObjectionUpheld.
    """
    if notice_id is None:
        raise NoticeMissing
    notice = view(Notice, notice_tag(notice_id))
    if notice.posted is not None and notice.posted.kind != kind:
        raise NoticeNotAbout
    names = {subject, *names_of(view, subject)}
    if refusal := notice.obstacle(tuple(sorted(names)), stamp.day_of(stamp.now)):
        raise refusal


class Hanging(msgspec.Struct, frozen=True):
    """A notice that may still hang."""

    kind: NoticeKind
    last_day: date
    subjects: frozenset[Tag]


class Notices(State, of="notices", folds=(NoticePosted, NoticeWithdrawn)):
    """How many notices were ever posted, which of them may hang, and when the last was recorded."""

    posted: int = 0
    hanging: dict[str, Hanging] = field(default_factory=dict)
    recorded_at: datetime | None = None

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Count what is posted; forget what was over before something else began to hang."""
        at = recorded.envelope.recorded_at
        self.recorded_at = max(at, self.recorded_at or at)
        match fact:
            case NoticePosted():
                self.posted += 1
                over = [key for key, it in self.hanging.items() if it.last_day < fact.opens_on]
                for notice_id in over:
                    del self.hanging[notice_id]
                self.hanging[fact.notice_id] = Hanging(
                    fact.kind, fact.last_day, frozenset(fact.subjects)
                )
            case NoticeWithdrawn():
                self.hanging.pop(fact.notice_id, None)
