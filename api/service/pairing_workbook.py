"""The list of pairings: each row pairs a volunteer with somebody in hardship."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from api.service.pairing_cause import sealed_cause
from api.workbooks.bounded import (
    as_further_phones,
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
from api.workbooks.resembling import Anchor, Asked, Change, Resemblance, Traits
from domain.ledger.decision import Decision
from domain.ledger.fact import Fact, Recorded
from domain.people.membership import EnrolMember
from domain.people.vault import Person
from domain.service.pairing import (
    VISIT_EVERY_DAYS_MAX,
    AlreadyPaired,
    EndPairing,
    FormPairing,
    HardshipCause,
    PairingBegun,
    PairingEnded,
)

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
        further = read(cells, "对象电话", as_further_phones)
        assisted = Person(name=assisted_name, phone=phone or None, further_phones=further)
        people = {assisted_id: assisted}
        office.people.add(assisted_id, assisted_name, (phone, *further) if phone else ())
    code = CAUSES.get(as_text(cells["困难原因"]), "other")
    cause = sealed_cause(office.seal, (volunteer.member_id, assisted_id), starts_on, code)
    decision = FormPairing(
        volunteer_id=volunteer.member_id,
        assisted_id=assisted_id,
        cause_id=office.to_seal(cause),
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


def _traits(fact: Fact, day: date, zone: ZoneInfo) -> Traits | None:
    """A pairing is found again by its people, or by one of them and its day."""
    if not isinstance(fact, PairingBegun):
        return None
    zh = f"{fact.starts_on} 起，每 {fact.visit_every_days} 天"
    en = f"from {fact.starts_on}, every {fact.visit_every_days} days"
    return Traits(frozenset(), frozenset(), zh, en, _loosely(fact))


def _loosely(it: PairingBegun | FormPairing) -> frozenset[Anchor]:
    day, every = it.starts_on.isoformat(), str(it.visit_every_days)
    return frozenset(
        {
            ("other terms", it.volunteer_id, it.assisted_id),
            ("another assisted person", it.volunteer_id, day, every),
            ("another volunteer", it.assisted_id, day, every),
        }
    )


def _sought(asked: Decision, day: date, zone: ZoneInfo) -> tuple[frozenset[Anchor], ...]:
    return (_loosely(asked),) if isinstance(asked, FormPairing) else ()


def _undone(fact: Fact) -> str | None:
    return fact.pairing_id if isinstance(fact, PairingEnded) else None


def _changed(recorded: Recorded, asked: Asked) -> Change:
    """The earlier pairing ends, and its visits stay; the corrected one begins."""
    before = recorded.fact
    if not isinstance(before, PairingBegun):
        raise TypeError(f"{before!r} is no pairing")
    return Change(EndPairing(pairing_id=before.pairing_id), asked.decision)


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
    resemblance=Resemblance(
        types=("pairing.formed", "pairing.agreed", "pairing.ended"),
        recognise=_traits,
        undone=_undone,
        sought=_sought,
        hidden_by=(AlreadyPaired,),
        changed=_changed,
    ),
    read=_pairing,
    rank=60,
)
