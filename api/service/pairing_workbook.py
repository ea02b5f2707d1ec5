"""The list of pairings: each row pairs a volunteer with somebody in hardship."""

from typing import Final

from api.workbooks.bounded import (
    as_kept_person,
    as_kept_phone,
    between,
)
from api.workbooks.cells import (
    CellValue,
    as_date,
    as_text,
    as_whole_number,
)
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.reading import TELLING_APART, find, phone_remarks, read
from api.workbooks.refusals import (
    MissingName,
)
from domain.people.membership import EnrolMember
from domain.people.vault import Person
from domain.service.pairing import VISIT_EVERY_DAYS_MAX, FormPairing, HardshipCause

CAUSES: Final[dict[str, HardshipCause]] = {
    "生活困难": "living_hardship",
    "家庭重大意外": "family_misfortune",
    "因病返贫": "illness",
    "因病致贫": "illness",
}


def _as_visit_rhythm(cell: CellValue) -> int:
    """Return the days from one visit to the next, at most a leap year. Raises UnreadableCell."""
    return between(as_whole_number(cell), VISIT_EVERY_DAYS_MAX)


def _pairing(cells: Cells, office: Office, new_id: str) -> Step:
    volunteer = find(cells, "志愿者", office)
    assisted_name = read(cells, "帮扶对象", as_kept_person)
    if not assisted_name:
        raise MissingName(column="帮扶对象")
    phone = read(cells, "对象电话", as_kept_phone)
    starts_on = read(cells, "结对日期", as_date)
    every = read(cells, "走访间隔（天）", _as_visit_rhythm)
    assisted_id = office.people.find_if_known(cells["帮扶对象"], cells["对象电话"])
    enrol_first: EnrolMember | None = None
    people: dict[str, Person] = {}
    if assisted_id is None:
        assisted_id = office.vault.digest("assisted", new_id)
        enrol_first = EnrolMember(member_id=assisted_id, kind="assisted")
        people = {assisted_id: Person(name=assisted_name, phone=phone or None)}
        office.people.add(assisted_id, assisted_name, phone)
    decision = FormPairing(
        volunteer_id=volunteer.member_id,
        assisted_id=assisted_id,
        cause=CAUSES.get(as_text(cells["困难原因"]), "other"),
        visit_every_days=every,
        starts_on=starts_on,
    )
    return Step(
        decision=decision,
        happened_at=office.noon(min(starts_on, office.today)),
        enrol_first=enrol_first,
        people=people,
        remarks=phone_remarks(cells, "对象电话"),
    )


WORKBOOK: Final = Workbook(
    kind="pairings",
    title_zh="结对名单",
    columns=(
        "志愿者",
        "电话后四位",
        "帮扶对象",
        "对象电话",
        "困难原因",
        "结对日期",
        "走访间隔（天）",
    ),
    may_be_missing=frozenset({"困难原因"}),
    telling_apart=TELLING_APART,
    read=_pairing,
    rank=60,
)
