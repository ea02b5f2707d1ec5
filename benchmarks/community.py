"""The community that everybody redeems in: many members with points, a few items, a cashier."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from api.postgres.cluster import SERVING_ROLE, SETUP_ROLE
from api.serving.composition import open_community, prepare
from api.serving.settings import Settings
from domain.ledger.decision import OFFICE, Decision, Request, digest, request_id
from domain.ledger.log import Log
from domain.ledger.recording import Ledger
from domain.people.membership import EnrolMember
from domain.people.roles import GrantRole
from domain.rules.rules import AdoptRules, Terms
from domain.service.service_import import ImportService
from domain.shop.donation import DonatedGoods, ReceiveDonation
from domain.shop.items import ListItem
from projections.catalogue import PROJECTIONS
from projections.ledger.runner import Runner

COMMUNITY: Final = "yanwuping"
CASHIER: Final = digest("benchmark", "cashier")
SUPERVISOR: Final = digest("benchmark", "supervisor")
PASSWORD: Final = "benchmark"  # noqa: S105 (of nobody)
MEMBERS: Final = tuple(digest("benchmark member", str(number)) for number in range(600))
SERVICE_MINUTES: Final = 480
POINTS_PER_HOUR: Final = 100_000
POINTS: Final = POINTS_PER_HOUR * SERVICE_MINUTES // 60
PIECES: Final = 100_000_000
LIMIT_PER_MEMBER_MONTH: Final = 1_000_000


@dataclass(frozen=True)
class Listed:
    """An item on the shelf."""

    item_id: str
    name: str
    points: int
    limit_per_member_month: int = LIMIT_PER_MEMBER_MONTH


def _items() -> Iterator[Listed]:
    for number in range(16):
        name = f"item {number}"
        yield Listed(request_id(OFFICE, name), name, 5 + number)


ITEMS: Final = tuple(_items())


def bodies() -> list[str]:
    """Every member wants a piece of every item, in no order but always the same."""
    every = [
        {"member_id": member_id, "lines": [{"item_id": item.item_id, "quantity": 1}]}
        for member_id in MEMBERS
        for item in ITEMS
    ]
    random.Random(1).shuffle(every)  # noqa: S311 (no secret)
    return [msgspec.json.encode(it).decode() for it in every]


def as_serving(url: str) -> str:
    """The same database for the role that serves."""
    return url.replace(f"//{SETUP_ROLE}@", f"//{SERVING_ROLE}@", 1)


def found_community(url: str, folder: Path) -> None:
    """Record it all in a database, and let the cashier sign in."""
    prepare(url, COMMUNITY, as_serving(url))
    settings = Settings(community=COMMUNITY, data=folder)
    log = Log(url, COMMUNITY)
    ledger = Ledger(log, settings.zone)
    ledger.record([Request(decision=it, actor=OFFICE) for it in _people()])
    ledger.record([_listing(item) for item in ITEMS])
    goods = tuple(DonatedGoods(item.item_id, PIECES) for item in ITEMS)
    ledger.record([Request(decision=ReceiveDonation(goods=goods), actor=OFFICE)])
    runner = Runner(log, PROJECTIONS, url, COMMUNITY)
    runner.catch_up()
    runner.close()
    log.close()
    asyncio.run(_let_sign_in(url, settings))


def _people() -> Iterator[Decision]:
    terms = Terms(points_per_hour=POINTS_PER_HOUR)
    yield AdoptRules(version="benchmark", in_force_from=date(2026, 1, 1), terms=terms)
    yield EnrolMember(member_id=CASHIER, kind="staff")
    yield GrantRole(member_id=CASHIER, role="cashier")
    yield EnrolMember(member_id=SUPERVISOR, kind="staff")
    yield GrantRole(member_id=SUPERVISOR, role="supervisor")
    starts_at = datetime(2026, 1, 5, 1, tzinfo=UTC)
    for member_id in MEMBERS:
        yield EnrolMember(member_id=member_id, kind="volunteer")
        yield ImportService(
            member_id=member_id,
            programme="benchmark",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=SERVICE_MINUTES),
        )


def _listing(item: Listed) -> Request:
    decision = ListItem(
        name=item.name,
        unit="piece",
        points=item.points,
        limit_per_member_month=item.limit_per_member_month,
    )
    return Request(decision=decision, actor=OFFICE, key=item.name)


async def _let_sign_in(url: str, settings: Settings) -> None:
    async with open_community(url, settings) as community:
        await community.credentials.set(CASHIER, "cashier", PASSWORD)
        await community.credentials.set(SUPERVISOR, "supervisor", PASSWORD)
        await community.credentials.set(MEMBERS[0], "volunteer", PASSWORD)
