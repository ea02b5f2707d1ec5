"""A request of Aunt Zhao's as the tests of its whole life speak of it."""

from datetime import date
from typing import Final

from domain.ledger.fact import Fact
from domain.needs.claims import RequestClaimed
from domain.needs.fulfilment import RequestServed
from domain.needs.requests import RequestMade, RequestPublished
from domain.service.counting.hold import HoldMove
from tests.controls import COMMUNITY, ELEVEN, LI, NINE, WANG, moment, served
from tests.scenario import Done, by

NEED: Final = "need-1"
DAYS: Final = date(2026, 3, 31)
SPRING_WORK: Final = served(WANG, moment(2, 1, 9), moment(2, 1, 14), "paper-w")
"""Wang has 300 minutes of credit."""


def made(need_id: str = NEED, for_id: str = WANG, **more: object) -> RequestMade:
    said: dict[str, object] = {
        "kind": "service",
        "need": "陪诊",
        "terms": "credit",
        "wish_text": "text-1",
        "grid": "第一网格",
        "minutes_wanted": 180,
    }
    return RequestMade(need_id=need_id, for_id=for_id, **said | more)


def published(need_id: str = NEED) -> RequestPublished:
    return RequestPublished(need_id=need_id, public_text="text-2", open_until=DAYS)


def set_aside(minutes: int = 180, need_id: str = NEED, payer_id: str | None = WANG) -> HoldMove:
    return HoldMove(need_id=need_id, payer_id=payer_id, asker_id=WANG, set_aside=minutes)


def claimed(helper_id: str = LI, **more: object) -> RequestClaimed:
    said: dict[str, object] = {
        "need_id": NEED,
        "claim_id": "claim-1",
        "due_on": date(2026, 3, 18),
        "asker_id": WANG,
        "hold": set_aside(),
    }
    return RequestClaimed(helper_id=helper_id, **said | more)


def help_given(service_id: str = "help-1", **more: object) -> RequestServed:
    said: dict[str, object] = {"starts_at": NINE, "ends_at": ELEVEN, "need_id": NEED}
    return RequestServed(
        service_id=service_id,
        member_id=LI,
        programme="时间银行互助",
        service_class="attested",
        typed_in=True,
        asker_id=WANG,
        **said | more,
    )


UP: Final[tuple[Fact | Done, ...]] = (
    *COMMUNITY,
    SPRING_WORK,
    by(WANG, made()),
    published(),
)
"""Wang, who has 300 minutes, asks for 180, and it is up."""
