"""What is said of notices: the bodies of their routes, and the rows that these answer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from api.serving.composition import Community
from api.serving.fields import Body, Day, Id, Tag, Text, seen
from api.serving.own_facts import see_own_facts
from domain.openness.notice import BOX, Channel, Shown, Way
from domain.openness.notice_terms import NoticeKind
from domain.ties.objection import Outcome
from projections.openness.notices import ListedNotice, ListedObjection, running_notices

WORDING_LENGTH_MAX: Final = 20_000
LINES_MAX: Final = 300
GROUNDS_LENGTH_MAX: Final = 500


def _wording(text: str) -> str:
    """Lines of text in NFC, that are there for everybody to see. Raises ValueError."""
    lines = text.replace("\r\n", "\n").replace("\t", " ").split("\n")
    return "\n".join(seen(it.rstrip()) if it.strip() else "" for it in lines)


Wording = Annotated[
    str,
    StringConstraints(
        strict=True, strip_whitespace=True, min_length=1, max_length=WORDING_LENGTH_MAX
    ),
    AfterValidator(_wording),
]
Grounds = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, max_length=GROUNDS_LENGTH_MAX),
    AfterValidator(lambda it: seen(it) if it else it),
]


class NewNotice(Body):
    """What is to hang: what it lists, line by line, from when to when, and its wording.

    Where a box hangs beside it (`channels`), what it lists waits until the box was emptied.
    """

    kind: NoticeKind
    subjects: Annotated[tuple[Tag, ...], Field(max_length=LINES_MAX)] = ()
    opens_on: Day
    last_day: Day
    wording: Wording
    shown: Shown = "masked"
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=4)] = (
        "board",
        "page",
    )


class Posted(BaseModel):
    """The notice, and its number on the wall."""

    notice_id: str
    number: int
    position: int


class NewObjection(Body):
    """Why something is wrong: all of the notice, or the thing on one of its lines."""

    grounds: Grounds = ""
    subject: Tag | None = None
    line: Annotated[int, Field(ge=1, le=LINES_MAX)] | None = None
    named: bool = False
    way: Way = "page"


class Objected(BaseModel):
    """The objection, which waits for an answer."""

    objection_id: str
    position: int


class NewAnswer(Body):
    """What came of an objection: upheld, and what it is about does not go on."""

    objection_id: Id
    outcome: Outcome
    answer: Text


class Answered(BaseModel):
    """The objection that has an answer."""

    objection_id: str
    position: int


class Reason(Body):
    """Why it is taken down."""

    reason: Text


class Withdrawn(BaseModel):
    """A notice that hangs no more."""

    notice_id: str
    position: int


class NoticeRow(BaseModel):
    """A notice with its figures; what it says is told while it hangs, and may be erased afterwards.

    What it lists may go on after `waits_until`. `late` objections were not answered in time.
    """

    notice_id: str
    number: int
    kind: NoticeKind
    lines: int
    opens_on: date
    last_day: date
    waits_until: date
    running: bool
    withdrawn: bool
    erased: bool = False
    wording: str | None
    wording_digest: str
    shown: Shown
    objections: int
    open: int
    upheld: int
    late: int


class ObjectionRow(BaseModel):
    """An objection; without a line it is to all of the notice.

    `outcome`, `answer` and `answered_at` are null while it waits, `raised_by` where nobody is
    named.
    """

    objection_id: str
    line: int | None
    way: Way
    grounds: str | None
    raised_at: datetime
    raised_by: str | None
    answer_by: date
    outcome: Outcome | None
    answer: str | None
    answered_at: datetime | None


async def notice_rows(
    community: Community, found: Sequence[ListedNotice], today: date
) -> list[NoticeRow]:
    """The notices as everybody may see them on a day."""
    texts = await community.vault.texts(it.wording_text for it in found if it.hangs(today))
    return [
        NoticeRow(
            notice_id=it.notice_id,
            number=it.number,
            kind=it.kind,
            lines=it.lines,
            opens_on=it.opens_on,
            last_day=it.last_day,
            waits_until=it.waits_until,
            running=it.hangs(today),
            withdrawn=it.withdrawn_at is not None,
            erased=it.erased_at is not None,
            wording=texts.get(it.wording_text) if it.hangs(today) else None,
            wording_digest=it.wording_digest,
            shown=it.shown,
            objections=it.objections,
            open=it.open,
            upheld=it.upheld,
            late=it.late,
        )
        for it in found
    ]


async def objection_rows(
    community: Community, found: Sequence[ListedObjection], *, named: bool
) -> list[ObjectionRow]:
    """The objections with what was said; by whom, where they may be `named`."""
    texts = await community.vault.texts(
        text for it in found for text in (it.grounds_text, it.answer_text)
    )
    return [
        ObjectionRow(
            objection_id=it.objection_id,
            line=it.line,
            way=it.way,
            grounds=texts.get(it.grounds_text),
            raised_at=it.raised_at,
            raised_by=it.raised_by if named and it.raised_by != BOX else None,
            answer_by=it.answer_by,
            outcome=it.outcome,
            answer=texts.get(it.answer_text) if it.answer_text else None,
            answered_at=it.answered_at,
        )
        for it in found
    ]


async def count_hanging(community: Community, today: date) -> int:
    """How many notices hang on a day, as first screens tell it."""
    await see_own_facts(community, "notices")
    return await running_notices(community.reader, today)
