"""The filter of the audit trail: what somebody typed, and which facts that means."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final, NamedTuple, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict, ValidationError

from api.pages.visitor import Visitor
from api.serving.fields import Body, Day, Tag, Word
from domain.ledger.fact import Recorded
from domain.model import tags_of_id
from domain.people.tags import member_tag
from domain.shop.tags import donation_tag, donor_tag, item_tag
from projections.ledger.audit_trail import Between, audit_page
from projections.people.members import member_of_number
from projections.shop.donation_trail import donation_by_receipt
from projections.shop.stock import item_names

FOUND_MAX: Final = 50
EXPORT_PAGE: Final = 500
F = TypeVar("F", bound="FactFilter")

_NUMBER: Final = re.compile(r"[Vv]0*(\d{1,9})", re.ASCII)
_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)


class FactFilter(Body):
    """What is asked of the audit trail; all days are in it.

    `since` and `until` are days of the recording, the others those on which it happened.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    about: Tag | None = None
    type: Word | None = None
    actor: Tag | None = None
    since: Day | None = None
    until: Day | None = None
    happened_since: Day | None = None
    happened_until: Day | None = None

    def as_query(self, **more: object) -> str:
        """The same, to be put into an address."""
        given: Mapping[str, Any] = self.model_dump(exclude_none=True) | more
        return urlencode({name: str(value) for name, value in given.items() if value is not None})


def read_query(request: Request, model: type[F]) -> F:
    """What an address asks for; blank fields are not there. Raises a problem."""
    given = {name: value for name, value in request.query_params.items() if value.strip()}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise RequestValidationError(
            [{**it, "loc": ("query", *it["loc"])} for it in error.errors(include_url=False)]
        ) from None


def filter_of(request: Request) -> FactFilter:
    """The filter in an address. Raises a problem."""
    return read_query(request, FactFilter)


Filter = Annotated[FactFilter, Depends(filter_of)]


class About(NamedTuple):
    """The tags that somebody's words may mean; none of them when nothing fits."""

    tags: list[str]
    member_ids: list[str]
    item_ids: list[str]


async def meaning_of(visitor: Visitor, wanted: str | None) -> About | None:
    """What was searched for: a tag, an id, a number, part of a person's or an item's name."""
    if wanted is None:
        return None
    if ":" in wanted:
        return About([wanted], [], [])
    community = visitor.community
    tags = tags_of_id(wanted) if _ID.fullmatch(wanted) else []
    if number := _NUMBER.fullmatch(wanted):
        known = await member_of_number(community.reader, f"V{int(number[1]):06d}")
        people = [known] if known else []
    else:
        people = (await community.vault.search(wanted))[:FOUND_MAX]
    names = await item_names(community.reader)
    goods = [item_id for item_id, name in names.items() if wanted in name][:FOUND_MAX]
    receipt = await donation_by_receipt(community.reader, wanted)
    tags += [donation_tag(receipt.donation_id)] if receipt else []
    tags += [
        donor_tag(community.vault.donor_id(wanted)),
        *map(member_tag, people),
        *map(item_tag, goods),
    ]
    return About(tags, people, goods)


async def facts_page(
    visitor: Visitor, asked: FactFilter, about: About | None, *, before: int, limit: int
) -> list[Recorded]:
    """The facts that fit, newest first, before a position."""
    zone = visitor.community.zone

    def begins(day: date | None) -> datetime | None:
        return datetime.combine(day, time(), zone).astimezone(UTC) if day else None

    def ends(day: date | None) -> datetime | None:
        return begins(day + timedelta(days=1)) if day else None

    return await audit_page(
        visitor.community.reader,
        about=about.tags if about else None,
        type=asked.type,
        actor=asked.actor,
        recorded=Between(begins(asked.since), ends(asked.until)),
        happened=Between(begins(asked.happened_since), ends(asked.happened_until)),
        before=before,
        limit=limit,
    )


async def all_pages(
    visitor: Visitor, asked: FactFilter, *, before: int
) -> AsyncIterator[list[Recorded]]:
    """All facts that fit, newest first, piece by piece."""
    about = await meaning_of(visitor, asked.about)
    while found := await facts_page(visitor, asked, about, before=before, limit=EXPORT_PAGE):
        yield found
        before = found[-1].position
