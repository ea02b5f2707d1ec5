"""Calls in words: who is called on, on which number, how often, and what the last call found."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, NamedTuple

from api.needs.calls import NewCall
from api.pages.visitor import Visitor
from api.serving.fields import Body, Day
from api.serving.own_facts import see_own_facts
from domain.needs.calls import CallHow, CallOutcome
from projections.needs.call_board import CallEntry, SoughtCalls, call_board
from projections.people.members import members_by_id

WEEK: Final = timedelta(6)


class Tapped(Body):
    """One tap, which is about today; or a form with the day."""

    how: CallHow
    outcome: CallOutcome
    on: Day | None = None

    def as_call(self, visitor: Visitor) -> NewCall:
        """The call that is told of."""
        return NewCall(on=self.on or visitor.today, how=self.how, outcome=self.outcome)

    @property
    def done(self) -> str:
        """By what name the sentence goes that says it is kept."""
        return f"{self.how}-{self.outcome}"


class Called(NamedTuple):
    """A promise in words; the number is for who calls, or for the desk."""

    row: CallEntry
    name: str
    phone: str
    grid: str
    building: str
    caller: str
    days_late: int

    @property
    def waits(self) -> bool:
        """Whether somebody has to go there, or to find help."""
        return self.row.follow_up in {"visit", "help"}


async def calls_for(visitor: Visitor, sought: SoughtCalls, limit: int) -> list[Called]:
    """The promises that are sought, in words, what is due first before all."""
    community = visitor.community
    for question in ("call_board", "pairing_board", "members"):
        await see_own_facts(community, question)
    rows = await call_board(community.reader, visitor.today, community.zone, sought, limit=limit)
    found = await tell_calls(visitor, rows)
    return sorted(found, key=lambda it: (it.row.next_due, it.row.position))


async def tell_calls(visitor: Visitor, rows: Iterable[CallEntry]) -> list[Called]:
    """These promises in words."""
    rows, community = list(rows), visitor.community
    people = await community.vault.people(
        who for it in rows for who in (it.member_id, it.caller_id)
    )
    members = await members_by_id(
        community.reader, sorted({it.member_id for it in rows}), visitor.today
    )
    phones = await community.vault.phones({it.member_id for it in rows})
    return [
        Called(
            row=it,
            name=people[it.member_id].name if it.member_id in people else "",
            phone=phones.get(it.member_id, ""),
            grid=(members[it.member_id].grid if it.member_id in members else None) or "",
            building=(people[it.member_id].building if it.member_id in people else None) or "",
            caller=people[it.caller_id].name if it.caller_id in people else "",
            days_late=max((visitor.today - it.next_due).days, 0),
        )
        for it in rows
    ]


def is_due(it: Called, visitor: Visitor) -> bool:
    """Whether the call is to be made today, or somebody has to follow up."""
    if it.waits or it.row.next_due <= visitor.today:
        return not (it.row.tried_on == visitor.today and it.row.follow_up is None)
    return it.row.follow_up == "again"
