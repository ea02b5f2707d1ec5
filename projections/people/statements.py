"""What happened on one account, line by line, with the balance after each and why?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import groupby
from typing import Final, NamedTuple

from psycopg.rows import DictRow

from domain.ledger.fact import Recorded, decode
from domain.people.membership import MembersMerged
from domain.rules.accounts import CREDIT, MINUTES, POINTS, member_account
from domain.shop.items import ItemListed
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember
from projections.people.why import items_in, why

_queries = queries_of("statements")
LAST: Final = 2**62
_MEMBERS = "member/"
_SERVED: Final = ("services", "minutes")
_KEPT = (_MEMBERS, "fund/", "pool/")


class Statements(ByMember):
    """A line for each posting of the accounts that people read, with the balance it left.

    And a line for each fact that moved something of a member: these are in the order of happening.
    """

    question = "statements"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Go on from the balances that the lines before left."""
        items = [it.fact for it in batch if isinstance(it.fact, ItemListed)]
        tables.write("add_items", [(item.item_id, item.name) for item in items])
        kept = [
            (recorded.position, line, *posting)
            for recorded in batch
            for line, posting in enumerate(recorded.postings)
            if posting.account.startswith(_KEPT)
        ]
        accounts = sorted({account for _, _, account, _, _ in kept})
        rows = tables.rows("balances", accounts=accounts)
        held = {(row["account"], row["unit"]): int(row["amount"]) for row in rows}
        acts = _acts(batch, held, tables.rows("last_acts", accounts=accounts))
        lines = []
        for position, line, account, unit, amount in kept:
            held[account, unit] = balance = held.get((account, unit), 0) + amount
            lines.append((account, position, line, unit, amount, balance))
        tables.copy("add_lines", ("text", "int8", "int2", "text", "int8", "int8"), lines)
        tables.copy("add_acts", ("text", "int8", "timestamptz", *["int8"] * 5), acts.rows)
        tables.write("settle_acts", acts.late)
        tables.write("set_balances", sorted((*key, amount) for key, amount in held.items()))

    def merge(self, merge: MembersMerged, tables: Tables) -> None:
        """The lines of two accounts are those of one, each with what both held together then."""
        gone, stays = member_account(merge.member_id), member_account(merge.into_id)
        for query in ("move_lines", "settle_lines", "add_up_acts", "move_acts", "settle_all_acts"):
            tables.run(query, gone=gone, stays=stays)


class _Acts(NamedTuple):
    """Rows to add, and of the accounts that they come too late for: where to count anew."""

    rows: list[tuple[object, ...]]
    late: list[tuple[str, datetime, int]]


def _acts(batch: Batch, held: Mapping[tuple[str, str], int], last: list[DictRow]) -> _Acts:
    """What each fact did to each member, in the order in which it happened.

    What an account holds now is what its last act left; where a fact happened before that one,
    the sums after it are made in the tables.
    """
    last_acts = {row["account"]: row["happened_at"] for row in last}
    acts = _Acts([], [])
    for account, done in sorted(_done(batch).items()):
        done.sort()
        happened_at, position, *_ = done[0]
        if account in last_acts and happened_at < last_acts[account]:
            acts.late.append((account, happened_at, position))
        points_held, credit_held = held.get((account, POINTS), 0), held.get((account, CREDIT), 0)
        for happened_at, position, points, credit, minutes in done:
            points_held += points
            credit_held += credit
            moved = points, credit, minutes
            acts.rows.append((account, position, happened_at, *moved, points_held, credit_held))
    return acts


def _done(batch: Batch) -> dict[str, list[tuple[datetime, int, int, int, int]]]:
    """By account of a member: when and where each fact moved how many points, credit, minutes."""
    done: defaultdict[str, list[tuple[datetime, int, int, int, int]]] = defaultdict(list)
    for recorded in batch:
        moved: dict[str, dict[str, int]] = {}
        for account, unit, amount in recorded.postings:
            if account.startswith(_MEMBERS):
                of_account = moved.setdefault(account, {})
                of_account[unit] = of_account.get(unit, 0) + amount
        for account, amounts in moved.items():
            changes = amounts.get(POINTS, 0), amounts.get(CREDIT, 0), amounts.get(MINUTES, 0)
            done[account].append((recorded.envelope.happened_at, recorded.position, *changes))
    return done


class StatementLine(NamedTuple):
    """One movement. `amount` > 0 came in; `why` is a sentence in the reader's language."""

    position: int
    line: int
    happened_at: datetime
    recorded_at: datetime
    type: str
    unit: str
    amount: int
    balance_after: int
    why: str


class Cursor(NamedTuple):
    """Where a page begins: the line after the last one shown, newest first."""

    position: int = LAST
    line: int = 0


async def member_statement(
    reader: Reader,
    member_id: str,
    language: str,
    *,
    unit: str | None = None,
    after: Cursor = Cursor(),  # noqa: B008 (a frozen value)
    limit: int = 50,
) -> list[StatementLine]:
    """The lines of a member's account, newest first."""
    rows = await reader.rows(
        _queries["page"],
        account=member_account(member_id),
        unit=unit,
        before_position=after.position,
        before_line=after.line,
        limit=limit,
    )
    facts = [decode(row["position"], row["data"]) for row in rows]
    names = await _item_names(reader, facts)
    return [
        StatementLine(
            row["position"],
            row["line"],
            it.envelope.happened_at,
            it.envelope.recorded_at,
            it.envelope.type,
            row["unit"],
            row["amount"],
            row["balance_after"],
            why(it.fact, language, names, member_id),
        )
        for row, it in zip(rows, facts, strict=True)
    ]


class Act(NamedTuple):
    """What one fact did to a member's account, and what was held then: one line of a passbook.

    Whole points, minutes of time credit and of service, above zero for what came in.
    """

    position: int
    happened_at: datetime
    type: str
    points: int
    credit: int
    minutes: int
    points_after: int
    credit_after: int
    why: str


async def member_acts(
    reader: Reader,
    member_id: str,
    language: str,
    *,
    month: date | None = None,
    zone: tzinfo = UTC,
    before: int | None = None,
    limit: int = 50,
) -> list[Act]:
    """A line for each fact that moved something on a member's account, newest first.

    In the order in which it happened, whenever it was recorded. With `month`, the first day of a
    month in `zone`, only what happened in it; with `before`, what comes after the act at that
    position when one reads on.
    """
    since = datetime.combine(month, time(), zone) if month else None
    rows = await reader.rows(
        _queries["acts"],
        account=member_account(member_id),
        since=since,
        until=_month_after(since) if since else None,
        before=before,
        limit=limit,
    )
    facts = [decode(row["position"], row["data"]) for row in rows]
    names = await _item_names(reader, facts)
    return [
        Act(
            row["position"],
            it.envelope.happened_at,
            it.envelope.type,
            row["points"],
            row["credit"],
            row["minutes"],
            row["points_after"],
            row["credit_after"],
            why(it.fact, language, names, member_id),
        )
        for row, it in zip(rows, facts, strict=True)
    ]


async def has_act(reader: Reader, member_id: str, position: int) -> bool:
    """Whether a member's passbook has a line for the fact at a position."""
    account = member_account(member_id)
    return await reader.row(_queries["act"], account=account, position=position) is not None


async def months_of(reader: Reader, member_id: str, zone: str) -> list[date]:
    """The first days of the months in which something happened on an account, newest first."""
    rows = await reader.rows(_queries["months"], account=member_account(member_id), zone=zone)
    return [row["month"] for row in rows]


class Stretch(NamedTuple):
    """What was held of a unit at the beginning of some time, and what came and went in it."""

    held: int = 0
    came: int = 0
    went: int = 0

    @property
    def left(self) -> int:
        """What was held at its end."""
        return self.held + self.came - self.went


class MemberTurnover(NamedTuple):
    """What moved on a member's account in some time; services less those that were revoked."""

    member_id: str
    points: Stretch
    credit: Stretch
    services: int
    minutes: int


async def turnover_by_happening(
    reader: Reader, since: datetime, until: datetime
) -> list[MemberTurnover]:
    """By member, what happened from a moment on and before another."""
    return _by_member(await reader.rows(_queries["moved_happened"], since=since, until=until))


async def turnover_by_position(reader: Reader, after: int, last: int) -> list[MemberTurnover]:
    """By member, what is recorded after a position and up to another."""
    return _by_member(await reader.rows(_queries["moved_recorded"], after=after, last=last))


def _by_member(rows: list[DictRow]) -> list[MemberTurnover]:
    found: list[MemberTurnover] = []
    for account, units in groupby(rows, lambda row: str(row["account"])):
        held = {row["unit"]: row for row in units}
        points, credit = (
            Stretch(*(held[unit][name] for name in Stretch._fields)) if unit in held else Stretch()
            for unit in (POINTS, CREDIT)
        )
        services, minutes = (max((row[it] for row in held.values()), key=abs) for it in _SERVED)
        member_id = account.removeprefix(_MEMBERS)
        found.append(MemberTurnover(member_id, points, credit, services, minutes))
    return found


def _month_after(first: datetime) -> datetime:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


async def _item_names(reader: Reader, facts: list[Recorded]) -> dict[str, str]:
    item_ids = sorted({item_id for it in facts for item_id in items_in(it.fact)})
    named = await reader.rows(_queries["item_names"], item_ids=item_ids)
    return {row["item_id"]: row["name"] for row in named}


async def whys(reader: Reader, lines: Sequence[tuple[str, Recorded]], language: str) -> list[str]:
    """Why the passbook of each of these members has the line of that fact."""
    names = await _item_names(reader, [it for _, it in lines])
    return [why(it.fact, language, names, member_id) for member_id, it in lines]
