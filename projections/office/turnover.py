"""What moved of each unit, from and to whom, by which kinds of facts, until any moment?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Final, Literal, NamedTuple, TypeAlias

from domain.ledger.fact import Recorded
from projections.ledger.audit_trail import facts_between, facts_happened, position_before
from projections.ledger.projection import Batch, Projection, Tables, queries_of
from projections.ledger.reader import Reader

_queries = queries_of("turnover")

Clock = Literal["happened", "recorded"]
"""Whether a stretch of time is of the world, or of the book."""

FACTS: Final = "facts"
"""The unit in which facts themselves are counted; nobody holds them."""
MEMBERS: Final = "member"
SHELF: Final = "stock"
_TOGETHER: Final = (MEMBERS, SHELF)
"""Kinds of accounts that are many, and here are one holder."""

POSITIONS_IN_A_BLOCK: Final = 256
"""Fewer would be more rows to write, and more are more facts to read of the last block."""
_EPOCH: Final = date(1970, 1, 1)


class Moved(NamedTuple):
    """What is counted apart: a unit, who holds it, and the type of fact that moved it."""

    unit: str
    holder: str
    type: str


class Sum(NamedTuple):
    """What came in and what went out, both zero or more."""

    came: int = 0
    went: int = 0

    @property
    def left(self) -> int:
        """What is left of it."""
        return self.came - self.went

    def less(self, other: "Sum") -> "Sum":
        """What came and went besides."""
        return Sum(self.came - other.came, self.went - other.went)


Sums: TypeAlias = dict[Moved, Sum]


class Turnover(Projection):
    """Sums by blocks of time: of the smallest, and of 32 times as long, three times over.

    So what had moved until a moment is put together of few rows, however long ago all began. Days
    are those of UTC, and the blocks of the book are of so many positions: what is left of the last
    one is read from the log, so any moment of any time zone will do.
    """

    question = "turnover"

    def project(self, batch: Batch, tables: Tables) -> None:
        """Add the batch to the blocks in which it happened, and in which it is recorded."""
        blocks: defaultdict[tuple[Clock, int], list[Recorded]] = defaultdict(list)
        for recorded in batch:
            blocks["recorded", recorded.position // POSITIONS_IN_A_BLOCK].append(recorded)
            blocks["happened", _day_number(recorded.envelope.happened_at)].append(recorded)
        rows = [
            (*block, *moved, *amounts)
            for block, facts in sorted(blocks.items())
            for moved, amounts in sorted(sums_of(facts).items())
        ]
        tables.write("add", rows)


def _day_number(moment: datetime) -> int:
    return (moment.astimezone(UTC).date() - _EPOCH).days


def sums_of(facts: Iterable[Recorded]) -> Sums:
    """What these facts moved; what one of them gives and takes of one account is set off."""
    came: defaultdict[Moved, int] = defaultdict(int)
    went: defaultdict[Moved, int] = defaultdict(int)
    for recorded in facts:
        kind_of_fact = recorded.envelope.type
        came[Moved(FACTS, "", kind_of_fact)] += 1
        net: defaultdict[tuple[str, str], int] = defaultdict(int)
        for account, unit, amount in recorded.postings:
            net[account, unit] += amount
        for (account, unit), amount in net.items():
            kind = account.partition("/")[0]
            holder = kind if kind in _TOGETHER else account
            (came if amount > 0 else went)[Moved(unit, holder, kind_of_fact)] += abs(amount)
    return {it: Sum(came[it], went[it]) for it in {**came, **went} if came[it] or went[it]}


def _together(parts: Iterable[Sums]) -> Sums:
    found: Sums = {}
    for part in parts:
        for moved, more in part.items():
            before = found.get(moved, Sum())
            found[moved] = Sum(before.came + more.came, before.went + more.went)
    return found


async def moved_before(reader: Reader, clock: Clock, moment: datetime) -> Sums:
    """All that had happened before a moment, or all that had been recorded until then.

    By the book, that is whatever stands before the first fact that was recorded then or later.
    """
    if clock == "recorded":
        last = await position_before(reader, moment)
        block, begun = divmod(last + 1, POSITIONS_IN_A_BLOCK)
        rest = await facts_between(reader, last + 1 - begun, last) if begun else []
    else:
        block = _day_number(moment)
        midnight = datetime.combine(moment.astimezone(UTC).date(), time(), UTC)
        rest = await facts_happened(reader, midnight, moment) if moment > midnight else []
    rows = await reader.rows(_queries["before"], clock=clock, block=block)
    sums = {Moved(*_key(row)): Sum(row["came"], row["went"]) for row in rows}
    return _together([sums, sums_of(rest)])


def _key(row: dict[str, str]) -> tuple[str, str, str]:
    return row["unit"], row["holder"], row["type"]
