"""The register on paper: each row says who lives here, with whom, and when somebody looked."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from api.workbooks.bounded import (
    as_further_phones,
    as_kept_person,
    as_kept_phone,
    as_kept_word,
)
from api.workbooks.cells import CellValue, UnreadableCell, as_date, as_text, shortened
from api.workbooks.identity_number import (
    IdentityNumber,
    OtherPaper,
    is_stored_as_number,
    read_identity_paper,
)
from api.workbooks.kinds import Cells, Step, Workbook
from api.workbooks.office import Office
from api.workbooks.people import AmbiguousPerson, UnknownPerson
from api.workbooks.personal import as_name, as_name_key, as_phone_ending
from api.workbooks.reading import phone_remarks, read, read_if_any, read_words_if_any
from api.workbooks.refusals import IdNumberInvalid, MissingName, StoredAsNumber
from api.workbooks.typed.placeholders import says_none
from domain.ledger.decision import Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.refusal import Refusal
from domain.ledger.tag import Tag
from domain.office.workbook import RecogniseRow
from domain.people.moves import Residence
from domain.people.spelling import name_key
from domain.people.tags import member_tag
from domain.people.vault import Person, Reachable
from domain.ties.household import HeadUnknown, KeepHouseWith
from domain.ties.register import RegisterResident, Registration
from domain.ties.register import Residence as ResidenceKind
from domain.ties.standing import GrantsOwn, StandingHeld, Standings
from domain.ties.standing_kinds import RESIDENT

KIND: Final = "residents"
COLUMNS: Final = ("姓名", "身份证", "电话", "楼栋", "户主", "居住类型", "最近核对", "网格")
NUMBER: Final = "登记号"
"""The column in which the register's own lists say whom a row means."""
NUMBER_LENGTH: Final = 12
ENDING: Final = "电话后四位"
RESIDENCES: Final[dict[str, ResidenceKind]] = {
    **dict.fromkeys(("常住", "常住居民", "常住人口", "户籍", "本地"), "permanent"),
    **dict.fromkeys(("流动", "流动居民", "流动人口", "暂住", "租住", "租户", "外来"), "floating"),
}
_HIMSELF: Final = frozenset({"本人", "户主", "是", "自己"})


class RegisteredOtherwise(Refusal, code="registered_otherwise"):
    """Somebody who is known, of whom the row says something else."""

    zh = (
        "这个人已经登记过，{columns_zh}与登记的不同，请核对。"
        "成员搬家、改姓名电话，请在成员页面办理；"
        "只登记在底册里的人换了住处，请先在底册里点“已搬走”，再登记。"
    )
    en = (
        "This person is known already, and the row differs in {columns_en}. A member's move, name "
        "or phone is changed on the member's page; who is only registered is marked “Moved away” "
        "in the register, and registered again."
    )


class HeadsOfOneName(Refusal, code="heads_of_one_name"):
    """Several people in the building are called like the head."""

    zh = "这栋楼里有 {count} 位叫“{name}”，分不清谁是户主，请在“同住的一户”里登记。"
    en = "{count} people in this building are called “{name}”; note the household at the desk."


@dataclass(frozen=True)
class RegisterOnce:
    """Register somebody, unless the row says what is known already, or something else.

    `otherwise` are the columns in which it differs from what the vault has. Refused: as
    RegisterResident, and RegisteredOtherwise.
    """

    asked: RegisterResident
    otherwise: tuple[str, ...]

    def boundary(self) -> tuple[Tag, ...]:
        """What registering asks about."""
        return self.asked.boundary()

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """The entry, the look, or the word that it is there already."""
        member = member_tag(self.asked.member_id)
        columns = self.otherwise + self._moved(view, member)
        if columns:
            raise RegisteredOtherwise(
                columns_zh="、".join(f"“{it}”" for it in columns), columns_en=", ".join(columns)
            )
        try:
            return self.asked.decide(view, stamp)
        except StandingHeld:
            kind = f"{RESIDENT}:{self.asked.residence}"
            held = view(Standings, member).held(kind, self.asked.checked_on)
            if held is None or held.checked_on != self.asked.checked_on:
                raise
            return RecogniseRow(kind=KIND, same_as_id=held.granted_id).decide(view, stamp)

    def _moved(self, view: View, member: Tag) -> tuple[str, ...]:
        grids = {*view(Registration, member).grids}
        grids |= {it.grid for it in view(Residence, member).known() if it.grid}
        said = self.asked.grid
        return ("网格",) if said and grids and said not in grids else ()


def _otherwise(said: Person, known: Reachable | None) -> tuple[str, ...]:
    """The columns in which a row differs from what the vault has."""
    if known is None:
        return ()
    pairs: tuple[tuple[str, str | None, Collection[str | None]], ...] = (
        ("姓名", name_key(said.name), {name_key(known.name)}),
        ("电话", said.phone, {*known.phones} or {said.phone}),
        ("楼栋", said.building, {known.building or said.building}),
    )
    return tuple(column for column, new, before in pairs if new and new not in before)


def _as_residence(cell: CellValue) -> ResidenceKind:
    """Return how somebody lives here. Raises UnreadableCell."""
    text = as_text(cell)
    if text not in RESIDENCES:
        raise UnreadableCell(
            "这里要填“常住”或“流动”。", "常住 (permanent) or 流动 (floating) belongs here."
        )
    return RESIDENCES[text]


def _identity(cell: CellValue) -> IdentityNumber | OtherPaper | None:
    """The number of somebody's paper, if any. Raises StoredAsNumber, IdNumberInvalid."""
    if is_stored_as_number(cell):
        raise StoredAsNumber
    if says_none(cell):
        return None
    try:
        return read_identity_paper(cell)
    except UnreadableCell as no:
        raise IdNumberInvalid(zh=no.message_zh, en=no.message_en) from None


def _is_head(cells: Cells) -> bool:
    """Whether a row is about the head of a household."""
    said = cells["户主"]
    return as_text(said) in _HIMSELF or as_name_key(said) == as_name_key(cells["姓名"])


def _known(cells: Cells, office: Office, said: Person, new_id: str) -> str:
    """The id of whom a row is about. Raises UnknownPerson, AmbiguousPerson, Unreadable.

    By their number in the register, or by their paper; without either, by the whole phone or its
    ending, or by the building where there is no phone to compare.
    """
    named, number = office.people.kept(said.name), as_text(cells.get(NUMBER, ""))
    if number:
        found = [it for it in named if it.member_id.startswith(number)]
    elif said.id_number:
        digest = office.vault.id_number_digest(said.id_number)
        return office.people.by_id_number.setdefault(digest, new_id)
    else:
        ending = read(cells, ENDING, as_phone_ending) if cells.get(ENDING) else ""
        found = [it for it in named if _is_alike(it, said, ending)]
    if len(found) > 1:
        raise AmbiguousPerson(name=shortened(said.name), count=len(found))
    if number and not found:
        raise UnknownPerson(name=shortened(said.name))
    return found[0].member_id if found else new_id


def _is_alike(known: Reachable, said: Person, ending: str) -> bool:
    """Whether somebody of the same name may be the one who is meant."""
    if said.phone and known.phones:
        return said.phone in known.phones
    if ending and known.phones:
        return any(it.endswith(ending) for it in known.phones)
    return bool(said.building) and known.building == said.building


def _then(
    cells: Cells, office: Office, member_id: str, building: str | None
) -> KeepHouseWith | None:
    """With whom somebody keeps house. Raises HeadUnknown, HeadsOfOneName."""
    if says_none(cells["户主"]):
        return None
    if _is_head(cells):
        return KeepHouseWith(member_id=member_id, head_id=member_id)
    head = as_name(cells["户主"])
    heads = [it for it in office.people.kept(head) if it.building == building]
    if not heads:
        raise HeadUnknown
    if len(heads) > 1:
        raise HeadsOfOneName(name=shortened(head), count=len(heads))
    return KeepHouseWith(member_id=member_id, head_id=heads[0].member_id)


def _resident(cells: Cells, office: Office, new_id: str) -> Step:
    if not as_name(cells["姓名"]):
        raise MissingName(column="姓名")
    identity = _identity(cells["身份证"])
    residence = read(cells, "居住类型", _as_residence)
    checked_on = read(cells, "最近核对", as_date)
    person = Person(
        name=read(cells, "姓名", as_kept_person),
        phone=read_if_any(cells, "电话", as_kept_phone) or None,
        id_number=identity.text if identity else None,
        sex=identity.sex if identity else None,
        birth_date=identity.birth_date if identity else None,
        building=read_words_if_any(cells, "楼栋", as_kept_word) or None,
        further_phones=read_if_any(cells, "电话", as_further_phones) or (),
    )
    member_id = _known(cells, office, person, new_id)
    known = office.people.known.get(member_id)
    office.people.keep(_kept(member_id, person))
    decision = RegisterResident(
        member_id=member_id,
        residence=residence,
        checked_on=checked_on,
        grid=read_words_if_any(cells, "网格", as_kept_word) or None,
    )
    return Step(
        decision=RegisterOnce(decision, _otherwise(person, known)),
        then=_then(cells, office, member_id, person.building),
        people={member_id: person},
        remarks=phone_remarks(cells, "电话"),
        not_by=(member_id, GrantsOwn),
    )


def _kept(member_id: str, person: Person) -> Reachable:
    """A person as those are found who were kept before."""
    return Reachable(
        member_id=member_id,
        name=person.name,
        phone=person.phone,
        id_number_digest=None,
        building=person.building,
        further_phones=person.further_phones,
    )


WORKBOOK: Final = Workbook(
    kind=KIND,
    title_zh="居民底册",
    columns=COLUMNS,
    may_be_missing=frozenset({"身份证", "电话", "户主", "网格"}),
    telling_apart=(ENDING, NUMBER),
    referred_to=_is_head,
    read=_resident,
    rank=18,
)
