"""Asking around: who could be asked about a request, and whom the desk has asked."""

from datetime import date, timedelta
from typing import NamedTuple

from api.needs.offering import ANSWER_DAYS
from api.needs.suggesting import Suggestion, suggestions
from api.pages.visitor import Visitor
from api.serving.own_facts import see_own_facts
from projections.needs.matching import Question, questions_about
from projections.needs.requests_board import ListedRequest
from projections.people.members import teams


class Asked(NamedTuple):
    """Somebody, or a team, who was asked; whether the time to answer has passed."""

    question: Question
    called: str
    is_over: bool


class Around(NamedTuple):
    """Who could be asked, who was, and until when the next ones answer."""

    suggested: list[Suggestion]
    asked: list[Asked]
    teams: list[str]
    answer_by: date


async def asked_around(visitor: Visitor, row: ListedRequest) -> Around:
    """Whom the desk could ask about a request that nobody has taken on, and whom it has asked."""
    community = visitor.community
    await see_own_facts(community, "matching")
    known = await questions_about(community.reader, row.need_id)
    people = await community.vault.people(it.member_id for it in known if it.member_id)
    names = {member_id: person.name for member_id, person in people.items()}
    asked = [
        Asked(it, it.team or names.get(it.member_id or "", ""), it.answer_by < visitor.today)
        for it in known
    ]
    is_open = row.can_be_taken_on(visitor.today)
    among = visitor.reach.among()
    return Around(
        suggested=await suggestions(community, row, visitor.today, among=among) if is_open else [],
        asked=asked,
        teams=await teams(community.reader, visitor.today)
        if is_open and visitor.reach.is_whole
        else [],
        answer_by=visitor.today + timedelta(ANSWER_DAYS),
    )
