"""Which sales without the network did the books not agree with, and how was each settled?"""

from datetime import datetime
from typing import NamedTuple

from domain.shop.dispute import OfflineSaleSettled
from domain.shop.offline_sale import OfflineSaleDisputed
from domain.shop.sale import Outcome
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("offline_disputes")


class OfflineDisputes(ByMember):
    """A row for each dispute, with its settlement once there is one."""

    question = "offline_disputes"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add disputes, then settle those that were settled."""
        disputed, lines, settled = [], [], []
        for recorded in batch:
            envelope = recorded.envelope
            match recorded.fact:
                case OfflineSaleDisputed() as fact:
                    bought = (fact.member_id, envelope.actor, fact.points)
                    why = (fact.reason, fact.allowed_points, fact.alleged)
                    times = (envelope.happened_at, envelope.recorded_at)
                    number = fact.receipt_number
                    row = (fact.redemption_id, recorded.position, number, *bought, *why, *times)
                    disputed.append(row)
                    lines += [
                        (
                            fact.redemption_id,
                            line.item_id,
                            line.quantity,
                            line.points,
                            -sum(change.pieces for change in line.lots),
                        )
                        for line in fact.lines
                    ]
                case OfflineSaleSettled() as fact:
                    by = (envelope.actor, envelope.happened_at, fact.reason_text)
                    settled.append((fact.redemption_id, fact.outcome, *by))
        tables.write("add", disputed)
        tables.write("add_lines", lines)
        tables.write("settle", settled)


class DisputedLine(NamedTuple):
    """Pieces that were given out; `booked` of them the books had."""

    item_id: str
    quantity: int
    points: int
    booked: int


class OfflineDispute(NamedTuple):
    """A sale that waits for a supervisor's word, or had it; `reason` is a refusal's code.

    What is `alleged` was beyond the allowance: nothing has moved.
    """

    redemption_id: str
    position: int
    receipt_number: str | None
    member_id: str
    cashier_id: str
    points: int
    reason: str
    allowed_points: int
    alleged: bool
    sold_at: datetime
    recorded_at: datetime
    outcome: Outcome | None
    settled_by: str | None
    settled_at: datetime | None
    reason_text: str | None


async def disputes(
    reader: Reader, *, settled: bool, before: int, limit: int
) -> list[OfflineDispute]:
    """Disputes that are settled, or those that are not, the last recorded first."""
    page = _queries["page_settled" if settled else "page_waiting"]
    rows = await reader.rows(page, before=before, limit=limit)
    return [OfflineDispute(**row) for row in rows]


async def lines_of(reader: Reader, redemption_ids: list[str]) -> dict[str, list[DisputedLine]]:
    """What was given out in each of these disputes."""
    found: dict[str, list[DisputedLine]] = {it: [] for it in redemption_ids}
    for row in await reader.rows(_queries["lines"], redemption_ids=redemption_ids):
        found[row.pop("redemption_id")].append(DisputedLine(**row))
    return found


async def dispute_of(reader: Reader, redemption_id: str) -> OfflineDispute | None:
    """The dispute about one sale, if there was one."""
    row = await reader.row(_queries["one"], redemption_id=redemption_id)
    return OfflineDispute(**row) if row else None


async def unsettled(reader: Reader) -> int:
    """How many disputes wait."""
    row = await reader.row(_queries["unsettled"])
    return int(row["disputes"]) if row else 0
