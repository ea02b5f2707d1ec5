"""Allowances: what the server signs while a till is online, for the time when it is not."""

import asyncio
import hmac
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import uuid4

from pydantic import BaseModel

from api.pages.goods_pictures import pictures_of
from api.serving.codes import card_code
from api.serving.composition import Community
from api.serving.settings import Settings
from domain.people.vault import mask_name
from domain.rules.accounts import MINUTES, POINTS
from domain.rules.rules import Terms
from domain.shop.offline_sale import Allowance
from projections.people.balances import accounts_of_kind
from projections.people.cards import valid_cards
from projections.people.members import members_by_id
from projections.shop.shifts import Shift
from projections.shop.stock import shelf
from projections.shop.taken_home import taken_home_by_all

VALID_FOR: Final = timedelta(hours=12)
SHELF_MAX: Final = 5_000
SIGNATURE_LENGTH: Final = 40


class AllowedPerson(BaseModel):
    """So many points for a member; `card` is a salted digest of the code on their card."""

    member: str
    name: str
    number: str
    points: int
    card: str | None
    taken: dict[str, int]
    token: str


class ShelfGoods(BaseModel):
    """An item that the till may give out while it is alone, and how it is shown."""

    id: str
    name: str
    unit: str
    points: int
    barcodes: tuple[str, ...]
    limit: int | None
    redeemable: int
    photograph: str | None = None
    drawing: str | None = None


class Snapshot(BaseModel):
    """All that a till needs to sell alone for some hours. No phone, no ID number, masked names."""

    window: str
    salt: str
    expires_at: datetime
    shift: str
    cashier: str
    prefix: str
    people: list[AllowedPerson]
    shelf: list[ShelfGoods]


def signing_key(settings: Settings) -> bytes:
    """The key of all allowances: only the server has it."""
    return settings.key("till")


def sign(key: bytes, allowance: Allowance) -> str:
    """The signature of an allowance."""
    parts = (allowance.id, allowance.member_id, f"{allowance.points}")
    text = "\x1f".join((*parts, allowance.expires_at.astimezone(UTC).isoformat()))
    return hmac.digest(key, text.encode(), "sha256").hex()[:SIGNATURE_LENGTH]


def is_signed(key: bytes, allowance: Allowance, token: str) -> bool:
    """Whether the server signed exactly this."""
    return hmac.compare_digest(sign(key, allowance).encode(), token.encode())


async def snapshot(community: Community, shift: Shift, terms: Terms, today: date) -> Snapshot:
    """Allowances for everybody who may redeem and has points, and the shelf as it is now."""
    window, salt = uuid4().hex, uuid4().hex
    # To the second: what the till sends back has to be what was signed.
    expires_at = datetime.now(UTC).replace(microsecond=0) + VALID_FOR
    allowed = await _allowed(community, terms, window, expires_at)
    people = await _people(community, allowed, salt, f"{today:%Y-%m}")
    items = await shelf(community.reader, today, limit=SHELF_MAX)
    items = [it for it in items if it.redeemable > 0]
    pictures = await pictures_of(community, {it.item_id: it.name for it in items})
    return Snapshot(
        window=window,
        salt=salt,
        expires_at=expires_at,
        shift=shift.shift_id,
        cashier=shift.cashier_id,
        prefix=f"{shift.till}-{shift.day:%Y%m%d}-",
        people=people,
        shelf=[
            ShelfGoods(
                id=it.item_id,
                name=it.name,
                unit=it.unit,
                points=it.points,
                barcodes=(*it.barcodes, it.own_code),
                limit=it.limit_per_member_month,
                redeemable=it.redeemable,
                photograph=pictures[it.item_id].photograph,
                drawing=pictures[it.item_id].drawing,
            )
            for it in items
        ],
    )


async def _allowed(
    community: Community, terms: Terms, window: str, expires_at: datetime
) -> list[Allowance]:
    most = community.settings.offline_points_max
    if not most:
        return []
    served = {
        it.account: it.amount for it in await accounts_of_kind(community.reader, "member", MINUTES)
    }
    return [
        Allowance(window, it.account.partition("/")[2], min(it.amount, most), expires_at)
        for it in await accounts_of_kind(community.reader, "member", POINTS)
        if it.amount > 0 and served.get(it.account, 0) >= terms.service_minutes_before_redeeming
    ]


async def _people(
    community: Community, allowed: list[Allowance], salt: str, month: str
) -> list[AllowedPerson]:
    member_ids = [it.member_id for it in allowed]
    members = await members_by_id(community.reader, member_ids)
    known = await community.vault.people(member_ids)
    taken = await taken_home_by_all(community.reader, month)
    cards = {it.member_id: it.number for it in await valid_cards(community.reader)}

    def signed() -> list[AllowedPerson]:
        key = signing_key(community.settings)
        codes = {it: card_code(community.vault, number) for it, number in cards.items()}
        return [
            AllowedPerson(
                member=it.member_id,
                name=mask_name(known[it.member_id].name) if it.member_id in known else "",
                number=members[it.member_id].volunteer_number,
                points=it.points,
                card=card_digest(salt, codes[it.member_id]) if it.member_id in codes else None,
                taken=taken.get(it.member_id, {}),
                token=sign(key, it),
            )
            for it in allowed
            if it.member_id in members
        ]

    return await asyncio.to_thread(signed)  # thousands of them: others are served meanwhile


def card_digest(salt: str, code: str) -> str:
    """What stands for a card's code in a snapshot: the till makes the same of what it scans."""
    return sha256(f"{salt}{code.replace('-', '')}".encode()).hexdigest()
