"""Exports: the whole ledger for other tools, as plain text, one fact after the other."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Final, Literal
from zoneinfo import ZoneInfo

import domain.model  # noqa: F401 (makes every fact known)
from domain.ledger.fact import Recorded, decode, shown
from domain.ledger.journal import Posting
from domain.ledger.log import Log
from domain.rules.accounts import CNY

PAGE_SIZE: Final = 1_000
Format = Literal["beancount", "csv", "cloudevents"]


def export(log: Log, zone: ZoneInfo, community: str, format: Format) -> Iterator[str]:
    """The ledger's lines, each with its line end."""
    if format == "beancount":
        yield from _beancount(log, zone, community)
    elif format == "csv":
        yield csv_row("position", "fact_id", "type", "happened_at", "recorded_at", "actor",
                   "on_behalf_of", "account", "unit", "amount")  # fmt: skip
        for recorded in _facts(log):
            yield from _csv_rows(recorded)
    else:
        for recorded in _facts(log):
            yield cloud_event(recorded, community)


def _facts(log: Log) -> Iterator[Recorded]:
    position = 0
    while page := log.after(position, limit=PAGE_SIZE):
        for position, data in page:
            yield decode(position, data)


def _csv_rows(recorded: Recorded) -> Iterator[str]:
    it = recorded.envelope
    head = (
        recorded.position,
        it.id,
        it.type,
        it.happened_at.isoformat(),
        it.recorded_at.isoformat(),
        it.actor,
        it.on_behalf_of or "",
    )
    for posting in recorded.fact.postings() or (Posting("", "", 0),):
        yield csv_row(*head, *posting)


def csv_row(*cells: object) -> str:
    """A line of comma-separated values."""
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def cloud_event(recorded: Recorded, community: str) -> str:
    """CloudEvents 1.0 in JSON, one a line."""
    it = recorded.envelope
    event = {
        "specversion": "1.0",
        "id": it.id,
        "source": f"/communities/{community}",
        "type": f"chengyin.{it.type}",
        "subject": it.tags[0],
        "time": it.recorded_at.isoformat(),
        "datacontenttype": "application/json",
        "position": recorded.position,
        "actor": it.actor,
        "data": shown(recorded.fact, it.data),
    }
    return json.dumps(event, ensure_ascii=False) + "\n"


def _beancount(log: Log, zone: ZoneInfo, community: str) -> Iterator[str]:
    """Plain-text accounting for beancount 3: an account is opened when first used."""
    yield f'option "title" "{community}"\n'
    yield 'option "operating_currency" "CNY"\n'
    opened: set[str] = set()
    for recorded in _facts(log):
        postings = recorded.fact.postings()
        if not postings:
            continue
        day = recorded.envelope.happened_at.astimezone(zone).date()
        for posting in postings:
            yield from _open(posting.account, opened)
        yield f'\n{day} * "{recorded.envelope.type}" ^{recorded.envelope.id}\n'
        yield f"  position: {recorded.position}\n"
        for account, unit, amount in postings:
            yield f"  {_account(account)}  {_amount(unit, amount)}\n"


def _open(account: str, opened: set[str]) -> Iterator[str]:
    if account not in opened:
        opened.add(account)
        yield f"{date(1970, 1, 1)} open {_account(account)}\n"


def _account(account: str) -> str:
    """member/8f… as Assets:Member:X8f…: parts begin with a capital letter."""
    kind, *rest = account.split("/")
    root = "Equity" if kind == "community" else "Assets"
    return ":".join([root, kind.capitalize(), *(f"X{_plain(part)}" for part in rest)])


def _plain(part: str) -> str:
    """Letters and digits as they are, of anything else its number: no two parts become one."""
    return "".join(it if it.isalnum() else f"-{ord(it):x}-" for it in part)


def _amount(unit: str, amount: int) -> str:
    """Money in yuan; goods under a name of 21 characters, as long as beancount takes."""
    if unit == CNY:
        sign, fen = "-" if amount < 0 else "", abs(amount)
        return f"{sign}{fen // 100}.{fen % 100:02d} CNY"
    if unit.startswith("goods:"):
        return f"{amount} G{unit.removeprefix('goods:')[:20].upper()}"
    return f"{amount} {unit.upper()}"
