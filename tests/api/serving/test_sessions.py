"""A process remembers for a moment who is signed in, and forgets it when told to."""

import asyncio
from dataclasses import replace
from pathlib import Path

from api.serving.composition import open_community
from api.serving.sessions import Sessions
from api.serving.settings import Settings
from domain.people.credentials import Credentials
from domain.people.entering.session import Session
from projections.ledger.reader import Reader
from tests.controls import LI, WANG

SECRET = "correct horse"


class Slow(Credentials):
    """The answer has left the database, and is on its way until it may arrive."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self.has_left, self.may_arrive = asyncio.Event(), asyncio.Event()

    async def session(self, token: str) -> Session | None:
        found = await super().session(token)
        self.has_left.set()
        await self.may_arrive.wait()
        return found


def test_what_was_asked_before_a_member_signed_out_is_not_believed_afterwards(
    database: str, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path)

    async def story() -> None:
        async with open_community(database, settings) as community:
            for member_id in (LI, WANG):
                await community.credentials.set(member_id, member_id, SECRET)
            token = await community.credentials.sign_in(LI, SECRET)
            other = await community.credentials.sign_in(WANG, SECRET)
            assert token and other
            sessions, slow = Sessions(), Slow(community.reader)
            before = asyncio.create_task(sessions.of(token, replace(community, credentials=slow)))
            await slow.has_left.wait()
            await community.credentials.sign_out(token)
            sessions.forget_member(LI)
            after = asyncio.create_task(sessions.of(token, community))
            await asyncio.sleep(0)
            slow.may_arrive.set()
            assert (await before) == Session(LI, frozenset())
            assert await after is None
            assert await sessions.of(token, community) is None
            assert await sessions.of(other, community) == Session(WANG, frozenset())

    asyncio.run(story())
