"""Who fits a request, whom was it offered to, and which help is there too little of?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from domain.needs.claims import RequestClaimed
from domain.needs.offers import OfferDeclined, RequestDispatched, TeamDeclined
from domain.people.membership import MemberLeft
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("matching")

CANDIDATES_MAX: Final = 500


class Matching(ByMember):
    """Who was asked when about which request, and who said no."""

    question = "matching"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Follow questions and noes in their order: what follows may end what came before."""
        for recorded in batch:
            at = recorded.envelope.recorded_at
            match recorded.fact:
                case RequestDispatched() as it:
                    asked = it.member_id, it.team, at, it.answer_by
                    tables.write("offer", [(it.offer_id, it.need_id, recorded.position, *asked)])
                case OfferDeclined() as it:
                    tables.run("say_no", need_id=it.need_id, member_id=it.member_id, said_at=at)
                case TeamDeclined() as it:
                    tables.run("say_no_for_team", need_id=it.need_id, team=it.team, said_at=at)
                case RequestClaimed() as it:
                    tables.run("speak", member_id=it.helper_id)
                case MemberLeft() as it:
                    tables.run("leave", member_id=it.member_id)


class Candidate(NamedTuple):
    """Somebody who fits, and why: `papers` are the standings that were seen of them.

    `is_free`: it is known when help is wanted, and nothing else is known of them for then.
    """

    member_id: str
    volunteer_number: str
    grid: str | None
    asked_lately: int
    last_asked_at: datetime | None
    done_well: int
    is_of_grid: bool
    has_skill: bool
    papers: list[str]
    is_free: bool


class Lately(NamedTuple):
    """From when on it matters that somebody was asked, and that they said no."""

    today: date
    since: datetime
    silent_since: datetime
    promises_max: int


async def candidates(reader: Reader, need_id: str, lately: Lately) -> list[Candidate]:
    """Volunteers who fit a request, the least asked first.

    Not among them: whoever asked and their kin, who said no, who has promised too much, who has
    something else to do then, and who has not answered yet.
    """
    rows = await reader.rows(
        _queries["suggested"], need_id=need_id, limit=CANDIDATES_MAX, **lately._asdict()
    )
    return [Candidate(**row) for row in rows]


class Fitting(NamedTuple):
    """A request that somebody could take on; with the offer, if it was made to them.

    `is_sought`: it asks for what they are known to be able to do, by a skill or a paper.
    """

    need_id: str
    position: int
    wanted_from: datetime | None
    wanted_until: datetime | None
    minutes_wanted: int
    offer_id: str | None
    answer_by: date | None
    team: str | None
    is_sought: bool


class Volunteer(NamedTuple):
    """For whom something is sought: by where they belong."""

    member_id: str
    grid: str | None = None
    teams: tuple[str, ...] = ()


class Narrowed(NamedTuple):
    """What is sought for somebody: only what they were asked about, of a kind, of a grid.

    With `after` all comes in the order in which it was asked for, from that position on.
    """

    only_asked: bool = False
    statuses: Sequence[str] = ("published", "claimed")
    kind: str | None = None
    grid: str | None = None
    after: int | None = None


ANYTHING: Final = Narrowed()


async def fitting(
    reader: Reader, who: Volunteer, today: date, narrowed: Narrowed = ANYTHING, *, limit: int = 50
) -> list[Fitting]:
    """What is up and somebody could do: what they were asked about first, then what is near."""
    rows = await reader.rows(
        _queries["fitting"],
        member_id=who.member_id,
        home=who.grid,
        teams=list(who.teams),
        today=today,
        in_order=narrowed.after is not None,
        **narrowed._asdict() | {"after": narrowed.after or 0, "statuses": [*narrowed.statuses]},
        limit=limit,
    )
    return [Fitting(**row) for row in rows]


class OfferedToTeam(NamedTuple):
    """A request that a team was asked about, and until when it answers."""

    need_id: str
    answer_by: date


async def offered_to(
    reader: Reader, team: str, today: date, *, limit: int = 50
) -> list[OfferedToTeam]:
    """What a team was asked about, and has not answered, that nobody has taken on yet."""
    rows = await reader.rows(_queries["of_team"], team=team, today=today, limit=limit)
    return [OfferedToTeam(**row) for row in rows]


class Question(NamedTuple):
    """Whom a request was offered to, and whether they said no."""

    offer_id: str
    member_id: str | None
    team: str | None
    asked_at: datetime
    answer_by: date
    said_no_at: datetime | None


async def questions_about(reader: Reader, need_id: str) -> list[Question]:
    """Everybody who was asked about a request, the first asked first."""
    return [Question(**row) for row in await reader.rows(_queries["asked"], need_id=need_id)]


class Wanted(NamedTuple):
    """How often a kind of help was asked for, and how often it was not given.

    `skilled` are those who have the skill for it on record, however it was found out.
    """

    need: str
    put_up: int
    met: int
    unmet: int
    skilled: int


async def skills_wanted(
    reader: Reader, since: datetime, today: date, *, limit: int = 50
) -> list[Wanted]:
    """The help of which there is too little, the scarcest first, of what was put up since then."""
    rows = await reader.rows(_queries["wanted"], since=since, today=today, limit=limit)
    return [Wanted(**row) for row in rows]
