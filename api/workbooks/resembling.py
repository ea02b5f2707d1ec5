"""Rows that resemble an earlier one: corrected and brought again, or another of the same day."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from domain.ledger.decision import Decision, Stamp, View
from domain.ledger.fact import Fact, Recorded
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.office.workbook import RowRecognised

CANDIDATES_MAX: Final = 50
"""So many facts of one anchor are compared with a row."""

Anchor = tuple[str, ...]
Choice = Literal["refuse", "same", "another", "changed"]
"""What is done with a row that resembles an earlier one."""

CHOSEN: Final[tuple[Choice, ...]] = ("same", "changed", "another")


class ResemblesAnother(Refusal, code="resembles_another"):
    """A row taken earlier, or from a sheet before, which this sheet does not have, says nearly so.

    `which` is the one or the other, and `what` what it says.
    """

    zh = "这一行像{which_zh}（{what_zh}）。请说明是同一笔、改过的，还是另一笔。"
    en = (
        "This row resembles {which_en} ({what_en}). Say whether it is the same, that one "
        "corrected, or another."
    )


class CannotBeChanged(Refusal, code="cannot_be_changed"):
    """No correction is known for rows of this kind; the sentence says what to do instead."""

    zh = "这类表格的旧记录不能在导入时更改：{zh}"
    en = "Rows of this kind are not corrected by an import: {en}"


class Traits(NamedTuple):
    """By what a fact is found again: `known_by`, and by what others are looked for, `looks_for`.

    `zh` and `en` say in a few words what it was. `widely` is by what else it is looked for where
    nothing is nearer. `loosely` is by what it is known and looked for in a later form of the same
    file, where it is the only one that is not there any more.
    """

    known_by: frozenset[Anchor]
    looks_for: frozenset[Anchor]
    zh: str
    en: str
    loosely: frozenset[Anchor] = frozenset()
    widely: frozenset[Anchor] = frozenset()


Tiers = tuple[tuple[Recorded, ...], ...]
"""Earlier facts that a row resembles, the nearest first."""

NO_ROWS: Final[Mapping[str, int]] = {}
NO_SHEETS: Final[Mapping[str, str]] = {}

Recognise = Callable[[Fact, date, ZoneInfo], Traits | None]
"""The traits of a fact that a row became on a day; none where it is of no such kind."""

Sought = Callable[[Decision, date, ZoneInfo], tuple[frozenset[Anchor], ...]]
"""By what the earlier one of a row is looked for, because of which it is refused; nearest first."""

Undone = Callable[[Fact], str | None]
"""The id of what a fact has undone; none where it undoes nothing."""


class Asked(NamedTuple):
    """What a row asks for, on which day, and the id of why an earlier one is put right by it."""

    decision: Decision
    day: date
    reason_text: str


class Change(NamedTuple):
    """What puts a row in the place of an earlier one: what takes that back, if anything must.

    Where nothing comes `instead` of it, the earlier one stands, and `back` puts it right: in the
    name of who takes the file in.
    """

    back: Decision | None
    instead: Decision | None


@dataclass(frozen=True, kw_only=True)
class Resemblance:
    """How rows of a kind resemble earlier ones.

    `types` are the facts to look at, of the office's files only or, where it is `anyones`, of all:
    then the latest first.
    A row that is refused only because the earlier one is counted is `hidden_by` these refusals, and
    `sought` is by what it is looked for then. `changed` says what puts it in the place of the
    earlier one; without it, and where that is refused for one of `unchangeable`, `instead_zh` and
    `instead_en` say what else to do.
    """

    types: tuple[str, ...]
    recognise: Recognise
    anyones: bool = False
    undone: Undone = lambda _fact: None
    sought: Sought = lambda _asked, _day, _zone: ()
    hidden_by: tuple[type[Refusal], ...] = ()
    changed: Callable[[Recorded, Asked], Change] | None = None
    unchangeable: tuple[type[Refusal], ...] = ()
    instead_zh: str = ""
    instead_en: str = ""

    def refusal(
        self, tiers: Tiers, zone: ZoneInfo, sheets: Mapping[str, str] = NO_SHEETS
    ) -> ResemblesAnother:
        """That a row resembles these, of which it tells the first.

        `sheets` are those of the same file that have some of them, by the facts' ids.
        """
        first = next(it for tier in tiers for it in tier)
        told = self.recognise(first.fact, first.envelope.happened_at.astimezone(zone).date(), zone)
        zh, en = (told.zh, told.en) if told else ("", "")
        sheet = sheets.get(first.envelope.id)
        return ResemblesAnother(
            which_zh=f"工作表“{sheet}”里的一行" if sheet else "以前导入过的一行",
            which_en=f"a row of the sheet “{sheet}”" if sheet else "one that was taken in earlier",
            what_zh=zh if sheet else f"第 {first.position} 条记录：{zh}",
            what_en=en if sheet else f"record {first.position}: {en}",
            tiers=tiers,
        )


@dataclass
class Earlier:
    """The facts of the office's earlier files by what they are known by.

    `again` are those whose rows the file has as well, by the ids of these rows; `undone` are the
    ids of what was taken back. `beside` are those of the file's own sheets before the one that is
    read, and `sheets` their names by the facts' ids.
    """

    found: dict[Anchor, list[Recorded]] = field(default_factory=dict)
    again: dict[str, Recorded] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    beside: dict[Anchor, list[Recorded]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        facts: Iterable[Recorded],
        how: Resemblance,
        zone: ZoneInfo,
        *,
        but: set[str],
        rows: Mapping[str, int] = NO_ROWS,
    ) -> "Earlier":
        """Without those whose rows the file has as well: `but` are the ids of its rows.

        A row that was said to be an earlier one stands for that. Of an earlier form of the file,
        most of which it has, the others are known loosely too. `rows` are how many a file had.
        """
        undone, stands_for = set[str](), {it: it for it in but}
        traits: list[tuple[Recorded, Traits]] = []
        for recorded in facts:
            if gone := how.undone(recorded.fact):
                undone.add(gone)
            if isinstance(recorded.fact, RowRecognised) and recorded.envelope.id in but:
                stands_for[recorded.envelope.id] = recorded.fact.same_as_id
            day = recorded.envelope.happened_at.astimezone(zone).date()
            if told := how.recognise(recorded.fact, day, zone):
                traits.append((recorded, told))
        had_again = {*stands_for.values()}
        mostly = _had_mostly(
            [it for it, _ in traits if it.envelope.id not in undone], had_again, rows
        )
        by_id = {it.envelope.id: it for it, _ in traits}
        again = {row: by_id[it] for row, it in stands_for.items() if it in by_id}
        earlier = cls(again=again, undone=undone)
        for recorded, told in reversed(traits) if how.anyones else traits:
            envelope = recorded.envelope
            if envelope.id in had_again or envelope.id in undone:
                continue
            loosely = told.loosely if envelope.cause in mostly else frozenset()
            known_by = told.known_by | loosely
            for anchor in known_by:
                alike = earlier.found.setdefault(anchor, [])
                if len(alike) < CANDIDATES_MAX:
                    alike.append(recorded)
        return earlier

    def look_beside(
        self, sheets: Mapping[str, list[Recorded]], how: Resemblance, zone: ZoneInfo
    ) -> None:
        """Look for what rows resemble also among these of sheets before, by the sheets' names."""
        self.beside, self.sheets = {}, {}
        for sheet, facts in sheets.items():
            for it in facts:
                day = it.envelope.happened_at.astimezone(zone).date()
                if it.envelope.id not in self.undone and (
                    told := how.recognise(it.fact, day, zone)
                ):
                    self.sheets[it.envelope.id] = sheet
                    for anchor in told.known_by:
                        self.beside.setdefault(anchor, []).append(it)

    def resembled(self, wanted: Iterable[Anchor], *, beside: bool = False) -> tuple[Recorded, ...]:
        """The earlier facts that are known by any of these: by the most of them first.

        Those of the file's own sheets too, where it is asked for.
        """
        where = (self.found, self.beside) if beside else (self.found,)
        known = [it for anchor in sorted(wanted) for at in where for it in at.get(anchor, ())]
        found = {it.position: it for it in known}
        by_how_many = Counter(it.position for it in known)
        return tuple(found[it] for it in sorted(found, key=lambda it: -by_how_many[it]))


def _had_mostly(facts: list[Recorded], again: set[str], rows: Mapping[str, int]) -> set[str]:
    """The earlier files of which most comes again.

    A file that grew or was corrected caused what was new in it: its other rows are the last before.
    """
    last = {it.envelope.cause: place for place, it in enumerate(facts, 1) if it.envelope.cause}
    own = Counter(it.envelope.cause for it in facts)
    own_again = Counter(it.envelope.cause for it in facts if it.envelope.id in again)
    so_far = [0, *accumulate(it.envelope.id in again for it in facts)]
    found = set[str]()
    for cause, end in last.items():
        count = min(rows.get(cause, 0), end)
        grown = (so_far[end] - so_far[end - count]) * 2 >= count > own[cause]
        if grown or own_again[cause] * 2 >= own[cause]:
            found.add(cause)
    return found


@dataclass(frozen=True)
class UnlikeOthers:
    """What a row asks for, unless it resembles an earlier one.

    Whatever else is wrong with the row is told first. Refused: ResemblesAnother, and as asked.
    """

    asked: Decision
    how: Resemblance
    earlier: Earlier
    widely: bool = True
    """Whether it may be like what is alike only widely."""

    def boundary(self) -> tuple[Tag, ...]:
        """What it asks about."""
        return self.asked.boundary()

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """The fact that it asks for."""
        try:
            fact = self.asked.decide(view, stamp)
        except self.how.hidden_by:
            sought = self.how.sought(self.asked, stamp.today, stamp.zone)
            tiers = self._resembled(sought)
            if not any(tiers):
                raise
        else:
            traits = self.how.recognise(fact, stamp.today, stamp.zone)
            wanted = _wanted(traits, widely=self.widely) if traits else ()
            tiers = self._resembled(wanted, beside=True)
            if not any(tiers):
                return fact
        raise self.how.refusal(tiers, stamp.zone, self.earlier.sheets)

    def _resembled(self, wanted: Iterable[frozenset[Anchor]], *, beside: bool = False) -> Tiers:
        return tuple(self.earlier.resembled(it, beside=beside) for it in wanted)


def _wanted(traits: Traits, *, widely: bool) -> tuple[frozenset[Anchor], ...]:
    """By what it is looked for, nearest first."""
    return traits.looks_for, traits.widely if widely else frozenset(), traits.loosely


@dataclass(frozen=True)
class Choices:
    """What somebody decided: for all rows, and for some by their sheet and number."""

    for_all: Choice = "refuse"
    for_rows: Mapping[tuple[str, int], Choice] = field(default_factory=dict)

    def of(self, sheet: str, number: int) -> Choice:
        """What is done with a row if it resembles an earlier one."""
        return self.for_rows.get((sheet, number), self.for_all)


NOTHING_CHOSEN: Final = Choices()
