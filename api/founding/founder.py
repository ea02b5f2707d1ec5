"""The founder: a community with all that it begins with, or nothing at all."""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from psycopg import AsyncConnection

from api.founding.sheet import Sheet
from api.serving.composition import Community, open_community
from api.serving.settings import Settings
from domain.ledger.decision import OFFICE, Decision, Request, request_id
from domain.ledger.log import Log
from domain.ledger.queries import load_queries
from domain.ledger.recording import Outcome
from domain.ledger.refusal import Refusal
from domain.office.founding import AtFounding, FoundCommunity
from domain.office.rule_change import ProposeRules
from domain.people.entering.passwords import require_unguessable
from domain.people.membership import EnrolMember
from domain.people.nodes import FoundNode
from domain.people.roles import GrantRole
from domain.people.sign_in import GiveSignIn
from domain.people.teams import FoundTeam
from domain.people.vault import Person
from projections.catalogue import PROJECTIONS
from projections.ledger.runner import Runner

_queries: Final = load_queries(Path(__file__).with_suffix(".sql"))

PASSWORD_BYTES: Final = 9


Show = Callable[[str], None]
"""Shows the administrator's password where it was made up, which nothing tells again."""


async def found(url: str, settings: Settings, sheet: Sheet, show: Show) -> str:
    """Found the community; the version of its rules. Raises the Refusal: nothing is founded.

    The password is shown before anything is recorded: whoever is cut off in between founds again.
    """
    zoned = settings.model_copy(update={"time_zone": sheet.time_zone})
    async with (
        await AsyncConnection.connect(url, autocommit=True) as connection,
        open_community(url, zoned) as community,
    ):
        await connection.execute(_queries["alone"], {"community": settings.community})
        version = await _Founding(community, sheet).found(show)
    await asyncio.to_thread(_catch_up, url, zoned)
    return version


def _catch_up(url: str, settings: Settings) -> None:
    runner = Runner(Log(url, settings.community), PROJECTIONS, url, settings.community)
    runner.catch_up()
    runner.close()


class _Founding:
    """One founding, whose acts are recorded together."""

    def __init__(self, community: Community, sheet: Sheet) -> None:
        self._community = community
        self._sheet = sheet
        self._key = f"found {uuid4().hex}"
        self._id = request_id(OFFICE, self._key)
        self._member_id = community.vault.digest("founder", sheet.admin.username)
        self._today = datetime.now(community.zone).date()
        self._version = sheet.rules.version or f"{self._today:%Y-%m}"

    async def found(self, show: Show) -> str:
        """Rehearse it, let the administrator in, and record it."""
        admin, community = self._sheet.admin, self._community
        if admin.password:
            own_words = (admin.username, admin.name)
            await asyncio.to_thread(require_unguessable, admin.password, own_words)
        made_up = None if admin.password else secrets.token_urlsafe(PASSWORD_BYTES)
        requests = [*self._requests(is_made_up=made_up is not None)]
        rehearsal = community.recorder.rehearsal()
        _refuse(await asyncio.to_thread(rehearsal.record, requests))
        await community.vault.keep(self._member_id, Person(name=admin.name))
        password = admin.password or made_up
        assert password
        await community.credentials.set(self._member_id, admin.username, password)
        if made_up:
            await community.session_use.have_choose(self._member_id)
            show(made_up)
        _refuse(await community.recorder.record_all(requests))
        return self._version

    def _requests(self, *, is_made_up: bool) -> Iterator[Request]:
        sheet = self._sheet
        yield Request(
            decision=FoundCommunity(
                name=sheet.name,
                time_zone=sheet.time_zone,
                name_english=sheet.name_english,
                issuer=sheet.issuer,
                desk=sheet.desk,
            ),
            actor=OFFICE,
            key=self._key,
        )
        for number, decision in enumerate(self._begins_with()):
            yield self._with_it(f"part {number}", decision)
        yield self._with_it("rules", self._rules(), actor=self._member_id)
        if is_made_up:
            given = GiveSignIn(member_id=self._member_id, by_admin=True)
            yield self._with_it("sign-in", given)

    def _begins_with(self) -> Iterator[Decision]:
        for team in self._sheet.teams:
            yield FoundTeam(team=team)
        for label in self._sheet.grids:
            yield FoundNode(node_id=uuid4().hex, level="grid", label=label)
        yield EnrolMember(member_id=self._member_id, kind="staff")
        yield GrantRole(member_id=self._member_id, role="admin")

    def _rules(self) -> Decision:
        """Adopted by an administrator who is still alone: there is nobody who could approve."""
        rules = self._sheet.rules
        return ProposeRules(
            version=self._version,
            in_force_from=rules.first_day(self._today),
            terms=rules.agreed(),
            actor_id=self._member_id,
        )

    def _with_it(self, key: str, decision: Decision, actor: str = OFFICE) -> Request:
        together = AtFounding(decision=decision, founding_id=self._id)
        return Request(decision=together, actor=actor, key=f"{self._key} {key}")


def _refuse(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Refusal):
            raise outcome
