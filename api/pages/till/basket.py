"""The basket: what somebody wants to take home, weighed before anything is confirmed."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from unicodedata import normalize

from api.pages.till.work import Buyer
from api.shop.redemption import LINES_MAX, PIECES_MAX
from domain.rules.rules import Terms
from projections.shop.stock import ShelfItem

CODE_CHARACTERS_MIN: Final = 3
_CHANGE: Final = re.compile(r"[+-][0-9]{1,4}")

Say = Callable[..., str]
"""Says a Chinese sentence in the reader's language."""


class Row(NamedTuple):
    """An item in the basket; `problem` says why it cannot leave like that."""

    item: ShelfItem
    quantity: int
    points: int
    problem: str | None


class Choice(NamedTuple):
    """An item on the shelf, with what this person may still take of it, in words."""

    item: ShelfItem
    allowed: int
    note: str


class Basket(NamedTuple):
    """What is wanted, what it costs, and everything that stands in its way."""

    rows: list[Row]
    choices: list[Choice]
    points: int
    balance_after: int
    stops: list[str]

    @property
    def may_be_confirmed(self) -> bool:
        """Whether the books would agree, as far as is known."""
        return bool(self.rows) and not self.stops and not any(it.problem for it in self.rows)


def weigh(
    buyer: Buyer,
    terms: Terms,
    shelf: Sequence[ShelfItem],
    wanted: Mapping[str, int],
    *,
    cashier_id: str,
    say: Say,
    hours: Callable[[int], str],
) -> Basket:
    """The basket of a buyer; what is not on the shelf's list is left out.

    `hours` says minutes in the reader's language.
    """
    rows = [_row(it, wanted[it.item_id], buyer, say) for it in shelf if wanted.get(it.item_id)]
    points = sum(row.points for row in rows)
    after = buyer.points - points
    stops = []
    if buyer.person.member_id == cashier_id:
        stops.append(say("这是您本人：不能给自己兑换，请由另一位收银员办理。"))
    missing = terms.service_minutes_before_redeeming - buyer.service_minutes
    if missing > 0:
        stops.append(say("服务时长还差 {hours}，暂时不能兑换。", hours=hours(missing)))
    if after < 0:
        stops.append(say("积分不够，还差 {points} 分。", points=-after))
    choices = [_choice(it, wanted.get(it.item_id, 0), buyer, after, say) for it in shelf]
    choices.sort(key=lambda it: (not it.allowed, not it.item.redeemable))
    return Basket(rows, choices, points, after, stops)


def _left(item: ShelfItem, buyer: Buyer) -> int | None:
    """How many the month's limit leaves, if there is a limit."""
    limit = item.limit_per_member_month
    return None if limit is None else max(limit - buyer.taken.get(item.item_id, 0), 0)


def _row(item: ShelfItem, quantity: int, buyer: Buyer, say: Say) -> Row:
    left, problem = _left(item, buyer), None
    if left is not None and quantity > left:
        problem = say(
            "每人每月限 {limit} {unit}，本月还可换 {left} {unit}。",
            limit=item.limit_per_member_month,
            left=left,
            unit=item.unit,
        )
    elif quantity > item.redeemable:
        problem = say("库存不足：现有 {held} {unit}。", held=item.redeemable, unit=item.unit)
        if item.expired:
            problem += say(
                "另有 {expired} {unit}已过保质期。", expired=item.expired, unit=item.unit
            )
    return Row(item, quantity, item.points * quantity, problem)


def _choice(item: ShelfItem, quantity: int, buyer: Buyer, after: int, say: Say) -> Choice:
    left = _left(item, buyer)
    allowed = item.redeemable - quantity
    if allowed <= 0:
        return Choice(item, 0, say("没有货了"))
    if left is not None and left - quantity <= 0:
        return Choice(item, 0, say("本月已换满"))
    if item.points > after:
        return Choice(item, 0, say("积分还差 {points} 分", points=item.points - after))
    if left is not None:
        allowed = min(allowed, left - quantity)
        return Choice(item, allowed, say("还可换 {left} {unit}", left=allowed, unit=item.unit))
    return Choice(item, allowed, say("有货"))


def read_lines(written: Iterable[str]) -> Counter[str]:
    """The basket in a form's hidden fields, each as `item:pieces`; nonsense is left out."""
    wanted: Counter[str] = Counter()
    for line in list(written)[:LINES_MAX]:
        item_id, _, pieces = line.rpartition(":")
        if (
            item_id
            and pieces.isascii()
            and pieces.isdigit()
            and len(pieces) <= len(str(PIECES_MAX))
        ):
            wanted[item_id] += int(pieces)
    return +wanted


def change_lines(wanted: Counter[str], change: str) -> Counter[str]:
    """The basket after a button was pressed: `item:+3` or `item:-1`."""
    item_id, _, by = change.rpartition(":")
    if item_id and _CHANGE.fullmatch(by):
        wanted[item_id] = min(wanted[item_id] + int(by), PIECES_MAX)
    return +wanted


def as_lines(wanted: Mapping[str, int]) -> list[dict[str, str | int]]:
    """The basket as a request has it."""
    return [{"item_id": item_id, "quantity": count} for item_id, count in wanted.items()]


class Scanned(NamedTuple):
    """What was typed or scanned: so many pieces of a barcode or of a part of a name."""

    pieces: int
    text: str


def read_scan(text: str) -> Scanned:
    """`6901234` is one piece; `3*6901234` or `3×6901234` are three, `0*6901234` takes it away."""
    count, times, rest = normalize("NFKC", text).strip().replace("×", "*").partition("*")
    count = count.strip()
    if times and count.isascii() and count.isdigit() and int(count[:5]) <= PIECES_MAX:
        return Scanned(int(count[:5]), rest.strip())
    return Scanned(1, text.strip())


def is_garbled(text: str) -> bool:
    """Whether it looks like a code that a Chinese input method took for words."""
    plain = [it for it in normalize("NFKC", text) if it.isascii() and it.isalnum()]
    return not text.isascii() and len(plain) >= CODE_CHARACTERS_MIN and any(map(str.isdigit, plain))
