"""What hangs in the demo community: a list of hours that wait, and somebody's slip about one."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from api.serving.composition import Community
from domain.ledger.decision import Decision
from domain.ledger.fact import Fact
from domain.openness.notice import BOX, NoticePosted
from domain.openness.notice_objection import ObjectToNotice
from domain.openness.notice_posting import PostNotice
from domain.service.tags import service_tag
from projections.people.statements import LAST
from projections.service.services import services

Act = Callable[[str, Decision, str, datetime | None], Awaitable[Fact | None]]

LISTED: Final = 12
DAYS: Final = 6
WORDING: Final = (
    "现将近期等待确认的志愿服务时长公示如下，名单按序号列出。"
    "如有异议，请在公示期内到服务台、打电话、在网页上或用意见箱提出，可以不署名。"
)
GROUNDS: Final = "那天下午没有看到有人来清扫。"


async def put_up(community: Community, act: Act, coordinator: str) -> None:
    """Hang the list today, and enter a slip that fell into the box."""
    waiting = await services(community.reader, status="pending", before=LAST, limit=LISTED)
    subjects = tuple(service_tag(it.service_id) for it in waiting)
    if not subjects:
        return
    today = datetime.now(community.zone).date()
    texts = await community.vault.keep_texts([WORDING, GROUNDS])
    notice = PostNotice(
        kind="hours",
        subjects=subjects,
        opens_on=today,
        last_day=today + timedelta(days=DAYS),
        wording=WORDING,
        wording_text=texts[WORDING],
        actor_id=coordinator,
        channels=("board", "page", "box"),
    )
    posted = await act("notice", notice, coordinator, None)
    if isinstance(posted, NoticePosted):
        slip = ObjectToNotice(
            notice_id=posted.notice_id,
            way="box",
            grounds_text=texts[GROUNDS],
            subject=subjects[0],
        )
        await act("notice slip", slip, BOX, None)
