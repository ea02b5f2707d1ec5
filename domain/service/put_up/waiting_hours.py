"""Hours put up: where the rules ask for it, what waits hangs for objection before it is final."""

from datetime import timedelta

from msgspec import field

from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.openness.hours_notice import HoursNoticeBook
from domain.openness.listed import Listed
from domain.openness.notice import (
    Notice,
    NoticePosted,
    NoticeRunning,
    notice_tag,
    require_cleared,
)
from domain.rules.tags import RULES
from domain.service.hours import PendingService
from domain.service.tags import service_tag


class NoHoursToPost(Refusal, code="no_hours_to_post", field="first_day"):
    """A list has something on it."""

    zh = "这几天没有等待确认、还没公示过的服务时长。"
    en = "No hours of these days wait for a word that have not been put up already."


class ListedService(Listed, of="service", folds=(PendingService, NoticePosted)):
    """A service that waits, its volunteer, and the notices of hours on which it ever stood."""

    member_id: str = ""
    notice_ids: list[str] = field(default_factory=list)

    def apply(self, fact: Fact, recorded: Recorded) -> None:
        """Learn whose it is, and where it hangs."""
        match fact:
            case PendingService():
                self.member_id = fact.member_id
            case NoticePosted(kind="hours"):
                self.notice_ids.append(fact.notice_id)

    def names(self) -> tuple[Tag, ...]:
        """The service, if it was ever entered."""
        return (service_tag(self.id),) if self.member_id else ()

    def concerns(self) -> tuple[str, ...]:
        """The volunteer."""
        return (self.member_id,)

    @property
    def notice_id(self) -> str | None:
        """The last notice of hours on which it stood."""
        return self.notice_ids[-1] if self.notice_ids else None


def also_of_notice(view: View, service_id: str) -> tuple[Tag, ...]:
    """The notice on which a service stood: nothing, where no rule ever asked for one."""
    if not view(HoursNoticeBook, RULES).adopted:
        return ()
    notice_id = view(ListedService, service_tag(service_id)).notice_id
    return (notice_tag(notice_id),) if notice_id else ()


def required_notice(view: View, stamp: Stamp, service_id: str) -> str | None:
    """The notice by which a service may be confirmed; none where it needs none.

    Raises NoticeMissing, NoticeNotAbout, NoticeRunning, ObjectionOpen, ObjectionUpheld.
    """
    today = stamp.day_of(stamp.now)
    days = view(HoursNoticeBook, RULES).on(today).days
    if days is None:
        return None
    notice_id = view(ListedService, service_tag(service_id)).notice_id
    require_cleared(view, stamp, notice_id, subject=service_tag(service_id), kind="hours")
    if notice_id is not None:
        posted = view(Notice, notice_tag(notice_id)).required()
        until = posted.opens_on + timedelta(days=days - 1)
        if today <= until:
            raise NoticeRunning(until=until)
    return notice_id
