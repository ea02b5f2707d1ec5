"""Who belongs to whom in the demo community: residents, households, kin, skills and insurance."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from api.serving.composition import Community
from domain.ledger.decision import Decision, Request
from domain.people.vault import Known
from domain.ties.granting import GrantStanding
from domain.ties.household import FormHousehold
from domain.ties.kin import KinRelation, RecordKin
from domain.ties.register import RegisterResident
from projections.people.members import ids_of_kind

BUILDINGS_REGISTERED: Final = 5
HOUSEHOLDS: Final = 30
CHILD_YEARS_MIN: Final = 20
SPOUSE_YEARS_MAX: Final = 9
YEAR_DAYS: Final = 365
SKILLS: Final = ("理发", "修水电", "量血压", "写毛笔字", "教用手机")
INSURED_EVERY: Final = 2
INSURED_DAYS: Final = (12, 25, 90, 200, 330)
"""In so many days the insurance of one after another ends."""
CHECKED_DAYS_AGO: Final = (10, 40, 80, 150, 400)
"""So long ago one resident after another was seen at home."""


async def write_down_ties(community: Community, helpers: Sequence[str], coordinator: str) -> None:
    """What a coordinator wrote down of the people of some buildings, and of those who help most."""
    today = datetime.now(community.zone).date()
    people = await community.vault.people(await ids_of_kind(community.reader, "volunteer"))
    at_home = defaultdict[str, list[Known]](list)
    for person in people.values():
        if person.building and person.birth_date:
            at_home[person.building].append(person)
    decisions = [
        *_residents(at_home, today),
        *_families(at_home),
        *_papers(helpers, today),
    ]
    await community.recorder.record_all(
        [
            Request(decision=decision, actor=coordinator, key=f"demo tie {number}")
            for number, decision in enumerate(decisions)
        ]
    )


def _residents(at_home: dict[str, list[Known]], today: date) -> Iterator[Decision]:
    """All who live in some buildings; some were not seen there for long."""
    for building in sorted(at_home)[:BUILDINGS_REGISTERED]:
        for number, person in enumerate(at_home[building]):
            days = CHECKED_DAYS_AGO[number % len(CHECKED_DAYS_AGO)]
            yield RegisterResident(
                member_id=person.member_id,
                residence="floating" if number % 6 == 5 else "permanent",
                checked_on=today - timedelta(days),
            )


def _families(at_home: dict[str, list[Known]]) -> Iterator[Decision]:
    """Two of a building who could be a couple, or parent and child, keep house together."""
    found = 0
    for building in sorted(at_home):
        taken: set[str] = set()
        by_age = sorted(at_home[building], key=lambda it: (it.birth_date or date.max, it.member_id))
        for elder, younger in [*pairwise(by_age), *zip(by_age, reversed(by_age), strict=True)]:
            relation = _relation(elder, younger)
            if not relation or found == HOUSEHOLDS or taken & {elder.member_id, younger.member_id}:
                continue
            taken |= {elder.member_id, younger.member_id}
            found += 1
            yield RecordKin(
                member_id=elder.member_id,
                relative_id=younger.member_id,
                relation=relation,
                evidence="seen",
            )
            yield FormHousehold(
                member_ids=(elder.member_id, younger.member_id), head_id=elder.member_id
            )
            break


def _relation(elder: Known, younger: Known) -> KinRelation | None:
    """What the younger could be to the elder."""
    if elder.birth_date is None or younger.birth_date is None:
        return None
    years = (younger.birth_date - elder.birth_date).days // YEAR_DAYS
    if years >= CHILD_YEARS_MIN:
        return "child"
    return "spouse" if 0 <= years <= SPOUSE_YEARS_MAX and elder.sex != younger.sex else None


def _papers(helpers: Sequence[str], today: date) -> Iterator[Decision]:
    """What those who help most can do, and until when they are insured."""
    for number, helper in enumerate(helpers):
        yield GrantStanding(
            member_id=helper,
            kind=f"skill:{SKILLS[number % len(SKILLS)]}",
            from_day=today - timedelta(YEAR_DAYS),
            evidence="told" if number % 3 else "seen",
        )
        if number % INSURED_EVERY == 0:
            days = INSURED_DAYS[number // INSURED_EVERY % len(INSURED_DAYS)]
            yield GrantStanding(
                member_id=helper,
                kind="insured",
                from_day=today - timedelta(YEAR_DAYS - days),
                until_day=today + timedelta(days),
                evidence="copied",
            )
