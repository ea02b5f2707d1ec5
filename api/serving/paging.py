"""Paging: long lists come in pieces, each with a cursor to the next."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from api.serving.fields import POSITION_MAX, Limit

T = TypeVar("T")

PageSize = Annotated[Limit, Query(description="How many at most.")]
PageAfter = Annotated[
    str | None, Query(max_length=100, description="The `next` of the page before.")
]


class Page(BaseModel, Generic[T]):
    """A piece of a list; `next` is null on the last one."""

    items: list[T]
    next: str | None = None


def read_cursor(cursor: str | None, *first: int) -> tuple[int, ...]:
    """The numbers in a cursor, or those of the first page. Raises RequestValidationError."""
    if cursor is None:
        return first
    try:
        numbers = urlsafe_b64decode(cursor.encode() + b"==").decode().split(".")
        found = tuple(int(number) for number in numbers)
    except (ValueError, Error):
        found = ()
    if len(found) != len(first) or not all(0 <= number <= POSITION_MAX for number in found):
        error = {
            "type": "string_pattern_mismatch",
            "loc": ("query", "after"),
            "msg": "",
            "input": "",
        }
        raise RequestValidationError([error])
    return found


def write_cursor(*numbers: int) -> str:
    """Opaque to clients."""
    return urlsafe_b64encode(".".join(map(str, numbers)).encode()).decode().rstrip("=")


def page(
    rows: list[T], limit: int, place: Callable[[T], tuple[int, ...]]
) -> tuple[list[T], str | None]:
    """Rows and the next cursor, from a query that was asked for one row more than the limit."""
    if len(rows) <= limit:
        return rows, None
    kept = rows[:limit]
    return kept, write_cursor(*place(kept[-1]))


def piece(rows: list[T], after: str | None, limit: int) -> tuple[list[T], str | None]:
    """A piece of a list that is short enough to be read whole, and the next cursor."""
    first = read_cursor(after, 0)[0]
    kept = rows[first : first + limit]
    more = first + len(kept) < len(rows)
    return kept, write_cursor(first + len(kept)) if more else None
