"""A later version, in a process of its own: it knows one more type of facts, and counts balances
in tables of its own. For each number of days that it reads it records a day's service so long ago,
and writes what the volunteer holds.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import projections.ledger.layout
from api.serving.composition import prepare
from domain.ledger.decision import OFFICE, Decision, Receipt, Request, Stamp, View
from domain.ledger.fact import Fact
from domain.ledger.log import Log
from domain.ledger.recording import Ledger
from domain.ledger.tag import Tag
from domain.service.service_import import ImportService
from projections.catalogue import PROJECTIONS
from projections.ledger import definition
from projections.ledger.definition import definition_of
from projections.ledger.projection import Projection
from projections.ledger.reader import Reader
from projections.ledger.runner import Runner
from projections.people.balances import member_balance
from tests.clock import past
from tests.roles import as_owner

COMMUNITY: Final = "yanwuping"
ZONE: Final = ZoneInfo("Asia/Shanghai")


class TeamRenamed(Fact, type="team.renamed"):
    """Only this version has heard of it."""

    team: str

    def touches(self) -> tuple[Tag, ...]:
        """The team."""
        return (f"team:{self.team}",)


@dataclass(frozen=True)
class RenameTeam:
    """A team is called otherwise."""

    team: str

    def boundary(self) -> tuple[Tag, ...]:
        """The team."""
        return (f"team:{self.team}",)

    def decide(self, view: View, stamp: Stamp) -> Fact:
        """It always may."""
        return TeamRenamed(team=self.team)


def defined(kind: type[Projection]) -> str:
    """Balances are otherwise."""
    return "otherwise" if kind.question == "balances" else definition_of(kind)


async def points(url: str) -> int:
    """What the volunteer holds by this version's tables."""
    async with Reader(url, COMMUNITY, pool_size_max=1) as reader:
        return (await member_balance(reader, "volunteer")).points


def served(days_ago: int) -> Decision:
    """Eight hours, for eighty points."""
    starts_at = past(8, days_ago=days_ago)
    return ImportService(
        member_id="volunteer",
        programme="真情系夕阳",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=8),
    )


def main(url: str, days: Any = sys.stdin) -> None:
    """Take over, and serve until there is no more to read."""
    changed: Any = definition, projections.ledger.layout
    changed[0]._digest_of_files = lambda: "a later version"
    changed[1].definition_of = defined
    prepare(as_owner(url), COMMUNITY, url, facts_max=0)
    log = Log(url, COMMUNITY)
    ledger, runner = Ledger(log, ZONE), Runner(log, PROJECTIONS, url, COMMUNITY)
    record(ledger, [RenameTeam(team="爱心帮扶")])
    for line in days:
        record(ledger, [served(int(line))])
        runner.catch_up()
        sys.stdout.write(f"{asyncio.run(points(url))}\n")
        sys.stdout.flush()


def record(ledger: Ledger, decisions: Sequence[Decision]) -> None:
    """Nothing stands in the way."""
    for outcome in ledger.record([Request(decision=it, actor=OFFICE) for it in decisions]):
        assert isinstance(outcome, Receipt), outcome


if __name__ == "__main__":
    main(sys.argv[1])
