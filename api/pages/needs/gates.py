"""Gates: the paper by which somebody may take a request on, or what is missing for it."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from api.pages.needs.told import Told
from api.pages.standing_words import ShownPaper, in_words
from api.pages.visitor import Visitor
from api.serving.own_facts import see_own_facts
from api.ties.standing import SEE_HARDSHIP
from domain.ties.standing_kinds import covers, is_confidential, kind_named
from projections.ties.standings import Paper, papers_said

GateState: TypeAlias = Literal["open", "told", "ahead", "over", "missing", "gone"]


class Gate(NamedTuple):
    """What a request asks for and the paper that somebody has of it: which opens the gate, or was
    told only, begins later or is over; or there is none. What opened it once may be `gone` since.
    """

    called: str
    state: GateState
    paper: ShownPaper | None

    @property
    def is_open(self) -> bool:
        """Whether somebody may pass."""
        return self.state == "open"


async def gates(
    visitor: Visitor, member_ids: Sequence[str], kinds: Sequence[str], day: date
) -> dict[str, list[Gate]]:
    """How each of these people stands on a day to what is asked for, by their ids.

    Of a kind that the visitor may not know of, nothing is told.
    """
    may_see = visitor.may(SEE_HARDSHIP, for_others=True)
    asked = [it for it in kinds if may_see or not is_confidential(it)]
    if not asked or not member_ids:
        return {}
    await see_own_facts(visitor.community, "standings")
    said = await papers_said(visitor.community.reader, member_ids, asked)
    of_each = {it: [one for one in said if one.member_id == it] for it in member_ids}
    return {
        member_id: [_gate(visitor, kind, papers, day) for kind in asked]
        for member_id, papers in of_each.items()
    }


async def passed(visitor: Visitor, it: Told) -> list[Gate]:
    """By which papers whoever has taken the request on may do so, as they were on that day."""
    if not it.row.helper_id or it.row.claimed_at is None:
        return []
    day = it.row.claimed_at.astimezone(visitor.community.zone).date()
    found = await gates(visitor, [it.row.helper_id], it.row.needs, day)
    passes = found.get(it.row.helper_id, [])
    return [one if one.is_open else one._replace(state="gone", paper=None) for one in passes]


async def own_gates(visitor: Visitor, kinds: Sequence[str]) -> dict[str, Gate]:
    """How the visitor stands today to each of these kinds, which they may all know of."""
    await see_own_facts(visitor.community, "standings")
    said = await papers_said(visitor.community.reader, [visitor.member_id], kinds)
    return {kind: _gate(visitor, kind, said, visitor.today) for kind in kinds}


def _gate(visitor: Visitor, kind: str, said: Sequence[Paper], day: date) -> Gate:
    state, paper = state_of([it for it in said if covers(kind, it.kind)], day)
    shown = in_words([paper], visitor.language, day)[0] if paper else None
    return Gate(kind_named(kind).said_in(visitor.language), state, shown)


def state_of(papers: Sequence[Paper], day: date) -> tuple[GateState, Paper | None]:
    """What papers of one kind are good for on a day, and the one that says most."""
    by_end = sorted(papers, key=lambda it: (it.until_day or date.max, it.position), reverse=True)
    seen = [it for it in by_end if it.evidence != "told"]
    found: tuple[tuple[GateState, list[Paper]], ...] = (
        ("open", [it for it in seen if it.holds_on(day)]),
        ("ahead", [it for it in seen if it.from_day > day]),
        ("told", [it for it in by_end if it.evidence == "told" and it.holds_on(day)]),
        ("over", [it for it in seen if it.until_day is not None and it.until_day < day]),
    )
    return next(((state, them[0]) for state, them in found if them), ("missing", None))
