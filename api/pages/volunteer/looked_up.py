"""Looking a person up on a phone, by their phone or volunteer number: few times an hour."""

from collections.abc import Iterable
from typing import Final

from api.pages.visitor import Visitor
from api.serving.own_facts import see_own_facts
from api.workbooks.cells import UnreadableCell
from api.workbooks.personal import as_phone
from domain.people.vault import mask_name
from projections.people.members import member_of_number, members_by_id

VOLUNTEER_NUMBER_DIGITS: Final = 6


async def look_up(visitor: Visitor, text: str) -> list[str]:
    """The ids of who is meant. Raises TooManyAttempts.

    Each look-up counts, whether or not somebody is found: nobody reads the roster through it.
    """
    await visitor.community.credentials.count_attempt(_attempts(visitor))
    return await _ids_of(visitor, text)


async def forget_look_ups(visitor: Visitor) -> None:
    """Begin to count anew: what was looked up was used."""
    await visitor.community.credentials.forget_failures(_attempts(visitor))


async def masked_name_of(visitor: Visitor, member_id: str) -> str:
    """As much of a name as is shown to who looked somebody up."""
    people = await visitor.community.vault.people([member_id])
    return mask_name(people[member_id].name) if member_id in people else ""


async def names_of(visitor: Visitor, member_ids: Iterable[str]) -> dict[str, str]:
    """The names of people whom one's own ties name, of those who have one."""
    people = await visitor.community.vault.people(member_ids)
    return {member_id: person.name for member_id, person in people.items()}


def _attempts(visitor: Visitor) -> str:
    return f"receivers looked up by {visitor.member_id}"


async def _ids_of(visitor: Visitor, text: str) -> list[str]:
    community = visitor.community
    number = text.strip().upper().removeprefix("V")
    if number.isascii() and number.isdigit() and len(number) <= VOLUNTEER_NUMBER_DIGITS:
        member_id = await member_of_number(community.reader, f"V{int(number):06d}")
        return [member_id] if member_id else []
    try:
        phone = as_phone(text)
    except UnreadableCell:
        return []
    named = await community.vault.with_phone(phone) if phone else []
    await see_own_facts(community, "members")
    known = await members_by_id(community.reader, named)
    return [it for it in named if it in known and not known[it].has_left]
