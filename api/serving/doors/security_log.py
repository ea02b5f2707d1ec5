"""The security log: who came in, was kept out or refused, in lines of JSON that name nobody.

People are told by their ids, addresses by a keyed digest. What was typed is never written.
"""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any, Final

from fastapi import Request

from api.serving.doors.door import door_of

LOGGER: Final = logging.getLogger("chengyin.security")
LOGGER.setLevel(logging.INFO)

EVENTS: Final[Mapping[str, str]] = {
    "not_permitted": "refused",
    "outside_your_node": "refused",
    "forged": "refused",
    "second_factor_required": "second_factor.missing",
    "reauthentication_required": "reauthentication.asked",
    "too_many": "locked_out",
}
"""What a problem is called here, where it is about security at all."""


def keep_log(place: Path | None) -> None:
    """Write the log to a file, for its owner only, or to where errors are told."""
    if place:
        place.touch(mode=0o600)
    handler = WatchedFileHandler(place) if place else logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOGGER.handlers[:] = [handler]
    LOGGER.propagate = False


def note_start(**settings: str | int) -> None:
    """That the service started, and how its doors are set."""
    _write("started", settings)


def note_command(**details: Any) -> None:
    """An act of whoever has the machine, by a command; details as those of `note`."""
    _write("act", details | {"method": "command"})


def note(request: Request, event: str, **details: Any) -> None:
    """Something that somebody did or tried; details are ids, names of acts, and the like."""
    route = request.scope.get("route")
    told = {
        "member": getattr(request.state, "member_id", None),
        "about": getattr(request.state, "about", None),
        "place": door_of(request).place,
        "method": request.method,
        "route": getattr(route, "path", None),
    }
    _write(event, told | details)


def note_problem(request: Request, code: str) -> None:
    """That a request ended in a problem, where that is about security and was not told of yet."""
    if (event := EVENTS.get(code)) and not getattr(request.state, "is_told", False):
        note(request, event, code=code)


def _write(event: str, told: Mapping[str, Any]) -> None:
    """One line: JSON holds every line break in itself as two characters."""
    line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event}
    LOGGER.info(json.dumps(line | {name: it for name, it in told.items() if it is not None}))
