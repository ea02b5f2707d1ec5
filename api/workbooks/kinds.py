"""Kinds of workbooks: each capability that takes one in declares it in its area."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, NamedTuple, TypeAlias

from api.workbooks.cells import CellValue
from api.workbooks.office import Office
from api.workbooks.resembling import Resemblance
from domain.ledger.decision import Decision
from domain.ledger.refusal import Refusal
from domain.people.membership import EnrolMember
from domain.people.vault import Person

Cells: TypeAlias = dict[str, CellValue]
"""The cells of a row by the names of their columns."""


class Remark(NamedTuple):
    """What is said of a row that is taken in: of something in it that was not kept."""

    code: str
    message_zh: str
    message_en: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a row asks for: a decision, when it happened, and people whom it makes known.

    What comes `first` is recorded before it, and what is `proposed` after it, in the name of who
    takes the file in: all of it, or nothing. Where the decision is itself a proposal, it is
    `in_person`.
    `remarks` are said before it is recorded. `not_by` is a member who must not take the row in, and
    the refusal that they are told. Where it is `mended`, it was refused before: it is none of those
    that were taken, unless it says nearly the same. What is asked for `then` is recorded with it,
    or neither is; where it would change nothing, the row stands alone.
    """

    decision: Decision
    then: Decision | None = None
    happened_at: datetime | None = None
    enrol_first: EnrolMember | None = None
    first: tuple[Decision, ...] = ()
    proposed: tuple[Decision, ...] = ()
    in_person: bool = False
    people: dict[str, Person] = field(default_factory=dict)
    donor: str | None = None
    remarks: tuple[Remark, ...] = ()
    not_by: tuple[str, type[Refusal]] | None = None
    mended: bool = False


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """A kind of workbook of the office.

    `rank` is its turn on a first day: each kind refers only to those before it. `read` says what
    a row asks for, given the id of what it creates, or raises the Refusal of the first check that
    fails. One that moves points, credit, money or goods is confirmed `by_two` people. Columns of
    `telling_apart` may be there besides, to tell people of one name apart or to say more of them: a
    row that says nothing in them is known as if they were not there. Adjoining rows that say
    the same in all columns of `one_by` are one thing, unless the first of these is blank.
    `resemblance` says how a row resembles an earlier one, where nothing else would refuse it. Of a
    sheet the rows that are `referred_to` are taken before the others.
    """

    known: ClassVar[dict[str, "Workbook"]] = {}

    kind: str
    title_zh: str
    columns: tuple[str, ...]
    may_be_missing: frozenset[str] = frozenset()
    telling_apart: tuple[str, ...] = ()
    one_by: tuple[str, ...] = ()
    resemblance: Resemblance | None = None
    referred_to: Callable[[Cells], bool] | None = None
    read: Callable[[Cells, Office, str], Step]
    rank: int
    by_two: bool = False

    def __post_init__(self) -> None:
        """Raises TypeError where another workbook is of this kind."""
        if self.kind in Workbook.known:
            raise TypeError(f"two workbooks are of the kind {self.kind}")
        Workbook.known[self.kind] = self

    @property
    def mendable(self) -> bool:
        """Whether an earlier row can be taken back and recorded as a corrected one says."""
        return self.resemblance is not None and self.resemblance.changed is not None

    @property
    def required(self) -> list[str]:
        """The columns that no file of the kind may leave out."""
        return [column for column in self.columns if column not in self.may_be_missing]
