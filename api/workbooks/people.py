"""Finding the people whom the office's workbooks name."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from api.workbooks.cells import CellValue, UnreadableCell, as_text, compact, shortened
from api.workbooks.identity_number import read_identity_paper
from api.workbooks.personal import as_name, as_name_key, as_phone, as_phone_ending
from domain.ledger.refusal import Refusal
from domain.people.spelling import look, name_key
from domain.people.vault import Reachable

_VOLUNTEER_NUMBER: Final = re.compile(r"V(\d{1,9})", re.IGNORECASE)
_WHOLE_PHONE_LENGTH_MIN: Final = 7
_WHOLE_ID_NUMBER_LENGTH: Final = 18


_Named: TypeAlias = tuple[str, tuple[str, ...]]
"""A member and their phones."""


class UnknownPerson(Refusal, code="unknown_person"):
    """No member of this name, or of this name and phone."""

    zh = "花名册里没有“{name}”这个人，或电话后四位不符。"
    en = "No member is called “{name}” with this phone."


class AmbiguousPerson(Refusal, code="ambiguous_person"):
    """Several members of this name, and nothing to tell them apart."""

    zh = (
        "有 {count} 位成员都叫“{name}”，请填写电话后四位；"
        "还分不清就填完整电话、志愿者编号或身份证号。"
    )
    en = (
        "{count} members are called “{name}”; give the last four digits of the phone, or where "
        "that is not enough the whole phone, the volunteer number or the ID number."
    )


class Found(NamedTuple):
    """A member with the name by which they were found."""

    member_id: str
    name: str


class People:
    """The members by name, and what tells those of one name apart.

    `numbers` are the volunteer numbers by member; `digest` is what an ID number is known by.
    Whoever was kept and never enrolled, because somebody was cut off in between, is no member.
    """

    def __init__(
        self,
        everybody: Iterable[Reachable],
        numbers: Mapping[str, str],
        digest: Callable[[str], str],
    ) -> None:
        self._by_name: defaultdict[str, list[_Named]] = defaultdict(list)
        self._by_look: defaultdict[str, list[_Named]] = defaultdict(list)
        self._kept: defaultdict[str, list[Reachable]] = defaultdict(list)
        self.by_id_number: dict[str, str] = {}
        self.known: dict[str, Reachable] = {}
        self._numbers = numbers
        self._digest = digest
        for person in everybody:
            if person.member_id in numbers:
                self.add(person.member_id, person.name, person.phones)
            self.known[person.member_id] = person
            self._kept[name_key(person.name)].append(person)
            if person.id_number_digest:
                self.by_id_number[person.id_number_digest] = person.member_id

    def add(self, member_id: str, name: str, phones: tuple[str, ...]) -> None:
        """Learn of a person; the phones in digits."""
        self._by_name[name_key(name)].append((member_id, phones))
        self._by_look[look(name)].append((member_id, phones))

    def keep(self, person: Reachable) -> None:
        """Learn of a person who need not be a member."""
        if person.member_id not in self.known:
            self.known[person.member_id] = person
            self._kept[name_key(person.name)].append(person)

    def kept(self, name: str) -> list[Reachable]:
        """All who are known by a name, members or not."""
        return self._kept.get(name_key(name), [])

    def find(self, name_cell: CellValue, ending_cell: CellValue, *apart: CellValue) -> Found:
        """The member of this name and these last digits of the phone.

        By the name alone when it is one member's. The cell of the phone, or another one, may tell
        those of one name apart: by a whole phone, a volunteer number, an ID number. Raises
        UnknownPerson, AmbiguousPerson, UnreadableCell.
        """
        name = as_name(name_cell)
        named = self._named(name_cell)
        for cell in (*apart, ending_cell):
            if cell != "" and (chosen := self._chosen(named, cell)) is not None:
                return Found(self._only(chosen, name), name)
        candidates = _of_phone(named, as_phone_ending(ending_cell), _whole(ending_cell))
        return Found(self._only(candidates, name), name)

    def find_if_known(self, name_cell: CellValue, phone_cell: CellValue) -> str | None:
        """The id of the person of this name and phone, if there is one; without a phone, by name.

        Of several with the same last four digits, who has the whole phone. Raises AmbiguousPerson.
        """
        named = self._named(name_cell)
        ending = as_phone_ending(phone_cell)
        candidates = _of_phone(named, ending, _whole(phone_cell))
        return self._only(candidates, as_name(name_cell)) if candidates else None

    def only_one(self, name_cell: CellValue) -> str | None:
        """The id of the one person of this name; of several it is not known who is meant."""
        named = self._named(name_cell)
        return named[0][0] if len(named) == 1 else None

    def _named(self, cell: CellValue) -> list[_Named]:
        """Those of a name; those whose name looks so where nobody has it."""
        key = as_name_key(cell)
        return self._by_name.get(key) or self._by_look.get(look(key), [])

    def _chosen(self, named: list[_Named], cell: CellValue) -> list[_Named] | None:
        """Those of one name whom a number names; none where the cell holds no such number."""
        if number := _VOLUNTEER_NUMBER.fullmatch(compact(cell)):
            wanted = f"V{int(number[1]):06d}"
            return [it for it in named if self._numbers.get(it[0]) == wanted]
        try:
            paper = read_identity_paper(cell)
        except UnreadableCell:
            return None
        if as_text(cell).isdigit() and len(paper.text) < _WHOLE_ID_NUMBER_LENGTH:
            return None
        member_id = self.by_id_number.get(self._digest(paper.text))
        return [it for it in named if it[0] == member_id]

    def _only(self, candidates: list[_Named], name: str) -> str:
        if not candidates:
            raise UnknownPerson(name=shortened(name))
        if len(candidates) > 1:
            raise AmbiguousPerson(name=shortened(name), count=len(candidates))
        return candidates[0][0]


def _whole(cell: CellValue) -> str:
    """The whole phone in a cell, or nothing where it holds only an end of one."""
    try:
        phone = as_phone(cell)
    except UnreadableCell:
        return ""
    return phone if len(phone) >= _WHOLE_PHONE_LENGTH_MIN else ""


def _of_phone(named: list[_Named], ending: str, whole: str) -> list[_Named]:
    """Those with these last digits; of several, who has the whole phone."""
    if not ending:
        return named
    candidates = [it for it in named if any(phone.endswith(ending) for phone in it[1])]
    return [it for it in candidates if whole and whole in it[1]] or candidates
