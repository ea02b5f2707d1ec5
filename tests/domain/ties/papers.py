"""Papers that somebody saw, for the tests of what stands on them."""

from domain.ties.standing import StandingGranted
from tests.controls import LI, SPRING

FIRST_AID = "training:急救"


def granted(kind: str = FIRST_AID, member_id: str = LI, **changes: object) -> StandingGranted:
    """Somebody saw a paper in spring."""
    said: dict[str, object] = {
        "member_id": member_id,
        "kind": kind,
        "from_day": SPRING,
        "evidence": "seen",
        "checked_on": SPRING,
    }
    return StandingGranted(**{**said, **changes})


def told(kind: str = "skill:电工", member_id: str = LI) -> StandingGranted:
    """Somebody says so."""
    return granted(kind, member_id, evidence="told", checked_on=None)
