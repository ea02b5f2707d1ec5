"""Days on which everything happens that can happen, as many of them as are asked for.

The same volunteer, the same cashier and the same items are in all of it: what is busy, grows.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace as copy_of

from domain.ledger.fact import Fact, encode_fact
from domain.shop.donation import DonatedGoods
from tests.controls import LI_JOINED, OIL, OIL_LISTED, RICE
from tests.examples import EXAMPLES, JUNE
from tests.projections.living import Living, ordered
from tests.scenario import write

FIRST_DAY: Final = date(2026, 3, 5)
ONCE: Final = (
    *("kin.recorded", "rules.adopted", "team.founded", "item.listed", "member.enrolled"),
    *("role.granted", "role.withdrawn", "rules.proposed", "rules.declined"),
    *("community.founded", "community.settings_changed", "node.founded"),
    "attestation_terms.adopted",
    "need_terms.adopted",
    *("member.merge_proposed", "member.merge_declined", "member.merged"),
)
"""Types of facts that do not happen day by day."""

_THING: Final = re.compile(
    r'"((?:sale|gift|card|certificate|attended|afterwards|paper|visit|pairing|shift|transfer'
    r"|count|book|fact|objection|kin|proxy|need|claim|help|offer|calls|sheet)-\d"
    r'|cleaning-day|R20260305|S1-20260305-F3FA9C2|qian-daye)([^"]*)"'
)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER: Final = re.compile(r'"number":\d+')


def live(community: Living, days: int) -> None:
    """Let so many days pass."""
    begun = [*(EXAMPLES[it] for it in ONCE), OIL_LISTED]
    write(community.log, ordered(community.log, begun))
    for day in range(days):
        at = datetime.combine(FIRST_DAY + timedelta(days=day), time(4), UTC)
        facts = [_on(day, fact) for fact in _facts_of(day)]
        write(community.log, ordered(community.log, facts, happened_at=at, recorded_at=at))
    community.runner.catch_up()


def _facts_of(day: int) -> Iterator[Fact]:
    """Somebody new, with a card, and all examples; what came onto the shelf has left by night."""
    newcomer = f"newcomer-{day}"
    grid = f"第{day % 5}网格"
    yield copy_of(LI_JOINED, member_id=newcomer, volunteer_number=f"V{day + 2:06d}", grid=grid)
    for fact in EXAMPLES.values():
        match fact.type:
            case "donation.received":
                yield copy_of(fact, goods=(DonatedGoods(RICE, 5, JUNE), DonatedGoods(OIL, 1)))
            case "stock.counted":
                rice, oil = fact.lines
                taken = copy_of(oil.lots[0], lot_id="gift-1-2", pieces=-1)
                further = copy_of(taken, lot_id="gift-1-3", pieces=-2)
                yield copy_of(fact, lines=(rice, copy_of(oil, counted=0, lots=(taken, further))))
            case "donation.corrected":
                yield copy_of(fact, lots=())
            case "stock.count_approved":
                kept = tuple(copy_of(it, counted=it.booked, lots=()) for it in fact.lines)
                yield copy_of(fact, lines=kept)
            case "card.issued" | "card.revoked":
                yield copy_of(fact, member_id=newcomer)
            case "member.moved":
                if day % 7 == 0:
                    yield copy_of(fact, member_id=newcomer)
            case "member.left":
                yield copy_of(fact, credit=0, points=0)
            case "request.given_back" | "request.withdrawn" | "request.settled":
                yield copy_of(fact, hold=None)
            case "pairing.visited" | "request.served":
                yield copy_of(fact, hold=None) if fact.type == "request.served" else fact
                yield copy_of(EXAMPLES["service.confirmed"], service_id=fact.service_id)
            case type if type not in ONCE:
                yield fact


def _on(day: int, fact: Fact) -> Fact:
    """The same on another day, with things of that day."""
    text = bytes(encode_fact(fact)).decode()
    text = _DAY.sub(lambda it: f"{date.fromisoformat(it[0]) + timedelta(days=day)}", text)
    text = _THING.sub(rf'"\1.{day}\2"', text)
    text = _NUMBER.sub(f'"number":{day + 1}', text)
    return msgspec.json.decode(text, type=type(fact))
