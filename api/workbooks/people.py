"""Finding the people whom the office's workbooks name."""

from collections import defaultdict
from typing import NamedTuple

from api.workbooks.cells import CellValue, as_name, as_phone, as_phone_ending, shortened
from domain.ledger.refusal import Refusal
from domain.people.vault import Reachable


class UnknownPerson(Refusal, code="unknown_person"):
    """No member of this name, or of this name and phone."""

    zh = "花名册里没有“{name}”这个人，或电话后四位不符。"
    en = "No member is called “{name}” with this phone."


class AmbiguousPerson(Refusal, code="ambiguous_person"):
    """Several members of this name, and nothing to tell them apart."""

    zh = "有 {count} 位成员都叫“{name}”，请填写电话后四位。"
    en = "{count} members are called “{name}”; give the last four digits of the phone."


class Found(NamedTuple):
    """A member with the name by which they were found."""

    member_id: str
    name: str


class People:
    """The members by name, and what tells those of one name apart."""

    def __init__(self, everybody: list[Reachable]) -> None:
        self._by_name: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.by_id_number: dict[str, str] = {}
        for person in everybody:
            self.add(person.member_id, person.name, person.phone)
            if person.id_number_digest:
                self.by_id_number[person.id_number_digest] = person.member_id

    def add(self, member_id: str, name: str, phone: str | None) -> None:
        """Learn of a person; the phone in digits."""
        self._by_name[as_name(name)].append((member_id, phone or ""))

    def find(self, name_cell: CellValue, ending_cell: CellValue) -> Found:
        """The member of this name and these last digits of the phone.

        By the name alone when it is one member's. Raises UnknownPerson, AmbiguousPerson.
        """
        name, ending = as_name(name_cell), as_phone_ending(ending_cell)
        candidates = self._by_name.get(name, [])
        if ending:
            candidates = [it for it in candidates if it[1].endswith(ending)]
        if not candidates:
            raise UnknownPerson(name=shortened(name))
        if len(candidates) > 1:
            raise AmbiguousPerson(name=name, count=len(candidates))
        return Found(candidates[0][0], name)

    def find_if_known(self, name_cell: CellValue, phone_cell: CellValue) -> str | None:
        """The id of the person of this name and phone, if there is one; without a phone, by name.

        Of several with the same last four digits, who has the whole phone. Raises AmbiguousPerson.
        """
        name, phone = as_name(name_cell), as_phone(phone_cell)
        candidates = self._by_name.get(name, [])
        if phone:
            candidates = [it for it in candidates if it[1].endswith(phone[-4:])]
            candidates = [it for it in candidates if it[1] == phone] or candidates
        if len(candidates) > 1:
            raise AmbiguousPerson(name=shortened(name), count=len(candidates))
        return candidates[0][0] if candidates else None
