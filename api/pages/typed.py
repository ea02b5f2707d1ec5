"""What people type into forms as it is read: times of day, yuan, a day with its times."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from api.serving.fields import Body, Day
from api.workbooks.cells import UnreadableCell, as_fen
from domain.ledger.journal import AMOUNT_MAX

NIGHT_MAX: Final = timedelta(hours=12)
"""An end before the start is the next morning's, if that is no longer away."""

_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def _clock(value: object) -> time:
    if not isinstance(value, str) or not _CLOCK.fullmatch(value[:5]):
        raise ValueError("必须是时间，如 08:30。｜has to be a time, such as 08:30.")
    return time.fromisoformat(value[:5])


def _fen(value: object) -> int:
    try:
        return as_fen(str(value))
    except UnreadableCell as unreadable:
        raise ValueError(f"{unreadable.message_zh}｜{unreadable.message_en}") from None


Clock = Annotated[time, BeforeValidator(_clock)]
Fen = Annotated[int, BeforeValidator(_fen), Field(ge=1, le=AMOUNT_MAX)]


class Times(Body):
    """A day with a beginning and an end, as they were typed in: 22:00 to 02:00 is one night."""

    day: Day
    starts: Clock
    ends: Clock

    def starts_at(self, zone: ZoneInfo) -> datetime:
        """The beginning as a moment."""
        return moment(self.day, self.starts, zone)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """The end as a moment."""
        ends_at = moment(self.day, self.ends, zone)
        next_morning = moment(self.day + timedelta(days=1), self.ends, zone)
        is_night = ends_at < (begin := self.starts_at(zone)) and next_morning - begin <= NIGHT_MAX
        return next_morning if is_night else ends_at


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A day and a time of day in the community, as a moment."""
    return datetime.combine(day, clock, zone).astimezone(UTC)
