"""Suggesting: who fits a request, with the reasons for it as sentences."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from api.serving.composition import Community
from api.serving.own_facts import see_own_facts
from domain.ledger.sentence import Sentence
from domain.needs.need_terms import NeedTerms
from domain.people.habits.free_times import FreeTimes, is_free
from domain.people.vault import Known
from domain.ties.standing_kinds import kind_named
from projections.needs.matching import Candidate, Lately, candidates
from projections.needs.requests_board import ListedRequest
from projections.rules.term_versions import terms_in_force

LATELY_DAYS: Final = 90
"""Who was asked within so many days was asked lately."""

_QUESTIONS: Final = (
    *("matching", "requests_board", "members"),
    *("standings", "activities", "kin", "term_versions"),
)


class Suggestion(NamedTuple):
    """Somebody who could be asked, and why."""

    member_id: str
    name: str | None
    volunteer_number: str
    reasons: list[Sentence]


def day_before(community: Community, today: date, days: int) -> datetime:
    """The first moment of a day so many days ago."""
    return datetime.combine(today - timedelta(days), time(), community.zone)


async def suggestions(
    community: Community,
    request: ListedRequest,
    today: date,
    *,
    among: Collection[str] | None = None,
    limit: int = 20,
) -> list[Suggestion]:
    """Who could be asked, whoever was asked least lately first, and of them who lives nearest.

    Who lives in which building the vault alone knows: it is read now and kept nowhere.
    """
    for question in _QUESTIONS:
        await see_own_facts(community, question)
    terms = await terms_in_force(community.reader, "needs", NeedTerms, today)
    lately = Lately(
        today=today,
        since=day_before(community, today, LATELY_DAYS),
        silent_since=day_before(community, today, terms.days_silent_after_no),
        promises_max=terms.claims_open_max,
    )
    fit = await candidates(community.reader, request.need_id, lately)
    fit = [it for it in fit if among is None or it.member_id in among]
    people = await community.vault.people(
        [*(it.member_id for it in fit), *filter(None, [request.for_id])]
    )
    home = people[request.for_id].building if request.for_id in people else None
    free = await _free_then(community, request, fit)
    fit = [it for it in fit if free.get(it.member_id, True)]

    def turn(it: Candidate) -> tuple[int, bool, int, bool]:
        is_asked, distance = it.last_asked_at is not None, _distance(it, people, home)
        return it.asked_lately, is_asked, distance, it.member_id not in free

    return [
        Suggestion(
            member_id=it.member_id,
            name=people[it.member_id].name if it.member_id in people else None,
            volunteer_number=it.volunteer_number,
            reasons=_reasons(it, _distance(it, people, home), said_free=it.member_id in free),
        )
        for it in sorted(fit, key=turn)[:limit]
    ]


async def _free_then(
    community: Community, request: ListedRequest, fit: Collection[Candidate]
) -> dict[str, bool]:
    """Whether those who said when they are free have time for a request; of others nothing."""
    begin, end = request.wanted_from, request.wanted_until
    if begin is None or end is None:
        return {}
    said = await FreeTimes(community.reader).of(it.member_id for it in fit)
    zone, minutes = community.zone, request.minutes_wanted
    return {who: is_free(free, begin, end, zone, minutes=minutes) for who, free in said.items()}


def _distance(it: Candidate, people: Mapping[str, Known], home: str | None) -> int:
    """0 in the same building, 1 in the same grid, 2 elsewhere."""
    if not it.is_of_grid:
        return 2
    known = people.get(it.member_id)
    return 0 if home and known and known.building == home else 1


def _reasons(it: Candidate, distance: int, *, said_free: bool) -> list[Sentence]:
    reasons = []
    if it.asked_lately:
        reasons.append(
            Sentence(
                f"最近 {LATELY_DAYS} 天问过 {it.asked_lately} 次",
                f"asked {it.asked_lately} times in the last {LATELY_DAYS} days",
            )
        )
    else:
        reasons.append(
            Sentence(f"最近 {LATELY_DAYS} 天没有问过", f"not asked in the last {LATELY_DAYS} days")
        )
    if distance < 2:
        reasons.append(
            Sentence("住在同一栋楼", "lives in the same building")
            if distance == 0
            else Sentence("住在同一个网格", "lives in the same grid")
        )
    for kind in it.papers:
        called = kind_named(kind)
        reasons.append(
            Sentence(f"已核实{called.said_in('zh')}", f"has been seen: {called.said_in('en')}")
        )
    if it.has_skill:
        reasons.append(Sentence("登记过这项特长", "has this skill on record"))
    if it.done_well:
        reasons.append(
            Sentence(
                f"做过 {it.done_well} 次同样的事，对方满意",
                f"has done it well {it.done_well} times",
            )
        )
    if said_free:
        reasons.append(Sentence("那时有空", "is free then"))
    elif it.is_free:
        reasons.append(Sentence("那段时间没有别的安排", "has nothing else on record for then"))
    return reasons
