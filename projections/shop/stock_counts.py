"""Which counts of the shelf were there, what differed, and who stands behind each?"""

from datetime import datetime
from typing import Literal, NamedTuple

from domain.shop.count_approval import CountApproved, CountRefused
from domain.shop.counted_shelf import CountedGoods, CountedLine
from domain.shop.stock_count import CountSubmitted, StockCounted, SubmittedLine
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("stock_counts")

CountStatus = Literal["booked", "pending", "refused"]


class StockCounts(Projection):
    """A row for each count with its lines, and what each item was last found at."""

    question = "stock_counts"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add what was counted, then what others said to it."""
        counts, lines, last = [], [], {}
        decided: list[tuple[object, ...]] = []
        for recorded in batch:
            fact, envelope, position = recorded.fact, recorded.envelope, recorded.position
            at = envelope.happened_at
            if isinstance(fact, StockCounted | CountSubmitted):
                status = "booked" if isinstance(fact, StockCounted) else "pending"
                counts.append((fact.count_id, position, envelope.actor, at, status))
                lines += [(fact.count_id, n, at, *row) for n, row in enumerate(_rows(fact), 1)]
            if isinstance(fact, CountApproved):
                decided.append((fact.count_id, "booked", envelope.actor, at, None))
            elif isinstance(fact, CountRefused):
                decided.append((fact.count_id, "refused", envelope.actor, at, fact.reason_text))
            if isinstance(fact, CountedGoods):
                for it in fact.lines:
                    last[it.item_id] = (it.item_id, position, at, it.difference)
        tables.write("add", counts)
        tables.write("add_lines", lines)
        tables.write("decide", decided)
        tables.write("add_last", [row for _, row in sorted(last.items())])


def _rows(fact: StockCounted | CountSubmitted) -> list[tuple[object, ...]]:
    seen: tuple[CountedLine | SubmittedLine, ...] = fact.lines
    return [(it.item_id, it.booked, it.counted, it.reason_text) for it in seen]


class ListedCount(NamedTuple):
    """A count; pending until somebody other than who counted has it booked or refused."""

    count_id: str
    position: int
    counted_by: str
    counted_at: datetime
    status: CountStatus
    decided_by: str | None
    decided_at: datetime | None
    reason_text: str | None


class ListedLine(NamedTuple):
    """What was on the books of an item and what was seen, and the id of the reason."""

    item_id: str
    booked: int
    counted: int
    reason_text: str | None

    @property
    def difference(self) -> int:
        """Pieces found (> 0) or missing (< 0)."""
        return self.counted - self.booked


class Difference(NamedTuple):
    """A line of a count that differed, with whose count it was and what became of it."""

    count_id: str
    position: int
    item_id: str
    booked: int
    counted: int
    counted_by: str
    counted_at: datetime
    status: CountStatus
    decided_by: str | None


async def stock_counts(
    reader: Reader, *, status: CountStatus | None = None, before: int, limit: int
) -> list[ListedCount]:
    """Counts, those of one status or all, the last one first."""
    rows = await reader.rows(_queries["page"], status=status, before=before, limit=limit)
    return [ListedCount(**row) for row in rows]


async def waiting_counts(reader: Reader) -> int:
    """How many counts wait for somebody's word."""
    row = await reader.row(_queries["waiting"])
    return int(row["counts"]) if row else 0


async def lines_of_counts(reader: Reader, count_ids: list[str]) -> dict[str, list[ListedLine]]:
    """What was seen in each of these counts."""
    found: dict[str, list[ListedLine]] = {it: [] for it in count_ids}
    for row in await reader.rows(_queries["lines"], count_ids=count_ids):
        found[row.pop("count_id")].append(ListedLine(**row))
    return found


async def large_differences(
    reader: Reader, pieces: int, since: datetime, limit: int
) -> list[Difference]:
    """The lines of counts since a moment that differed by more than so many pieces, last first."""
    rows = await reader.rows(_queries["differences"], pieces=pieces, since=since, limit=limit)
    return [Difference(**row) for row in rows]


async def agreeing_since(reader: Reader) -> dict[str, datetime]:
    """When each item was last counted, of those whose last count agreed with the books."""
    rows = await reader.rows(_queries["agreeing"])
    return {row["item_id"]: row["counted_at"] for row in rows}
