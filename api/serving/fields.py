"""Fields: what may stand in a request, checked before anything is decided."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Final, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from api.workbooks.cells import UnreadableCell
from api.workbooks.identity_number import read_identity_paper
from api.workbooks.personal import as_phone
from domain.ledger.journal import AMOUNT_MAX

T = TypeVar("T")

POSITION_MAX: Final = 2**62
PHONE_DIGITS_MIN: Final = 5
PIECES_MAX: Final = 999_999
"""More of one thing is a slip of the finger."""
_YEAR_FIRST: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BLANKS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs that are written as nothing."""


class Body(BaseModel):
    """A request's content: known fields only, so that a misspelt one is not lost silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def seen(text: str) -> str:
    """Text in NFC without anything that cannot be seen. Raises ValueError."""
    text = unicodedata.normalize("NFC", text)
    kinds = {unicodedata.category(it)[0] for it in text}
    hidden = any(unicodedata.category(it) in _UNSEEN and not _is_ideograph(it) for it in text)
    if hidden or not _BLANKS.isdisjoint(text) or kinds <= {"M", "Z"}:
        raise ValueError("含有看不见的字符。｜contains invisible characters.")
    return text


def _is_ideograph(character: str) -> bool:
    """Planes 2 and 3 hold ideographs only, and some that are newer than Python's tables."""
    plane, place = divmod(ord(character), 0x10000)
    return plane in {2, 3} and place < 0xFFFE


def _in_living_memory(moment: datetime) -> datetime:
    if not 1900 < moment.year < 2200:
        raise ValueError("年份不对。｜is in an impossible year.")
    return moment.astimezone(UTC)


def plausible(day: date) -> date:
    """A day on which something may have happened, or may yet. Raises ValueError."""
    if not 1900 <= day.year < 2200:
        raise ValueError("年份不对。｜is in an impossible year.")
    return day


def _written(value: object) -> object:
    """Seconds since 1970, as a number or its digits, would be read as a moment by mistake."""
    if isinstance(value, date) or (isinstance(value, str) and _YEAR_FIRST.match(value)):
        return value
    raise ValueError("必须是日期或时间，如 2026-11-22。｜has to be text in RFC 3339.")


def _identity(text: str) -> str:
    return _read(read_identity_paper, text).text


def _phone(text: str) -> str:
    digits = _read(as_phone, text)
    if len(digits) < PHONE_DIGITS_MIN:
        raise ValueError("不是电话号码。｜is not a phone number.")
    return digits


def _read(reader: Callable[[str], T], text: str) -> T:
    try:
        return reader(text)
    except UnreadableCell as unreadable:
        zh, en = unreadable.message_zh, unreadable.message_en
        raise ValueError(f"{zh}｜{en}") from None


def _text(longest: int) -> StringConstraints:
    return StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=longest)


Amount = Annotated[int, Field(strict=True, ge=1, le=AMOUNT_MAX)]
Count = Annotated[int, Field(strict=True, ge=0, le=AMOUNT_MAX)]
Pieces = Annotated[int, Field(strict=True, ge=1, le=PIECES_MAX)]
Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9A-Za-z_-]{1,64}$")]
Name = Annotated[str, _text(50), AfterValidator(seen)]
Word = Annotated[str, _text(40), AfterValidator(seen)]
Tag = Annotated[str, _text(120), AfterValidator(seen)]
Text = Annotated[str, _text(500), AfterValidator(seen)]
Phone = Annotated[str, _text(30), AfterValidator(seen), AfterValidator(_phone)]
IdNumber = Annotated[str, _text(30), AfterValidator(_identity)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_in_living_memory)]
Day = Annotated[date, BeforeValidator(_written), AfterValidator(plausible)]
Limit = Annotated[int, Field(ge=1, le=200)]
After = Annotated[int, Field(ge=0, le=POSITION_MAX)]
