"""Finding the goods that a row names, by what they are called on its day, or at another time."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from api.workbooks.cells import CellValue, as_text, shortened
from domain.ledger.refusal import Refusal
from domain.shop.items import UnknownItem
from projections.shop.stock import NameByDay


class AmbiguousItem(Refusal, code="ambiguous_item"):
    """Several goods were called so at other times than the day of the row."""

    zh = "有 {count} 种商品先后叫过“{name}”，分不清是哪一种，请写它当天或现在的品名。"
    en = (
        "{count} goods were called “{name}” at other times; write what this one is called now, "
        "or was on that day."
    )


class NamedGoods:
    """All goods by the names that they have, had or will have."""

    def __init__(self, names: Iterable[NameByDay], today: date) -> None:
        self._today = today
        self._by_name: defaultdict[str, list[NameByDay]] = defaultdict(list)
        for it in names:
            self._by_name[it.name].append(it)

    def find(self, cell: CellValue, day: date) -> str:
        """The id of what is called so on a day; else of what was until then, or is by today.

        Raises UnknownItem, AmbiguousItem.
        """
        named = self._by_name.get(as_text(cell), [])
        then = [it for it in named if _holds_on(it, day)]
        # What was listed under a name that another had given up did not have it before that.
        then = [it for it in then if it.until_day is not None] if len(then) > 1 else then
        found = {it.item_id for it in then}
        found = found or {it.item_id for it in named if _began_by(it, self._today)}
        if not found:
            raise UnknownItem
        if len(found) > 1:
            raise AmbiguousItem(name=shortened(as_text(cell)), count=len(found))
        return found.pop()


def _holds_on(named: NameByDay, day: date) -> bool:
    return _began_by(named, day) and (named.until_day is None or day < named.until_day)


def _began_by(named: NameByDay, day: date) -> bool:
    return named.from_day is None or named.from_day <= day
