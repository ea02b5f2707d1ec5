"""Putting up: a notice is posted with whom it is about, whatever it lists."""

from collections.abc import Sequence

from api.openness.notice_rows import NewNotice
from api.serving.access import Caller
from api.serving.composition import Community
from api.serving.reaching.reach import require_tags
from domain.ledger.tag import Tag
from domain.openness.listed import knows_whom
from domain.openness.notice import NoticePosted
from domain.openness.notice_posting import PostNotice
from domain.openness.notice_wording import shows_private
from projections.openness.notices import people_about


async def put_up(
    caller: Caller, body: NewNotice, *, drafted_by_id: str | None = None
) -> tuple[int, NoticePosted]:
    """Post a notice; the position and the fact. What it may not show is kept nowhere.

    Who looks after a grid puts up what is about its people. Raises OutsideYourNode.
    """
    await require_tags(caller.community, caller.reach, body.subjects)
    vault = caller.community.vault
    if shows_private(body.wording) is None:
        await vault.keep_text(body.wording)
    decision = PostNotice(
        kind=body.kind,
        subjects=body.subjects,
        opens_on=body.opens_on,
        last_day=body.last_day,
        wording=body.wording,
        wording_text=vault.text_id(body.wording),
        actor_id=caller.member_id,
        shown=body.shown,
        channels=tuple(dict.fromkeys(body.channels)),
        drafted_by_id=drafted_by_id,
        about_ids=await _about(caller.community, body.subjects),
    )
    receipt, fact = await caller.record(decision, NoticePosted)
    return receipt.position, fact


async def _about(community: Community, subjects: Sequence[Tag]) -> tuple[str, ...]:
    """Whom things are about that do not know it themselves, by the facts about them."""
    asked = [it for it in subjects if not knows_whom(it)]
    return tuple(sorted(await people_about(community.reader, asked))) if asked else ()
