"""Activities in words: where somebody stands with each, and what can be done about it now."""

from datetime import UTC, datetime
from typing import NamedTuple

from api.pages.language import translator
from api.pages.visitor import Visitor
from domain.service.counting.times import opens_at
from projections.service.activities import ListedActivity


class Offered(NamedTuple):
    """An activity in words, and what can be done about it now.

    `step` is `sign-up`, `sign-in`, `sign-out`, or none.
    """

    activity_id: str
    title: str
    programme: str
    place: str
    team: str | None
    starts_at: datetime
    ends_at: datetime
    state: str
    step: str | None
    may_come_without_a_place: bool
    may_give_the_place_back: bool
    may_go_on: bool
    was_starts_at: datetime | None
    was_place: str
    called_off: bool
    because: str


def _standing(row: ListedActivity, visitor: Visitor, now: datetime) -> tuple[str, str | None]:
    """Where somebody stands with an activity, in words, and the next step if there is one."""
    _ = translator(visitor.language)
    if row.i_signed_out_at is not None:
        return _("您已签退，时长等待确认或已到账。"), None
    if row.called_off_at is not None and row.i_signed_in_at is None:
        return _("活动已取消。"), None
    if row.i_signed_in_at is not None:
        return _("您已签到，走的时候记得签退。"), "sign-out"
    if now >= row.ends_at:
        return _("活动已结束。"), None
    if row.i_signed_up:
        return _standing_with_a_place(row, visitor)
    return _standing_without_a_place(row, visitor)


def _standing_without_a_place(row: ListedActivity, visitor: Visitor) -> tuple[str, str | None]:
    _ = translator(visitor.language)
    if row.capacity is None:
        return _("可以报名。"), "sign-up"
    places = max(row.capacity - row.signed_up, 0)
    if not places:
        return _("名额已满。"), None
    return _("可以报名，还有 {places} 个名额。", places=places), "sign-up"


def _standing_with_a_place(row: ListedActivity, visitor: Visitor) -> tuple[str, str | None]:
    _ = translator(visitor.language)
    if _is_today(row, visitor):
        return _("您已报名，今天可以签到。"), "sign-in"
    return _("您已报名，活动当天签到。"), None


def _is_today(row: ListedActivity, visitor: Visitor) -> bool:
    """Whether signing in has begun."""
    return opens_at(row.starts_at, visitor.community.zone) <= datetime.now(UTC)


async def offered(visitor: Visitor, rows: list[ListedActivity]) -> list[Offered]:
    """Activities in words, with the next step for this visitor."""
    texts = await visitor.community.vault.texts(
        text_id
        for row in rows
        for text_id in (row.title_text, row.place_text, row.was_place_text, row.reason_text)
    )
    now = datetime.now(UTC)
    found = []
    for row in rows:
        state, step = _standing(row, visitor, now)
        takes_place = now < row.ends_at and row.called_off_at is None
        not_in_yet = row.i_signed_in_at is None and takes_place
        found.append(
            Offered(
                row.activity_id,
                texts.get(row.title_text, row.programme),
                row.programme,
                texts.get(row.place_text, ""),
                row.team,
                row.starts_at,
                row.ends_at,
                state,
                step,
                not_in_yet and _is_today(row, visitor),
                not_in_yet and row.i_signed_up,
                row.i_signed_out_at is not None and now < row.ends_at,
                row.was_starts_at if row.moved else None,
                texts.get(row.was_place_text or "", ""),
                row.called_off_at is not None,
                texts.get(row.reason_text or "", ""),
            )
        )
    return found
