"""Wishes of the demo community's list: looked at, put up, promised, brought, confirmed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from api.serving.composition import Community
from domain.ledger.decision import OFFICE, Decision, Request
from domain.needs.claims import ClaimRequest
from domain.needs.fulfilment import FulfilRequest
from domain.needs.requests import PublishRequest
from domain.needs.word import ConfirmHelp
from projections.needs.requests_board import Sought, requests_board

READ_MAX: Final = 100
DAYS_OPEN: Final = 40
DAYS_TO_BRING: Final = 6
PUT_UP: Final = 22
PROMISED: Final = 13
BROUGHT: Final = 8
CONFIRMED: Final = 6
"""Of the list so many are put up, and of these so many promised, brought and confirmed."""
NOTE: Final = "买好了，送到服务台，请工作人员转交。"


async def grant_wishes(community: Community, helpers: Sequence[str], coordinator: str) -> None:
    """The first of the list have come furthest; the last still wait to be looked at."""
    sought = Sought(statuses=("made",), kind="wish")
    found = await requests_board(community.reader, sought, limit=READ_MAX)
    listed = [it for it in found if it.made_by == OFFICE][:PUT_UP]
    said = await community.vault.texts(it.wish_text for it in listed)
    public = [f"一位老人{said.get(it.wish_text, '').partition('（')[0]}" for it in listed]
    texts = await community.vault.keep_texts([*public, NOTE])
    today = datetime.now(community.zone).date()
    wishes = [
        (it.need_id, texts[words], helpers[number % len(helpers)])
        for number, (it, words) in enumerate(zip(listed, public, strict=True))
    ]
    last_day, due_on = today + timedelta(DAYS_OPEN), today + timedelta(DAYS_TO_BRING)
    steps: list[tuple[str, Decision]] = [
        *(
            (coordinator, PublishRequest(need_id=it, public_text=words, open_until=last_day))
            for it, words, _ in wishes
        ),
        *(
            (helper, ClaimRequest(need_id=it, helper_id=helper, due_on=due_on))
            for it, _, helper in wishes[:PROMISED]
        ),
        *(
            (helper, FulfilRequest(need_id=it, note_text=texts[NOTE]))
            for it, _, helper in wishes[:BROUGHT]
        ),
        *(
            (coordinator, ConfirmHelp(need_id=it, how="phone_call", satisfaction=5, by_office=True))
            for it, _, _ in wishes[:CONFIRMED]
        ),
    ]
    await community.recorder.record_all(
        [
            Request(decision=decision, actor=actor, key=f"demo listed wish {number}")
            for number, (actor, decision) in enumerate(steps)
        ]
    )
