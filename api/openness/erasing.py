"""Erasing: what hung is forgotten once it is over; its fingerprint and its figures stay."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.capability import Capability
from api.openness.notice import notice_of
from api.openness.notice_rows import Reason
from api.policy.act import Act
from api.serving.access import Caller, allowed
from domain.openness import notice_erasing
from domain.openness.notice_erasing import AlreadyErased, EraseNotice, NoticeErased
from projections.openness.notices import ListedNotice, is_worded_elsewhere

ERASE: Final = Act("notice.erase", "抹去公示文字", by=("supervisor",))

router = APIRouter(prefix="/api/notices", tags=["notices"])


class Erased(BaseModel):
    """A notice of which only figures are left, and the fingerprint of what hung."""

    notice_id: str
    wording_digest: str
    position: int


@router.post("/{notice_id}/erasure", status_code=201)
async def erase(
    notice_id: str, body: Reason, caller: Annotated[Caller, Depends(allowed(ERASE))]
) -> Erased:
    """Erase the wording of a notice that is over; should that be cut off, asking again does it."""
    community = caller.community
    found = await notice_of(community, notice_id=notice_id)
    texts = await community.vault.keep_texts([body.reason])
    decision = EraseNotice(
        notice_id=notice_id, reason_text=texts[body.reason], actor_id=caller.member_id
    )
    try:
        receipt, _ = await caller.record(decision, NoticeErased)
    except AlreadyErased:
        await _forget(caller, found)
        raise
    await _forget(caller, found)
    return Erased(
        notice_id=notice_id, wording_digest=found.wording_digest, position=receipt.position
    )


async def _forget(caller: Caller, found: ListedNotice) -> None:
    """Another notice may say the same, and hang still."""
    reader, text_id = caller.community.reader, found.wording_text
    if not await is_worded_elsewhere(reader, text_id, but=found.notice_id):
        await caller.community.vault.erase_text(text_id)


CAPABILITY: Final = Capability(name="notice_erasing", model=(notice_erasing,), router=router)
