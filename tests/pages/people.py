"""People with names who can sign in: enrolled at the desk, with a username of their own."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from api.serving.composition import open_community
from domain.ledger.decision import OFFICE, Request
from domain.service.service_import import ImportService
from tests.api.answers import enrol, give_role, settle
from tests.clock import past
from tests.office import PASSWORD, Office


def join(office: Office, name: str = "李桂珍", *, role: str = "volunteer", **more: Any) -> str:
    """The id of a new member with a role, which is also their username."""
    member_id = enrol(office, name, **more)
    give_role(office, member_id, role)

    async def let_sign_in() -> None:
        async with open_community(url_of(office), office.settings) as community:
            await community.credentials.set(member_id, member_id, PASSWORD)

    asyncio.run(let_sign_in())
    settle(office)
    return member_id


def url_of(office: Office) -> str:
    """Where the office's database is."""
    return str(office.community.reader._pool.conninfo)


def phone() -> str:
    """A phone number that nobody else has."""
    return f"139{uuid4().int % 10**8:08d}"


def served(office: Office, member_id: str, *days_ago: int, hours: int = 2) -> None:
    """Let a member have served so many hours on each of these days, from eight in the morning."""
    for days in days_ago:
        starts_at = past(8, days_ago=days)
        ends_at = starts_at + timedelta(hours=hours)
        decision = ImportService(
            member_id=member_id, programme="真情系夕阳", starts_at=starts_at, ends_at=ends_at
        )
        request = Request(decision=decision, actor=OFFICE, happened_at=ends_at)
        office.ledger.record([request])
    settle(office)
