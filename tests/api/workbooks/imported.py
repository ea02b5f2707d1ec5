"""A community in whose database the office's workbooks are taken in, without a server."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from api.demo.founding import FIRST_RULES, TEAMS
from api.serving.composition import Community, open_community
from api.serving.settings import Settings
from domain.ledger.decision import OFFICE, Request
from domain.ledger.log import Log
from domain.people.teams import FoundTeam
from projections.catalogue import PROJECTIONS
from projections.ledger.runner import Runner
from tests.conftest import COMMUNITY_NAME

T = TypeVar("T")


@dataclass
class Importing:
    """A community that is opened for each question."""

    url: str
    settings: Settings

    def ask(self, question: Callable[[Community], Awaitable[T]]) -> T:
        """The answer of the open community, with its projections up to date."""

        async def asking() -> T:
            async with open_community(self.url, self.settings) as community:
                return await question(community)

        log = Log(self.url, COMMUNITY_NAME)
        runner = Runner(log, PROJECTIONS, self.url, COMMUNITY_NAME)
        runner.catch_up()
        answer = asyncio.run(asking())
        runner.catch_up()
        runner.close()
        log.close()
        return answer


async def found(community: Community) -> None:
    """Adopt the rules of the workbooks' community, and found its teams."""
    decisions = [FIRST_RULES, *(FoundTeam(team=team) for team in TEAMS)]
    await community.recorder.record_all([Request(decision=it, actor=OFFICE) for it in decisions])
