"""What was recorded, as the supervisor reads it, and the days on which it happened."""

import re
from typing import Any
from uuid import uuid4

from tests.api.answers import created_by, found
from tests.clock import today
from tests.office import Office

TAGS = re.compile(r"<[^>]+>")


def facts_about(office: Office, tag: str, type: str | None = None) -> list[dict[str, Any]]:
    """The facts that touch something, newest first."""
    query = {"about": tag, "limit": 200} | ({"type": type} if type else {})
    items: list[dict[str, Any]] = found(office, "/api/audit/facts", "supervisor", params=query)[
        "items"
    ]
    return items


def balance(office: Office, member_id: str) -> dict[str, Any]:
    """What a member holds."""
    held: dict[str, Any] = found(office, f"/api/members/{member_id}/balance", "supervisor")
    return held


def day(ago: int = 3) -> str:
    """A day in the past as a form has it."""
    return today(-ago).isoformat()


def waiting_service(
    office: Office, member_id: str, starts: str, ends: str, *, who: str = "coordinator2"
) -> str:
    """The id of a service that waits, entered by a coordinator; `starts` in RFC 3339."""
    body = {
        "member_id": member_id,
        "programme": "真情系夕阳",
        "starts_at": starts,
        "ends_at": ends,
        "evidence": "签到表第三页",
    }
    return str(created_by(office, "/api/services", who, body)["service_id"])


def attended_service(office: Office, member_id: str, starts: str, ends: str) -> str:
    """The id of a service that waits, of who signed in to and out of an activity then."""
    activity_id = published(office, starts, ends)
    path = f"/api/activities/{activity_id}"
    for act, at in (("sign-ins", starts), ("sign-outs", ends)):
        made = created_by(
            office, f"{path}/{act}", "coordinator2", {"member_id": member_id, "at": at}
        )
    return str(made["service_id"])


def published(office: Office, starts: str, ends: str, **more: Any) -> str:
    """The id of an activity."""
    body = {
        "title": f"清扫{uuid4().hex[:6]}",
        "programme": "环境美化",
        "place": "三栋门口",
        "starts_at": starts,
        "ends_at": ends,
    }
    return str(created_by(office, "/api/activities", "coordinator", body | more)["activity_id"])


def words(html: str) -> str:
    """What a page says, without its markup."""
    return " ".join(TAGS.sub(" ", html).split())
