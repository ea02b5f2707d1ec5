"""At work: the cashier's open shift, and the people who come to the counter."""

import re
from typing import Annotated, Final, NamedTuple

from fastapi import Depends

from api.pages.visitor import Visitor, visiting
from api.serving.codes import member_of_code
from api.serving.own_facts import see_own_facts
from api.shop.shift import WORK
from domain.people.vault import Known, mask_name
from domain.rules.rules import Terms
from projections.people.balances import member_balance
from projections.people.members import ListedMember, member_of_number, members_by_id
from projections.rules.rule_versions import rule_versions
from projections.shop.shifts import Shift, shift_of
from projections.shop.taken_home import taken_home

Cashier = Annotated[Visitor, Depends(visiting(WORK))]

FOUND_MAX: Final = 30
PIECES_MAX: Final = 999_999
NOBODY: Final = "＊"
RECEIPT: Final = re.compile(r"[A-Z0-9]{1,6}-\d{8}-[A-Z0-9]{1,12}", re.ASCII)
_NUMBER: Final = re.compile(r"[Vv]?(\d{1,9})", re.ASCII)


class Person(NamedTuple):
    """Somebody at the counter, by no more than surname, number and the phone's last digits."""

    member_id: str
    name: str
    volunteer_number: str
    teams: list[str]
    phone_last4: str | None = None


class Buyer(NamedTuple):
    """Somebody who takes goods home: what they hold, and what they took this month."""

    person: Person
    points: int
    service_minutes: int
    taken: dict[str, int]


def whole(written: str, most: int = PIECES_MAX) -> int | None:
    """A whole number from 0, as somebody typed it; none when it is none or has too many digits."""
    right = written.isascii() and written.isdigit() and len(written) <= len(str(most))
    return int(written) if right else None


async def at_work(visitor: Visitor) -> Shift | None:
    """The shift that the cashier has open."""
    await see_own_facts(visitor.community, "shifts")
    return await shift_of(visitor.community.reader, visitor.member_id)


async def terms_today(visitor: Visitor) -> Terms:
    """The rules in force; the workbooks' terms where none were adopted yet."""
    versions = await rule_versions(visitor.community.reader)
    in_force = [it.terms for it in versions if it.in_force_from <= visitor.today]
    return in_force[-1] if in_force else Terms()


async def people_of(visitor: Visitor, member_ids: list[str]) -> dict[str, Person]:
    """Who these are: masked names, and no whole phone."""
    members = await members_by_id(visitor.community.reader, member_ids, visitor.today)
    known = await visitor.community.vault.people(members)
    return {
        member_id: _person(member, known.get(member_id)) for member_id, member in members.items()
    }


def _person(member: ListedMember, known: Known | None) -> Person:
    return Person(
        member.member_id,
        mask_name(known.name if known else NOBODY),
        member.volunteer_number,
        member.teams,
        known.phone_last4 if known else None,
    )


async def buyer_of(visitor: Visitor, member_id: str) -> Buyer | None:
    """Somebody at the counter, if they are a member."""
    community = visitor.community
    for question in ("members", "balances", "taken_home"):
        await see_own_facts(community, question)
    member = (await members_by_id(community.reader, [member_id])).get(member_id)
    if member is None or member.has_left:
        return None
    person = (await people_of(visitor, [member_id]))[member_id]
    held = await member_balance(community.reader, member_id)
    taken = await taken_home(community.reader, member_id, f"{visitor.today:%Y-%m}")
    return Buyer(person, held.points, held.service_minutes, taken)


async def find_people(visitor: Visitor, text: str) -> tuple[str | None, list[Person]]:
    """The member whose code or card this is; or else the people whom a cashier may mean.

    They are found by name, pinyin initials, volunteer number or the phone's last four digits.
    """
    member_id = await member_of_code(visitor.community, text)
    if member_id is not None:
        return member_id, []
    await see_own_facts(visitor.community, "members")
    numbered = await _of_number(visitor, text)
    searched = await visitor.community.vault.search(text)
    found = numbered + [it for it in searched if it not in numbered]
    people = await people_of(visitor, found[:FOUND_MAX])
    return None, [people[it] for it in found[:FOUND_MAX] if it in people]


async def _of_number(visitor: Visitor, text: str) -> list[str]:
    written = _NUMBER.fullmatch(text)
    if written is None:
        return []
    member_id = await member_of_number(visitor.community.reader, f"V{int(written[1]):06d}")
    return [member_id] if member_id else []
