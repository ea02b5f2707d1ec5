"""What was a member shown to be, who saw it, and what is about to end?"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec

from domain.ledger.fact import Fact, Recorded
from domain.ledger.tag import id_of, kind_of
from domain.people.membership import MemberLeft, MembersMerged
from domain.ties.standing import (
    Evidence,
    GrantsStanding,
    StandingConfirmed,
    StandingEnded,
    Standings,
)
from domain.ties.standing_kinds import kind_named
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

ENDLESS: Final = date.max
"""Stands for the last day of what is ended by somebody only."""

_queries = queries_of("standings")


class StandingsHeld(ByMember):
    """What each member holds, folded as decisions fold it, from what was said of all records."""

    question = "standings"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Keep what was said, then fold it anew for each member whom it is about."""
        said, kinds, left = [], [], []
        for recorded in batch:
            if isinstance(recorded.fact, GrantsStanding):
                kinds.append(recorded.fact.kind)
            match recorded.fact:
                case GrantsStanding() | StandingConfirmed() | StandingEnded():
                    said += _said(recorded)
                case MemberLeft() as fact:
                    left.append(fact.member_id)
        tables.write("note", said)
        tables.write("know", [(kind,) for kind in dict.fromkeys(kinds)])
        for member_id in dict.fromkeys(it[0] for it in said):
            _fold(member_id, tables)
        if left:
            tables.run("leave", member_ids=left)

    def merge(self, merge: MembersMerged, tables: Tables) -> None:
        """What was said of either record is of one person."""
        super().merge(merge, tables)
        _fold(merge.into_id, tables)


def _said(recorded: Recorded) -> list[tuple[str, int, str, str, str, str]]:
    """What a fact says of each member whom it touches."""
    envelope = recorded.envelope
    members = [id_of(it) for it in envelope.tags if kind_of(it) == "member"]
    said = bytes(envelope.data).decode()
    about = recorded.position, envelope.id, envelope.type, said, envelope.actor
    return [(member_id, *about) for member_id in members]


def _fold(member_id: str, tables: Tables) -> None:
    known = Standings(id=member_id)
    granted = {}
    for row in tables.rows("said", member_id=member_id):
        fact = msgspec.json.decode(row["said"], type=Fact.known[row["type"]])
        known.take(fact, row["fact_id"])
        granted[row["fact_id"]] = row | {
            "paper": getattr(fact, "evidence_text", None),
            "until_day": getattr(fact, "until_day", None),
        }
    tables.run("forget", member_id=member_id)
    tables.write(
        "hold",
        [
            (
                member_id,
                granted[it.granted_id]["position"],
                it.kind,
                kind_named(it.kind).family,
                it.from_day,
                it.until_day or ENDLESS,
                it.evidence,
                it.checked_on,
                granted[it.granted_id]["said_by"],
                granted[it.granted_id]["paper"],
                it.until_day != granted[it.granted_id]["until_day"],
            )
            for it in known.grants
        ],
    )


class Paper(NamedTuple):
    """A standing of a member: from which day until the end of which, by what, and who granted it.

    `until_day` is none where only somebody ends it. `evidence_text` names the paper in the vault.
    """

    member_id: str
    position: int
    kind: str
    from_day: date
    until_day: date | None
    evidence: Evidence
    checked_on: date | None
    granted_by: str
    evidence_text: str | None

    def holds_on(self, day: date) -> bool:
        """Whether it is so on a day."""
        return self.from_day <= day <= (self.until_day or ENDLESS)


async def standings_of(
    reader: Reader, member_id: str, *, after: int = 0, limit: int = 50
) -> list[Paper]:
    """What a member was shown to be, also what has lapsed: what holds longest comes first.

    The first `after` are left out, as in all questions here.
    """
    return await _papers(reader, "of_member", member_id=member_id, after=after, limit=limit)


async def papers_of(
    reader: Reader, member_ids: Sequence[str], kinds: Sequence[str], day: date
) -> list[Paper]:
    """What of these kinds, or of these whole families, these members hold on a day and was seen."""
    return await _papers(
        reader, "of_members", member_ids=list(member_ids), kinds=list(kinds), day=day
    )


async def papers_said(
    reader: Reader, member_ids: Sequence[str], kinds: Sequence[str]
) -> list[Paper]:
    """All that was ever said of these kinds, or whole families, of these members."""
    return await _papers(reader, "said_of", member_ids=list(member_ids), kinds=list(kinds))


async def holders(
    reader: Reader,
    kind: str,
    day: date,
    *,
    among: Sequence[str] | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Paper]:
    """Who holds a kind, or one of a whole family, on a day, in the order of granting.

    With `among` only these members are told of, as in what ends.
    """
    family, name = kind_named(kind)
    return await _papers(
        reader,
        "holders",
        family=family,
        kind=kind if name else None,
        day=day,
        among=None if among is None else list(among),
        after=after,
        limit=limit,
    )


async def ending(
    reader: Reader,
    first_day: date,
    last_day: date,
    *,
    confidential: bool,
    among: Sequence[str] | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Paper]:
    """What ends on these days, the soonest first, and is not renewed; not what somebody ended."""
    return await _papers(
        reader,
        "ending",
        first_day=first_day,
        last_day=last_day,
        confidential=confidential,
        among=None if among is None else list(among),
        after=after,
        limit=limit,
    )


async def ending_count(
    reader: Reader,
    first_day: date,
    last_day: date,
    *,
    confidential: bool,
    among: Sequence[str] | None = None,
) -> int:
    """How much ends on these days, as `ending` tells it."""
    row = await reader.row(
        _queries["ending_count"],
        first_day=first_day,
        last_day=last_day,
        confidential=confidential,
        among=None if among is None else list(among),
    )
    return int(row["papers"]) if row else 0


async def kinds_held(reader: Reader) -> list[str]:
    """The kinds that anybody ever held, by name."""
    return [row["kind"] for row in await reader.rows(_queries["kinds"])]


async def _papers(reader: Reader, query: str, **asked: object) -> list[Paper]:
    rows = await reader.rows(_queries[query], **asked)
    return [
        Paper(**row | {"until_day": None if row["until_day"] == ENDLESS else row["until_day"]})
        for row in rows
    ]
