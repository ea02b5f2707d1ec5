"""The shelf as volunteers see it: what there is, for how many points, and what they can afford."""

from collections import Counter
from datetime import datetime, time
from typing import Annotated, Final, NamedTuple

from fastapi import Depends, Query, Response

from api.pages.goods_pictures import pictures_of
from api.pages.routing import page_router
from api.pages.visitor import Visitor, visiting
from api.pages.volunteer.points import terms_on
from api.serving.fields import POSITION_MAX
from api.serving.own_facts import see_own_facts
from api.shop.items import SEE_SHELF
from domain.people.tags import member_tag
from domain.shop.sale import GoodsExchanged
from projections.ledger.audit_trail import Between, audit_page
from projections.people.balances import member_balance
from projections.people.statements import LAST
from projections.shop.stock import ShelfItem, offered

router = page_router()

ITEMS_PER_PAGE: Final = 60
FEW: Final = 5
FACTS_A_MONTH_MAX: Final = 1_000


class Offer(NamedTuple):
    """An item for somebody: `stock` is none, few or some; `left` of this month's limit.

    `missing` are the points that they lack for one piece.
    """

    item_id: str
    name: str
    unit: str
    points: int
    stock: str
    limit: int | None
    left: int | None
    missing: int

    @property
    def is_open(self) -> bool:
        """Whether they could have one now."""
        return self.stock != "none" and self.left != 0 and not self.missing


async def redeemed_this_month(visitor: Visitor) -> Counter[str]:
    """How many pieces of each item the visitor redeemed in this calendar month."""
    today, zone = visitor.today, visitor.community.zone
    facts = await audit_page(
        visitor.community.reader,
        about=[member_tag(visitor.member_id)],
        recorded=Between(datetime.combine(today.replace(day=1), time(), zone)),
        before=LAST,
        limit=FACTS_A_MONTH_MAX,
    )
    pieces: Counter[str] = Counter()
    for recorded in facts:
        fact = recorded.fact
        if isinstance(fact, GoodsExchanged) and fact.month == f"{today:%Y-%m}":
            sign = 1 if fact.goods_leave() else -1
            for line in fact.lines:
                pieces[line.item_id] += sign * line.quantity
    return pieces


def _offer(item: ShelfItem, points_held: int, redeemed: int) -> Offer:
    stock = "none" if item.redeemable <= 0 else "few" if item.redeemable <= FEW else "some"
    limit = item.limit_per_member_month
    return Offer(
        item.item_id,
        item.name,
        item.unit,
        item.points,
        stock,
        limit,
        None if limit is None else max(limit - redeemed, 0),
        max(item.points - points_held, 0),
    )


@router.get("/shelf")
async def shelf_page(
    visitor: Annotated[Visitor, Depends(visiting(SEE_SHELF))],
    after: Annotated[int, Query(ge=0, le=POSITION_MAX)] = 0,
    ran_out: bool = False,
) -> Response:
    """What stands on the shelf, in the order in which it was listed; what ran out stands last."""
    community = visitor.community
    for question in ("stock", "balances", "audit_trail"):
        await see_own_facts(community, question)
    found = await offered(
        community.reader, visitor.today, ran_out=ran_out, after=after, limit=ITEMS_PER_PAGE + 1
    )
    held = await member_balance(community.reader, visitor.member_id)
    terms = await terms_on(community.reader, visitor.today)
    redeemed = await redeemed_this_month(visitor)
    shown = found[:ITEMS_PER_PAGE]
    return visitor.show(
        "volunteer/shop/shelf.html",
        points=held.points,
        missing_minutes=max(terms.service_minutes_before_redeeming - held.service_minutes, 0),
        offers=[
            _offer(item, held.points, redeemed[item.item_id])
            for item in shown
            if not item.withdrawn
        ],
        pictures=await pictures_of(community, {it.item_id: it.name for it in shown}),
        last=shown[-1] if len(found) > ITEMS_PER_PAGE else None,
        is_first_page=after == 0,
    )
