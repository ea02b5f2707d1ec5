"""Grown communities: the same members and items after ten thousand or ten million facts.

The domain's own code records one sale of each item to each member. Further rounds of the same sales
are copies with ids, months and balances of their own, as the rules would have had them.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import psycopg
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from api.serving.settings import Settings
from benchmarks.community import CASHIER, COMMUNITY, ITEMS, MEMBERS, found_community
from domain.ledger.decision import Request
from domain.ledger.fact import Recorded, decode, encode
from domain.ledger.log import Log
from domain.ledger.queries import load_queries
from domain.ledger.recording import Ledger
from domain.shop.redemption import RedeemPoints
from domain.shop.sale import Pieces
from projections.catalogue import PROJECTIONS
from projections.replaying.rebuilding import rebuild

BATCH: Final = 256
ROUND_POINTS: Final = sum(item.points for item in ITEMS)
"""What a member pays in a round."""
FIRST: Final = datetime(2026, 1, 15, 2, tzinfo=UTC)
"""The first round is the oldest one: what happens late is dearer, and seldom."""
MONTHS: Final = [f"2026-{month:02}" for month in range(2, 11)]

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))


def grow(url: str, folder: Path, facts: int) -> int:
    """Make a community of about so many facts in an empty database; how many it has."""
    found_community(url, folder)
    log = Log(url, COMMUNITY)
    founded = log.head()
    sold = _first_round(log, Settings(community=COMMUNITY, data=folder).zone)
    rounds = max(facts - founded - len(sold), 0) // len(sold)
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute(b"SELECT set_config('search_path', %s, false)", [COMMUNITY])
        if rounds:
            _further_rounds(connection, [_Template(it) for it in sold], rounds)
        connection.execute(_queries["settle"])
    head = log.head()
    log.close()
    rebuild(url, COMMUNITY, PROJECTIONS)
    return head


def _first_round(log: Log, zone: ZoneInfo) -> list[Recorded]:
    ledger = Ledger(log, zone, clock=lambda: FIRST)
    before = log.head()
    decisions = [
        RedeemPoints(member_id=member_id, lines=(Pieces(item.item_id, 1),), served_by=CASHIER)
        for item in ITEMS
        for member_id in MEMBERS
    ]
    for first in range(0, len(decisions), BATCH):
        ledger.record([Request(decision=it, actor=CASHIER) for it in decisions[first:][:BATCH]])
    return [decode(*row) for row in log.after(before, limit=len(decisions))]


class _Template:
    """A sale of the first round, of which each further round has a copy."""

    def __init__(self, sale: Recorded) -> None:
        envelope = sale.envelope
        fields = msgspec.json.decode(envelope.data)
        self.type = envelope.type
        self._balance = fields["balance_after"]
        self._id, self._request = fields["redemption_id"], envelope.request.tag
        self._tags = list(envelope.tags)
        said = encode(envelope).decode().replace("%", "%%")
        for day in {str(envelope.happened_at)[:10], str(envelope.recorded_at)[:10]}:
            said = said.replace(f'"{day}T', '"%(month)s-15T')
        self._said = (
            said.replace(self._id, "%(id)s")
            .replace(self._request, "%(request)s")
            .replace(f'"balance_after":{self._balance}', '"balance_after":%(balance)s')
            .replace(f'"month":"{fields["month"]}"', '"month":"%(month)s"')
        )

    def copy(self, number: int, month: str) -> tuple[bytes, list[str]]:
        """The bytes and the tags of the copy in a round."""
        sale, request = _renamed(self._id, number), _renamed(self._request, number)
        names = {f"redemption:{self._id}": f"redemption:{sale}", self._request: request}
        said = self._said % {
            "id": sale,
            "request": request,
            "balance": self._balance - number * ROUND_POINTS,
            "month": month,
        }
        tags = [names.get(it, it) for it in self._tags]
        return said.encode(), tags


def _renamed(name: str, number: int) -> str:
    return f"{name[:-8]}{number:08x}"


def _further_rounds(
    connection: Connection[DictRow], templates: list[_Template], rounds: int
) -> None:
    first = _head(connection) + 1
    connection.execute(_queries["without_checks"])
    for number in range(1, rounds + 1):
        month = MONTHS[(number - 1) * len(MONTHS) // rounds]
        begin = first + (number - 1) * len(templates)
        copies = [
            (position, it.type, *it.copy(number, month))
            for position, it in enumerate(templates, begin)
        ]
        _copy(connection, "copy_facts", ["int8", "text", "bytea", "text[]"], copies)
        tags = ((tag, position) for position, _, _, found in copies for tag in found)
        _copy(connection, "copy_tags", ["text", "int8"], tags)
    for statement in _queries["with_checks"].split(b";\n"):
        connection.execute(statement)


def _head(connection: Connection[DictRow]) -> int:
    row = connection.execute(_queries["head"]).fetchone()
    return int(row["head"]) if row else 0


def _copy(
    connection: Connection[DictRow],
    query: str,
    types: list[str],
    rows: Iterable[tuple[object, ...]],
) -> None:
    with connection.cursor() as cursor, cursor.copy(_queries[query]) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
