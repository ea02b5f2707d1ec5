"""Erasing: the wording of a notice that is over goes, and its digest still proves what hung."""

from dataclasses import dataclass

from domain.ledger.decision import Stamp, State, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.openness.notice import Notice, notice_tag
from domain.people.membership import Member
from domain.people.tags import member_tag
from domain.ties.objection import ObjectionOpen


class NoticeErased(Fact, type="notice.erased"):
    """The wording of a notice that is over was erased; the log still has its digest."""

    called = "抹去公示文字"
    told = "公示文字已抹去，只留指纹：{reason_text}"

    notice_id: str
    reason_text: str

    def touches(self) -> tuple[Tag, ...]:
        """The notice."""
        return (notice_tag(self.notice_id),)

    def caused_by(self) -> str:
        """The posting: its fact gave the notice its id."""
        return self.notice_id


class NoticeHangs(Refusal, code="notice_hangs"):
    """What hangs is there for everybody to read."""

    zh = "公示还没有结束：{until}以后才能抹去文字。"
    en = "The notice still hangs: its wording can be erased after {until}."


class ErasesOwn(Refusal, code="erases_own"):
    """Nobody does away with what hung about themselves."""

    zh = "这份公示与您有关，请由另一位监事抹去。"
    en = "This notice is about you: another supervisor has to erase it."


class AlreadyErased(Refusal, code="already_erased"):
    """A wording is erased once."""

    zh = "这份公示的文字已经抹去了。"
    en = "The wording of this notice was erased already."


class Erasure(State, of="notice", folds=(NoticeErased,)):
    """Whether the wording of one notice was erased."""

    erased: bool = False

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn it."""
        if isinstance(fact, NoticeErased):
            self.erased = True


@dataclass(frozen=True, kw_only=True)
class EraseNotice:
    """Erase the wording of a notice that is over or was taken down, as `actor_id`.

    Refused, in this order: UnknownNotice, AlreadyErased, NoticeHangs, ObjectionOpen, ErasesOwn.
    """

    notice_id: str
    reason_text: str
    actor_id: str

    def boundary(self) -> tuple[Tag, ...]:
        """The notice, and who acts."""
        return notice_tag(self.notice_id), member_tag(self.actor_id)

    def also(self, view: View) -> tuple[Tag, ...]:
        """Whom it is about."""
        posted = view(Notice, notice_tag(self.notice_id)).posted
        return tuple(map(member_tag, posted.concerned_ids)) if posted else ()

    def decide(self, view: View, stamp: Stamp) -> NoticeErased:
        """The erasure."""
        tag = notice_tag(self.notice_id)
        notice = view(Notice, tag)
        posted = notice.required()
        if view(Erasure, tag).erased:
            raise AlreadyErased
        if not notice.withdrawn and stamp.day_of(stamp.now) <= posted.waits_until:
            raise NoticeHangs(until=posted.waits_until)
        if any(it.outcome is None for it in notice.objections.values()):
            raise ObjectionOpen
        concerned = {view(Member, member_tag(it)).id for it in posted.concerned_ids}
        if view(Member, member_tag(self.actor_id)).id in concerned:
            raise ErasesOwn
        return NoticeErased(notice_id=self.notice_id, reason_text=self.reason_text)
