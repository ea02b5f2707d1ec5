"""Who helps whom with their things, with what, and until when?"""

from datetime import date
from typing import NamedTuple

from domain.people.membership import MemberLeft
from domain.ties.proxy import Consent, ProxyAccepted, ProxyAsked, ProxyEnded
from projections.ledger.projection import Batch, Tables, queries_of
from projections.ledger.reader import Reader
from projections.people.merged import ByMember

_queries = queries_of("proxies")


class HelpersOfMembers(ByMember):
    """What was agreed and asked, and has not ended by a word; days end by themselves."""

    question = "proxies"

    def follow(self, batch: Batch, tables: Tables) -> None:
        """Take in each in its turn: they are few."""
        for recorded in batch:
            match recorded.fact:
                case ProxyAsked() | ProxyAccepted() as fact:
                    row = (
                        fact.proxy_id,
                        fact.member_id,
                        fact.helper_id,
                        " ".join(fact.scope),
                        fact.until_day,
                        fact.consent if isinstance(fact, ProxyAccepted) else None,
                    )
                    tables.write("agree", [row])
                case ProxyEnded() as fact:
                    tables.run("end", proxy_id=fact.proxy_id)
                case MemberLeft() as fact:
                    tables.run("leave", member_id=fact.member_id)


class Helper(NamedTuple):
    """One who helps another, or would: without consent the person has not said yes yet."""

    proxy_id: str
    member_id: str
    helper_id: str
    scope: tuple[str, ...]
    until_day: date
    consent: Consent | None


async def helpers_of(reader: Reader, member_id: str, today: date) -> list[Helper]:
    """Who helps a member on a day."""
    rows = await reader.rows(_queries["of_member"], member_id=member_id, today=today)
    return [Helper(**row | {"scope": tuple(row["scope"].split())}) for row in rows]


async def helped_by(reader: Reader, member_id: str, today: date) -> list[Helper]:
    """Whom a member helps on a day."""
    rows = await reader.rows(_queries["of_helper"], member_id=member_id, today=today)
    return [Helper(**row | {"scope": tuple(row["scope"].split())}) for row in rows]


class HelpsMany(NamedTuple):
    """Somebody who acts for so many people, for so many of them by a yes heard at the desk."""

    helper_id: str
    people: int
    at_the_desk: int


async def helping_many(reader: Reader, today: date, *, least: int, limit: int) -> list[HelpsMany]:
    """Who acts for so many people on a day."""
    wanted = {"today": today, "least": least, "limit": limit}
    return [HelpsMany(**row) for row in await reader.rows(_queries["many"], **wanted)]


async def one_helper(reader: Reader, proxy_id: str) -> Helper | None:
    """What was agreed or asked under this id, also when it has ended by a word."""
    row = await reader.row(_queries["one"], proxy_id=proxy_id)
    return Helper(**row | {"scope": tuple(row["scope"].split())}) if row else None
