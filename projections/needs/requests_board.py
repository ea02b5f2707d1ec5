"""Who asked for which help, who takes it on, and how far is it?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple, get_args

from domain.ledger.fact import Recorded
from domain.needs.claims import RequestClaimed
from domain.needs.contest import RequestContested, RequestSettled
from domain.needs.fulfilment import RequestFulfilled, RequestServed
from domain.needs.giving_back import RequestGivenBack
from domain.needs.requests import RequestDeclined, RequestMade, RequestPublished
from domain.needs.withdrawal import RequestWithdrawn
from domain.needs.word import RequestConfirmed
from domain.people.membership import MemberLeft
from domain.service.counting.hold import HoldMove
from domain.service.hours import EarnedService, ServiceRevoked
from domain.service.unearned import ServiceRejected
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("requests_board")
_NEED: Final = "need:"

Status = Literal[
    "made",
    "published",
    "claimed",
    "fulfilled",
    "contested",
    "confirmed",
    "declined",
    "withdrawn",
]
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


class RequestsBoard(ByMember):
    """Every request with how far it is; what was asked and what is public are texts' ids."""

    question = "requests_board"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Add what was asked, then follow each step in turn: they are few."""
        for recorded in batch:
            if isinstance(recorded.fact, RequestMade):
                _add(recorded, recorded.fact, tables)
            else:
                _step(recorded, tables)
            hold = getattr(recorded.fact, "hold", None)
            if isinstance(hold, HoldMove):
                aside = hold.set_aside - hold.retired - hold.returned
                paid = hold.retired - hold.refunded
                tables.run("pay", need_id=hold.need_id, set_aside=aside, paid=paid)
        recognised = [
            (it.fact.service_id, it.position) for it in batch if isinstance(it.fact, EarnedService)
        ]
        tables.write("recognise", recognised)


def _add(recorded: Recorded, made: RequestMade, tables: Tables) -> None:
    tables.run(
        "add",
        need_id=made.need_id,
        position=recorded.position,
        kind=made.kind,
        need=made.need,
        terms=made.terms,
        for_id=made.for_id,
        made_by=recorded.envelope.actor,
        made_at=recorded.envelope.recorded_at,
        grid=made.grid,
        minutes_wanted=made.minutes_wanted,
        wanted_from=made.wanted_from,
        wanted_until=made.wanted_until,
        value_fen_max=made.value_fen_max,
        needs=list(made.needs),
        wish_text=made.wish_text,
        place_id=made.place_id,
        place_text=made.place_text,
    )


def _step(recorded: Recorded, tables: Tables) -> None:
    at = recorded.envelope.recorded_at
    match recorded.fact:
        case RequestPublished() as fact:
            tables.run(
                "publish",
                need_id=fact.need_id,
                public_text=fact.public_text,
                open_until=fact.open_until,
                at=at,
            )
        case RequestDeclined() | RequestWithdrawn() as fact:
            is_declined = isinstance(fact, RequestDeclined)
            status: Status = "declined" if is_declined else "withdrawn"
            tables.run("end", need_id=fact.need_id, status=status, reason_text=fact.reason_text)
        case MemberLeft() as fact:
            for tag in fact.given_up:
                if tag.startswith(_NEED):
                    need_id = tag.removeprefix(_NEED)
                    tables.run("end", need_id=need_id, status="withdrawn", reason_text=None)
        case RequestClaimed() as fact:
            tables.run(
                "claim",
                need_id=fact.need_id,
                helper_id=fact.helper_id,
                due_on=fact.due_on,
                at=at,
            )
        case RequestGivenBack() as fact:
            tables.run("open_again", need_id=fact.need_id)
        case _:
            _help(recorded, tables)


def _help(recorded: Recorded, tables: Tables) -> None:
    at = recorded.envelope.recorded_at
    match recorded.fact:
        case RequestServed() as fact:
            tables.run("serve", need_id=fact.need_id, service_id=fact.service_id, at=at)
        case RequestFulfilled() as fact:
            tables.run("serve", need_id=fact.need_id, service_id=fact.service_id, at=at)
        case ServiceRejected(hold=HoldMove() as hold):
            tables.run("serve_again", need_id=hold.need_id)
        case ServiceRevoked(hold=HoldMove() as hold):
            tables.run("open_again", need_id=hold.need_id)
        case RequestConfirmed() as fact:
            tables.run(
                "confirm",
                need_id=fact.need_id,
                how=fact.how,
                satisfaction=fact.satisfaction,
                minutes_accepted=fact.minutes_accepted,
                at=at,
            )
        case RequestContested() as fact:
            tables.run("contest", need_id=fact.need_id, reason_text=fact.reason_text)
        case RequestSettled() as fact:
            tables.run(
                "confirm",
                need_id=fact.need_id,
                how="settled",
                satisfaction=None,
                minutes_accepted=fact.minutes_accepted,
                at=at,
            )


class ListedRequest(NamedTuple):
    """A request; the texts are ids in the vault. `recognised`: its hours were confirmed."""

    need_id: str
    position: int
    kind: str
    need: str
    terms: str
    for_id: str | None
    made_by: str
    made_at: datetime
    grid: str | None
    minutes_wanted: int
    wanted_from: datetime | None
    wanted_until: datetime | None
    value_fen_max: int | None
    needs: list[str]
    wish_text: str
    status: Status
    public_text: str | None
    published_at: datetime | None
    open_until: date | None
    helper_id: str | None
    claimed_at: datetime | None
    due_on: date | None
    service_id: str | None
    fulfilled_at: datetime | None
    recognised: bool
    how: str | None
    satisfaction: int | None
    minutes_accepted: int | None
    confirmed_at: datetime | None
    reason_text: str | None
    set_aside: int
    paid: int
    place_id: str | None
    place_text: str | None

    def can_be_taken_on(self, today: date) -> bool:
        """Whether it is up, and nobody is still in time who promised to help."""
        if self.open_until is None or self.open_until < today:
            return False
        is_overdue = self.status == "claimed" and self.due_on is not None and self.due_on < today
        return self.status == "published" or is_overdue


class Sought(NamedTuple):
    """Which requests are wanted; what is not said does not matter.

    `open_on` are those that can be taken on that day, `among` those of these people.
    """

    statuses: Sequence[Status] = STATUSES
    kind: str | None = None
    grid: str | None = None
    for_id: str | None = None
    helper_id: str | None = None
    either_id: str | None = None
    among: Sequence[str] | None = None
    open_on: date | None = None
    overdue_on: date | None = None
    how: str | None = None


async def requests_board(
    reader: Reader, sought: Sought, *, after: int = 0, limit: int = 50
) -> list[ListedRequest]:
    """Requests in the order in which they were made."""
    wanted: dict[str, Any] = sought._asdict() | {"statuses": list(sought.statuses)}
    rows = await reader.rows(_queries["page"], **wanted, after=after, limit=limit)
    return [ListedRequest(**row) for row in rows]


async def requests_by_id(reader: Reader, need_ids: Sequence[str]) -> dict[str, ListedRequest]:
    """The requests of these ids that there are."""
    rows = await reader.rows(_queries["by_id"], need_ids=list(need_ids))
    return {row["need_id"]: ListedRequest(**row) for row in rows}


async def one_request(reader: Reader, need_id: str) -> ListedRequest | None:
    """A request, if there is one of this id."""
    return (await requests_by_id(reader, [need_id])).get(need_id)


async def requests_by_status(reader: Reader, among: Sequence[str] | None = None) -> dict[str, int]:
    """How many requests are how far; those of these people."""
    people = list(among) if among is not None else None
    rows = await reader.rows(_queries["counts"], among=people)
    return {row["status"]: row["requests"] for row in rows}


class NotMet(NamedTuple):
    """How many requests for somebody wait to be met, or of a grid where they are for nobody."""

    for_id: str | None
    grid: str | None
    requests: int


async def not_met(reader: Reader) -> list[NotMet]:
    """What was asked for and is not done yet, by whom it is for."""
    return [NotMet(**row) for row in await reader.rows(_queries["not_met"])]


class HelpedAgain(NamedTuple):
    """Somebody whom the same person helped more than once; `last_at` is the last time."""

    helper_id: str
    for_id: str
    requests: int
    minutes_accepted: int
    last_at: datetime


async def helped_again(reader: Reader, since: datetime, *, limit: int = 50) -> list[HelpedAgain]:
    """Who helped the same person more than once since then, the most often first."""
    rows = await reader.rows(_queries["helped_again"], since=since, limit=limit)
    return [HelpedAgain(**row) for row in rows]


async def served_for(reader: Reader, positions: Sequence[int]) -> dict[int, str]:
    """Whom the hours helped that were recognised at these positions, of those that met a need."""
    rows = await reader.rows(_queries["served_for"], positions=list(positions))
    return {row["recognised_position"]: row["for_id"] for row in rows}
