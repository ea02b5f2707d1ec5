"""Rows that resemble an earlier one: corrected and brought again, or another of the same day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from domain.ledger.decision import Decision, Stamp, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag

Anchor = tuple[str, ...]
Choice = Literal["refuse", "same", "another", "changed"]
"""What is done with a row that resembles an earlier one."""

CHOSEN: Final[tuple[Choice, ...]] = ("same", "changed", "another")


class ResemblesAnother(Refusal, code="resembles_another"):
    """A row taken earlier, which this file does not have, says nearly the same."""

    zh = (
        "这一行像以前导入过的一行（第 {position} 条记录：{zh}）。"
        "请说明是同一笔、改过的，还是另一笔。"
    )
    en = (
        "This row resembles one that was taken in earlier (record {position}: {en}). Say whether "
        "it is the same, that one corrected, or another."
    )


class CannotBeChanged(Refusal, code="cannot_be_changed"):
    """No correction is known for rows of this kind."""

    zh = "这类表格的旧记录不能在导入时更改，请先在相应页面更正，再把这一行当作同一笔。"
    en = "Rows of this kind are not corrected by an import: correct the earlier one on its page."


class Traits(NamedTuple):
    """By what a fact is found again: `known_by`, and by what others are looked for, `looks_for`.

    `zh` and `en` say in a few words what it was.
    """

    known_by: frozenset[Anchor]
    looks_for: frozenset[Anchor]
    zh: str
    en: str


Recognise = Callable[[Fact, date, ZoneInfo], Traits | None]
"""The traits of a fact that a row became on a day; none where it is of no such kind."""

Undone = Callable[[Fact], str | None]
"""The id of what a fact has undone; none where it undoes nothing."""


@dataclass(frozen=True, kw_only=True)
class Resemblance:
    """How rows of a kind resemble earlier ones.

    `types` are the facts to look at. A row that is refused only because the earlier one is counted
    is `hidden_by` these refusals, and `sought` is by what it is looked for then. `mended` is the
    decision that takes the earlier one back, so that the row can be recorded in its place;
    `Recorded` is that of the earlier fact.
    """

    types: tuple[str, ...]
    recognise: Recognise
    undone: Undone = lambda _fact: None
    sought: Callable[[Decision, date], frozenset[Anchor]] = lambda _asked, _day: frozenset()
    hidden_by: tuple[type[Refusal], ...] = ()
    mended: Callable[[Recorded], Decision] | None = None


@dataclass
class Earlier:
    """The facts of the office's earlier files by what they are known by."""

    found: dict[Anchor, Recorded] = field(default_factory=dict)

    @classmethod
    def of(
        cls, facts: Iterable[Recorded], how: Resemblance, zone: ZoneInfo, *, but: set[str]
    ) -> "Earlier":
        """Without those whose rows the file has as well: `but` are the ids of its rows."""
        earlier = cls()
        undone: set[str] = set()
        for recorded in facts:
            if gone := how.undone(recorded.fact):
                undone.add(gone)
            envelope = recorded.envelope
            day = envelope.happened_at.astimezone(zone).date()
            traits = how.recognise(recorded.fact, day, zone)
            if traits is not None and envelope.id not in but:
                earlier.found |= dict.fromkeys(traits.known_by, recorded)
        earlier.found = {
            anchor: it for anchor, it in earlier.found.items() if it.envelope.id not in undone
        }
        return earlier

    def resembled(self, wanted: frozenset[Anchor]) -> Recorded | None:
        """The earlier fact that is known by any of these."""
        return next((self.found[it] for it in sorted(wanted) if it in self.found), None)


@dataclass(frozen=True)
class UnlikeOthers:
    """What a row asks for, unless it resembles an earlier one.

    Whatever else is wrong with the row is told first. Refused: ResemblesAnother, and as asked.
    """

    asked: Decision
    how: Resemblance
    earlier: Earlier

    def boundary(self) -> tuple[Tag, ...]:
        """What it asks about."""
        return self.asked.boundary()

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """The fact that it asks for."""
        try:
            fact = self.asked.decide(view, stamp)
        except self.how.hidden_by:
            before = self.earlier.resembled(self.how.sought(self.asked, stamp.today))
            if before is None:
                raise
        else:
            traits = self.how.recognise(fact, stamp.today, stamp.zone)
            before = self.earlier.resembled(traits.looks_for if traits else frozenset())
            if before is None:
                return fact
        day = before.envelope.happened_at.astimezone(stamp.zone).date()
        told = self.how.recognise(before.fact, day, stamp.zone)
        raise ResemblesAnother(
            position=before.position,
            zh=told.zh if told else "",
            en=told.en if told else "",
            before=before,
        )


@dataclass(frozen=True)
class Choices:
    """What somebody decided: for all rows, and for some by their sheet and number."""

    for_all: Choice = "refuse"
    for_rows: Mapping[tuple[str, int], Choice] = field(default_factory=dict)

    def of(self, sheet: str, number: int) -> Choice:
        """What is done with a row if it resembles an earlier one."""
        return self.for_rows.get((sheet, number), self.for_all)


NOTHING_CHOSEN: Final = Choices()
