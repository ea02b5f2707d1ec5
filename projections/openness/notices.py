"""What hangs for everybody to object to, what was objected, and what waits for an answer?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.ledger.fact import decode
from domain.ledger.tag import Tag, id_of, kind_of
from domain.openness.notice import (
    NoticeAnswered,
    NoticeObjected,
    NoticePosted,
    NoticeWithdrawn,
    Shown,
    Way,
)
from domain.openness.notice_erasing import NoticeErased
from domain.openness.notice_terms import NoticeKind
from domain.ties.objection import Outcome
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("notices")
LAST: Final = 2**62
FACTS_ASKED_MAX: Final = 20
PEOPLE_OF_ONE_MAX: Final = 8


class Notices(ByMember):
    """A row for each notice with its lines, and for each objection with its answer."""

    question = "notices"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add what was posted and objected, then what was answered, taken down and erased."""
        posted: list[tuple[object, ...]] = []
        lines: list[tuple[object, ...]] = []
        people: list[tuple[object, ...]] = []
        objected: list[tuple[object, ...]] = []
        answered: list[tuple[object, ...]] = []
        withdrawn: list[tuple[object, ...]] = []
        erased: list[tuple[object, ...]] = []
        for recorded in batch:
            envelope, position = recorded.envelope, recorded.position
            by, at = envelope.actor, envelope.recorded_at
            match recorded.fact:
                case NoticePosted() as fact:
                    posted.append(_row(fact, position, by, at))
                    lines += [(fact.notice_id, n, it) for n, it in enumerate(fact.subjects, 1)]
                    people += [(fact.notice_id, it) for it in fact.concerned_ids]
                case NoticeObjected() as fact:
                    raised = (fact.subject, fact.way, fact.grounds_text, by, at, fact.answer_by)
                    objected.append((fact.objection_id, position, fact.notice_id, *raised))
                case NoticeAnswered() as fact:
                    answered.append((fact.objection_id, fact.outcome, fact.answer_text, by, at))
                case NoticeWithdrawn() as fact:
                    withdrawn.append((fact.notice_id, at, fact.reason_text))
                case NoticeErased() as fact:
                    erased.append((fact.notice_id, at, by))
        tables.write("add", posted)
        tables.write("add_lines", lines)
        tables.write("add_people", people)
        tables.write("object", objected)
        tables.write("answer", answered)
        tables.write("withdraw", withdrawn)
        tables.write("erase", erased)


def _row(fact: NoticePosted, position: int, by: str, at: datetime) -> tuple[object, ...]:
    return (
        *(fact.notice_id, position, fact.number, fact.kind, len(fact.subjects)),
        *(fact.opens_on, fact.last_day, fact.slips_until, fact.waits_until),
        *(fact.wording_text, fact.wording_digest, fact.shown, by, fact.drafted_by_id, at),
    )


class ListedNotice(NamedTuple):
    """A notice with its figures; the wording is the id of text in the vault.

    `late` objections were, or are, not answered in time.
    """

    notice_id: str
    position: int
    number: int
    kind: NoticeKind
    lines: int
    opens_on: date
    last_day: date
    slips_until: date
    waits_until: date
    wording_text: str
    wording_digest: str
    shown: Shown
    posted_by: str
    drafted_by: str | None
    posted_at: datetime
    withdrawn_at: datetime | None
    reason_text: str | None
    erased_at: datetime | None
    erased_by: str | None
    objections: int
    open: int
    upheld: int
    late: int

    def hangs(self, day: date) -> bool:
        """Whether it hangs on a day, for everybody to read."""
        return self.withdrawn_at is None and self.opens_on <= day <= self.last_day

    @property
    def days(self) -> int:
        """So many days it hangs, or hung, the first and the last among them."""
        return (self.last_day - self.opens_on).days + 1


class ListedObjection(NamedTuple):
    """An objection to a notice; `line` is that of the notice it is about, none is all of them."""

    objection_id: str
    position: int
    notice_id: str
    number: int
    subject: Tag | None
    line: int | None
    way: Way
    grounds_text: str
    raised_by: str
    raised_at: datetime
    answer_by: date
    outcome: Outcome | None
    answer_text: str | None
    answered_by: str | None
    answered_at: datetime | None


class Waiting(NamedTuple):
    """How many objections wait for an answer, how many of them too long, when the first is due."""

    waiting: int
    late: int
    first_due: date | None = None


async def notices(
    reader: Reader,
    today: date,
    zone: ZoneInfo,
    *,
    running: bool = False,
    among: Sequence[str] | None = None,
    before: int = LAST,
    limit: int = 50,
) -> list[ListedNotice]:
    """Notices, the last posted first: all of them, or those that hang on this day.

    `among` are the people whom they have to be about, and nobody else.
    """
    asked = {"running": running, "among": among, "before": before, "limit": limit}
    return await _page(reader, today, zone, **asked)


async def one_notice(
    reader: Reader,
    today: date,
    zone: ZoneInfo,
    *,
    notice_id: str | None = None,
    number: int | None = None,
) -> ListedNotice | None:
    """The notice of an id or a number, if there is one."""
    found = await _page(reader, today, zone, notice_id=notice_id, number=number, limit=1)
    return found[0] if found else None


async def _page(reader: Reader, today: date, zone: ZoneInfo, **asked: object) -> list[ListedNotice]:
    every = {"running": False, "among": None, "notice_id": None, "number": None, "before": LAST}
    wanted: dict[str, Any] = {"today": today, "zone": str(zone)} | every | asked
    rows = await reader.rows(_queries["page"], **wanted)
    return [ListedNotice(**row) for row in rows]


async def subjects_of(reader: Reader, notice_id: str) -> list[Tag]:
    """The tags on a notice, in the order of its lines."""
    rows = await reader.rows(_queries["lines"], notice_id=notice_id)
    return [row["subject"] for row in rows]


async def objections_to(
    reader: Reader, notice_id: str, *, after: int = 0, limit: int = 200
) -> list[ListedObjection]:
    """The objections to a notice, the first first."""
    asked = {"notice_id": notice_id, "after": after}
    rows = await reader.rows(_queries["objections"], **asked, limit=limit)
    return [ListedObjection(**row) for row in rows]


async def due_objections(
    reader: Reader, *, among: Sequence[str] | None = None, limit: int = 50
) -> list[ListedObjection]:
    """Objections that wait for an answer, the one that is due first; as of `notices`."""
    rows = await reader.rows(_queries["due"], among=among, limit=limit)
    return [ListedObjection(**row) for row in rows]


async def waiting_objections(
    reader: Reader, today: date, among: Sequence[str] | None = None
) -> Waiting:
    """How many objections to notices wait for an answer; as of `notices`."""
    row = await reader.row(_queries["due_count"], today=today, among=among)
    return Waiting(**row) if row else Waiting(0, 0)


async def running_notices(reader: Reader, today: date) -> int:
    """How many notices hang on a day."""
    row = await reader.row(_queries["running_count"], today=today)
    return int(row["running"]) if row else 0


async def is_worded_elsewhere(reader: Reader, wording_text: str, *, but: str) -> bool:
    """Whether another notice than one, whose wording was not erased, says the same."""
    row = await reader.row(_queries["with_wording"], wording_text=wording_text, but=but)
    return bool(row and row["notices"])


async def put_up_before(reader: Reader, kind: NoticeKind, subjects: Sequence[Tag]) -> set[Tag]:
    """Which of these things hang, or hung, on a notice of a kind that was not taken down."""
    rows = await reader.rows(_queries["hanging_subjects"], kind=kind, subjects=list(subjects))
    return {row["subject"] for row in rows}


async def people_on(
    reader: Reader, *, notice_id: str | None = None, number: int | None = None
) -> list[str]:
    """The ids of the members whom a notice is about."""
    rows = await reader.rows(_queries["people_on"], notice_id=notice_id, number=number)
    return [row["member_id"] for row in rows]


async def people_about(reader: Reader, subjects: Sequence[Tag]) -> set[str]:
    """The ids of the members whom these things are about, as the facts about them tell.

    What many have to do with, a fund or a kind of goods, is about nobody in particular.
    """
    rows = await reader.rows(
        _queries["people_about"], subjects=list(subjects), facts=FACTS_ASKED_MAX
    )
    found: defaultdict[Tag, set[str]] = defaultdict(set)
    for row in rows:
        tags = decode(row["position"], row["data"]).envelope.tags
        found[row["subject"]].update(id_of(it) for it in tags if kind_of(it) == "member")
    return {one for people in found.values() if len(people) <= PEOPLE_OF_ONE_MAX for one in people}


async def concerning(reader: Reader, member_id: str, notice_ids: Sequence[str]) -> set[str]:
    """Which of these notices are about a member."""
    rows = await reader.rows(
        _queries["concerned"], member_id=member_id, notice_ids=list(notice_ids)
    )
    return {row["notice_id"] for row in rows}
