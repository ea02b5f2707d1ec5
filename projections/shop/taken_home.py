"""How many pieces of each item has a member taken home in a month?"""

from collections import defaultdict

from domain.shop.sale import GoodsExchanged, SaleSettled
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("taken_home")


class TakenHome(ByMember):
    """Pieces by member, month and item: what an item's monthly limit is held against."""

    question = "taken_home"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add what left; what came back frees the month in which it had left.

        What nobody had paid for counts when it is settled, if it happened.
        """
        pieces: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        waiting, moved, settled = [], [], []
        for recorded in batch:
            fact = recorded.fact
            if isinstance(fact, SaleSettled) and fact.happened():
                moved += [(fact.redemption_id, it.item_id, it.quantity) for it in fact.lines]
                settled.append((fact.redemption_id,))
            elif isinstance(fact, GoodsExchanged) and not fact.is_paid():
                of = fact.redemption_id, fact.member_id, fact.month
                waiting += [(*of, it.item_id, it.quantity) for it in fact.lines]
            elif isinstance(fact, GoodsExchanged):
                sign = 1 if fact.goods_leave() else -1
                for line in fact.lines:
                    pieces[fact.member_id, fact.month, line.item_id] += sign * line.quantity
        tables.write("add", [(*key, count) for key, count in sorted(pieces.items())])
        tables.write("wait", waiting)
        tables.write("correct", moved)
        tables.write("settle", settled)


async def taken_home(reader: Reader, member_id: str, month: str) -> dict[str, int]:
    """The pieces of each item that a member took home in a month such as 2026-11."""
    rows = await reader.rows(_queries["of_member"], member_id=member_id, month=month)
    return {row["item_id"]: row["pieces"] for row in rows}


async def taken_home_by_all(reader: Reader, month: str) -> dict[str, dict[str, int]]:
    """The same of every member who took anything home."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in await reader.rows(_queries["of_month"], month=month):
        found[row["member_id"]][row["item_id"]] = row["pieces"]
    return dict(found)
