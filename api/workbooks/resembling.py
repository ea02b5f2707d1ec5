"""Rows that resemble an earlier one: corrected and brought again, or another of the same day."""

from collections import Counter
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
    """No correction is known for rows of this kind; the sentence says what to do instead."""

    zh = "这类表格的旧记录不能在导入时更改：{zh}"
    en = "Rows of this kind are not corrected by an import: {en}"


class Traits(NamedTuple):
    """By what a fact is found again: `known_by`, and by what others are looked for, `looks_for`.

    `zh` and `en` say in a few words what it was. `loosely` is by what it is known and looked for
    in a later form of the same file, where it is the only one that is not there any more.
    """

    known_by: frozenset[Anchor]
    looks_for: frozenset[Anchor]
    zh: str
    en: str
    loosely: frozenset[Anchor] = frozenset()


Recognise = Callable[[Fact, date, ZoneInfo], Traits | None]
"""The traits of a fact that a row became on a day; none where it is of no such kind."""

Sought = Callable[[Decision, date, ZoneInfo], frozenset[Anchor]]
"""By what the earlier one of a row is looked for, because of which it is refused."""

Undone = Callable[[Fact], str | None]
"""The id of what a fact has undone; none where it undoes nothing."""


class Change(NamedTuple):
    """What puts a row in the place of an earlier one: what takes that back, if anything must."""

    back: Decision | None
    instead: Decision


@dataclass(frozen=True, kw_only=True)
class Resemblance:
    """How rows of a kind resemble earlier ones.

    `types` are the facts to look at, of the office's files only or, where it is `anyones`, of all.
    A row that is refused only because the earlier one is counted is `hidden_by` these refusals, and
    `sought` is by what it is looked for then. `changed` says what puts it in the place of the
    earlier one; without it `instead_zh` and `instead_en` say what else to do.
    """

    types: tuple[str, ...]
    recognise: Recognise
    anyones: bool = False
    undone: Undone = lambda _fact: None
    sought: Sought = lambda _asked, _day, _zone: frozenset()
    hidden_by: tuple[type[Refusal], ...] = ()
    changed: Callable[[Recorded, Decision], Change] | None = None
    instead_zh: str = ""
    instead_en: str = ""


@dataclass
class Earlier:
    """The facts of the office's earlier files by what they are known by."""

    found: dict[Anchor, Recorded] = field(default_factory=dict)

    @classmethod
    def of(
        cls, facts: Iterable[Recorded], how: Resemblance, zone: ZoneInfo, *, but: set[str]
    ) -> "Earlier":
        """Without those whose rows the file has as well: `but` are the ids of its rows.

        Of an earlier form of the file, most of which it has, the others are known loosely too.
        """
        undone: set[str] = set()
        traits: list[tuple[Recorded, Traits]] = []
        for recorded in facts:
            if gone := how.undone(recorded.fact):
                undone.add(gone)
            day = recorded.envelope.happened_at.astimezone(zone).date()
            if told := how.recognise(recorded.fact, day, zone):
                traits.append((recorded, told))
        had = Counter(it.envelope.cause for it, _ in traits)
        has = Counter(it.envelope.cause for it, _ in traits if it.envelope.id in but)
        earlier = cls()
        for recorded, told in traits:
            envelope = recorded.envelope
            if envelope.id in but | undone:
                continue
            mostly = envelope.cause and has[envelope.cause] * 2 >= had[envelope.cause]
            known_by = told.known_by | told.loosely if mostly else told.known_by
            earlier.found |= dict.fromkeys(known_by, recorded)
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
            sought = self.how.sought(self.asked, stamp.today, stamp.zone)
            before = self.earlier.resembled(sought)
            if before is None:
                raise
        else:
            traits = self.how.recognise(fact, stamp.today, stamp.zone)
            before = traits and (
                self.earlier.resembled(traits.looks_for) or self.earlier.resembled(traits.loosely)
            )
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
