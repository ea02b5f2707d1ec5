"""The vault: who people are, in tables of its own, where it can be corrected and erased.

Facts hold random ids. Names, phones, birthdays and free text are kept here; of an ID number only
a keyed digest, to know the same person again, and a masked form. The key lies outside the database.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from domain.ledger.database import Database
from domain.ledger.queries import load_queries
from domain.people.names import initials, sort_key
from domain.people.spelling import LOOK_ALIKES, MEANT_BY_LOOK_ALIKES, name_key

_BESIDE: Final = Path(__file__).parent
_queries: Final = load_queries(_BESIDE / "vault.sql") | load_queries(_BESIDE / "saying/texts.sql")
SEARCH_MAX: Final = 2_000
CORRECTIONS_MAX: Final = 20
LONG_ID_NUMBER: Final = 15

Sex = Literal["male", "female"]


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the office knows of somebody. Phones have digits only; `phone` is the one to call."""

    name: str
    phone: str | None = None
    id_number: str | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    building: str | None = None
    further_phones: tuple[str, ...] = ()


class Known(NamedTuple):
    """What screens may show of somebody."""

    member_id: str
    name: str
    phone_last4: str | None
    id_number_masked: str | None
    sex: Sex | None
    birth_date: date | None
    building: str | None
    named_publicly: bool


class Kept(NamedTuple):
    """Under which id a person is kept; `version` of the row, if they were not known before."""

    member_id: str
    version: str | None


class Correction(NamedTuple):
    """Who corrected somebody's name or phone, and when."""

    corrected_by: str
    corrected_at: datetime


class Comparison(NamedTuple):
    """Two people as the vault knows them: `alike` in name and phone, of different ID numbers, and
    whether the name or phone of either was ever corrected.
    """

    alike: bool = False
    differ: bool = False
    corrected: bool = False


class Reachable(NamedTuple):
    """A name with a phone, by which the office's workbooks find people."""

    member_id: str
    name: str
    phone: str | None
    id_number_digest: str | None
    building: str | None = None
    further_phones: tuple[str, ...] = ()
    birth_date: date | None = None

    @property
    def phones(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(filter(None, (self.phone, *self.further_phones)))


def create_vault() -> bytes:
    """The statements that make the vault's tables, where they are missing."""
    return _queries["create"]


class Vault:
    """The personal data of one community."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key

    def digest(self, *parts: str) -> str:
        """32 hexadecimal digits that stand for the parts, and tell nothing without the key."""
        return hmac.digest(self._key, "\x1f".join(parts).encode(), "sha256").hex()[:32]

    async def keep(self, member_id: str, person: Person) -> Kept:
        """Keep a person under an id, or find them by the id or their ID number.

        Who was erased is not kept again under that id.
        """
        fields = self._fields(member_id, person)
        while await self._database.row(_queries["is_erased"], member_id=member_id) is None:
            if kept := await self._database.row(_queries["keep_person"], **fields):
                return Kept(member_id, kept["version"])
            if known := await self._database.row(_queries["meet_person"], **fields):
                return Kept(known["member_id"], None)
        return Kept(member_id, None)

    async def let_go(self, kept: Kept) -> None:
        """Forget a person who was kept for nothing, unless others have found them since."""
        if kept.version is not None:
            await self._database.rows(_queries["let_person_go"], **kept._asdict())

    async def keep_all(self, people: Mapping[str, Person]) -> None:
        """Keep people by their ids, in one transaction; those known before stay as they are."""
        fields = [self._fields(member_id, person) for member_id, person in people.items()]
        async with self._database.transaction() as connection, connection.cursor() as cursor:
            await cursor.executemany(_queries["keep_person"], fields)

    def _fields(self, member_id: str, person: Person) -> dict[str, Any]:
        id_number = person.id_number
        return {
            "member_id": member_id,
            "name": person.name,
            "sort_key": sort_key(person.name),
            "initials": initials(person.name),
            "phone": person.phone,
            "phone_last4": person.phone[-4:] if person.phone else None,
            "id_number_digest": self.id_number_digest(id_number) if id_number else None,
            "id_number_masked": mask_id_number(id_number) if id_number else None,
            "sex": person.sex,
            "birth_date": person.birth_date,
            "building": person.building,
            "further_phones": list(person.further_phones),
        }

    def id_number_digest(self, id_number: str) -> str:
        """What the vault knows the same person by."""
        return self.digest("id number", id_number)

    async def correct(self, member_id: str, person: Person, *, by: str, position: int) -> bool:
        """Correct somebody's name, and their phone if one is given; whether that changed anything.

        A fact at this position tells that it was; what was corrected, and into what, is kept here
        alone. What a later fact corrected stays as it is, so that a late repeat does no harm.
        """
        fields = self._fields(member_id, person) | {"corrected_by": by, "position": position}
        return await self._database.row(_queries["correct_person"], **fields) is not None

    async def move(self, member_id: str, building: str, *, from_day: date, position: int) -> None:
        """Keep in which building somebody lives from a day on: a fact tells of it, not whereto.

        What a later fact said stays, so that a late repeat does no harm.
        """
        moved = {"member_id": member_id, "building": building, "from_day": from_day}
        await self._database.row(_queries["move_person"], **moved, position=position)

    async def corrections(self, member_id: str) -> list[Correction]:
        """The last corrections of somebody's name or phone, the newest first."""
        rows = await self._database.rows(
            _queries["corrections"], member_id=member_id, limit=CORRECTIONS_MAX
        )
        return [Correction(**row) for row in rows]

    async def erase(self, member_id: str) -> None:
        """Forget a person for good; their facts stay, under an id that means nobody any more."""
        async with self._database.transaction() as connection:
            # Who is being kept at this moment is waited for, and whoever comes after sees it.
            await connection.execute(_queries["lock_people"])
            await connection.execute(_queries["erase_person"], {"member_id": member_id})

    async def compare(self, gone: str, stays: str) -> Comparison:
        """Whether two records may be of one person, or are not."""
        row = await self._database.row(_queries["compare"], gone=gone, stays=stays)
        return Comparison(**row) if row else Comparison()

    async def merge(self, gone: str, stays: str) -> None:
        """Keep one person where two were kept; under the first id the second one is found."""
        async with self._database.transaction() as connection:
            await connection.execute(_queries["lock_people"])
            await connection.execute(_queries["merge_people"], {"gone": gone, "stays": stays})

    async def people(self, member_ids: Iterable[str]) -> dict[str, Known]:
        """Those of these ids who are known."""
        rows = await self._database.rows(_queries["people"], member_ids=sorted(set(member_ids)))
        return {row["member_id"]: Known(**row) for row in rows}

    async def everybody(self) -> list[Reachable]:
        """All people with their phones, for finding the people of a workbook."""
        rows = await self._database.rows(_queries["everybody"])
        return [
            Reachable(**{**row, "further_phones": tuple(row["further_phones"])}) for row in rows
        ]

    async def search(self, query: str) -> list[str]:
        """Ids of people by part of a name, pinyin initials, or a phone's last four digits.

        Where there are none: by the letters alone, whatever dots and fonts they are written in.
        """
        wanted = query.lower() if query.isascii() and query.isalpha() else None
        rows = await self._database.rows(
            _queries["search"], query=query, initials=wanted, limit=SEARCH_MAX
        )
        if not rows and not query.isdigit():
            rows = await self._database.rows(
                _queries["search_alike"],
                key=name_key(query),
                written=LOOK_ALIKES,
                meant=MEANT_BY_LOOK_ALIKES,
                limit=SEARCH_MAX,
            )
        return [row["member_id"] for row in rows]

    async def with_phone(self, phone: str) -> list[str]:
        """Ids of the people who have exactly this phone number, a few at most."""
        rows = await self._database.rows(_queries["with_phone"], phone=phone)
        return [row["member_id"] for row in rows]

    async def with_name_and_phone(self, name: str, phone: str) -> list[str]:
        """Ids of the people who have exactly this name and phone number."""
        rows = await self._database.rows(_queries["with_name_and_phone"], name=name, phone=phone)
        return [row["member_id"] for row in rows]

    async def phones(self, member_ids: Iterable[str]) -> dict[str, str]:
        """The whole phone numbers of people by their ids: for cards that say whom to call."""
        rows = await self._database.rows(_queries["phones"], member_ids=sorted(set(member_ids)))
        return {row["member_id"]: row["phone"] for row in rows}

    async def born_until(self, day: date, member_ids: Sequence[str]) -> int:
        """How many of these people were born on or before a day."""
        row = await self._database.row(_queries["born_until"], day=day, member_ids=list(member_ids))
        return int(row["people"]) if row else 0

    async def keep_donor(self, name: str) -> str:
        """The id of a donor of this name: the same name, the same donor."""
        donor_id = self.donor_id(name)
        await self._database.rows(_queries["keep_donor"], donor_id=donor_id, name=name)
        return donor_id

    def donor_id(self, name: str) -> str:
        """The id that stands for a donor's name."""
        return self.digest("donor", name)

    async def donors(self, donor_ids: Iterable[str]) -> dict[str, str]:
        """The names of donors by their ids."""
        rows = await self._database.rows(_queries["donors"], donor_ids=sorted(set(donor_ids)))
        return {row["donor_id"]: row["name"] for row in rows}

    async def keep_texts(self, texts: Iterable[str]) -> dict[str, str]:
        """The ids of texts, by text: free text may name somebody, so facts hold its id only."""
        ids = {text: self.text_id(text) for text in texts}
        if ids:
            kept = {"text_ids": [*ids.values()], "texts": [*ids]}
            await self._database.rows(_queries["keep_texts"], **kept)
        return ids

    def text_id(self, text: str) -> str:
        """The id that stands for a text."""
        return self.digest("text", text)

    async def keep_text(self, text: str | None) -> str | None:
        """The id of one text, if there is one."""
        return (await self.keep_texts([text]))[text] if text else None

    async def erase_text(self, text_id: str) -> None:
        """Forget a text."""
        await self._database.rows(_queries["erase_text"], text_id=text_id)

    async def texts(self, text_ids: Iterable[str | None]) -> dict[str, str]:
        """Texts by their ids."""
        rows = await self._database.rows(_queries["texts"], text_ids=sorted({*text_ids} - {None}))
        return {row["text_id"]: row["text"] for row in rows}


def mask_name(name: str) -> str:
    """张小明 as 张*明, 王秀 as 王*: enough to know oneself by."""
    if len(name) <= 2:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_id_number(id_number: str) -> str:
    """The first three and the last four characters; of a short one, the first and the last two."""
    first, last = (3, 4) if len(id_number) >= LONG_ID_NUMBER else (1, 2)
    return id_number[:first] + "*" * (len(id_number) - first - last) + id_number[-last:]
