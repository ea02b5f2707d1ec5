"""The composition root: a community's log, vault, projections and how requests reach them."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from api.serving.recorder import Recorder
from api.serving.settings import Settings
from api.serving.upkeep.at_work import Tell, at_work, silent
from api.serving.upkeep.backups import create_backups
from api.serving.upkeep.checks import Checks, create_checks
from api.serving.upkeep.works import REBUILD, Stopped, Works, create_works
from domain.ledger.log import Log, NotSetUp
from domain.ledger.recording import Ledger
from domain.ledger.setting_up import (
    asking,
    definition_of,
    is_set_up,
    let_serve,
    may_set_up,
    note_set_up,
    reachable,
    role_of,
    set_up_log,
    setting_up,
)
from domain.office.founding import identity_in
from domain.openness.notice_draft import create_drafts
from domain.people.credentials import Credentials, create_credentials
from domain.people.entering.one_time_codes import OneTimeCodes
from domain.people.entering.session import SessionUse
from domain.people.sealing.seal import Seal, make_seal_key
from domain.people.vault import Vault, create_vault
from domain.shop.item_picture import create_photographs
from projections.catalogue import PROJECTIONS
from projections.ledger.layout import are_laid_out, create_positions, set_up_projections
from projections.ledger.reader import Reader
from projections.replaying.rebuilding import rebuild_what_grows

logger = logging.getLogger("chengyin.preparing")

BESIDE_THE_LOG: Final = (
    create_vault(),
    create_credentials(),
    create_checks(),
    create_backups(),
    create_works(),
    create_photographs(),
    create_drafts(),
)
DEFINITION: Final = definition_of(*BESIDE_THE_LOG, create_positions())
"""What this version needs to be there, beside the projections' own tables."""
GROWN_AT_ONCE_MAX: Final = 500_000
"""So many facts are taken into new tables before the start goes on, in half a minute or so."""

SEAL_LOST: Final = (
    "seal.key is not the key with which confidential texts were sealed: none of them opens until "
    "the former key is back in the data folder; what is sealed from now on has the new one"
)


@dataclass(frozen=True)
class Community:
    """Everything that answers requests for one community."""

    name: str
    zone: ZoneInfo
    log: Log
    recorder: Recorder
    reader: Reader
    vault: Vault
    seal: Seal
    credentials: Credentials
    settings: Settings
    checks: Checks
    works: Works
    session_use: SessionUse
    one_time_codes: OneTimeCodes

    def digest(self, *parts: str, sealed: bool) -> str:
        """What stands for the parts; of what is sealed not even the vault's key tells it."""
        return (self.seal if sealed else self.vault).digest(*parts)


def prepare(
    url: str,
    community: str,
    serving_url: str | None = None,
    *,
    facts_max: int = GROWN_AT_ONCE_MAX,
    tell: Tell = silent,
) -> None:
    """Make what is missing in the database, in the name of the role that sets up.

    `serving_url` names the role that serves, where it is another. A log of up to `facts_max` facts
    is taken into new tables at once, unless somebody stops that; then the runner does it. Raises
    NotSetUp, Unreachable, VersionBeforeRuns.
    """
    with reachable(), setting_up(url, community) as connection:
        if not may_set_up(connection, community):
            raise NotSetUp(community)
        set_up_log(connection, url, community)
        set_up_projections(url, community, PROJECTIONS)
        for statement in BESIDE_THE_LOG:
            connection.execute(statement)
        let_serve(connection, community, role_of(serving_url or url))
        note_set_up(connection, DEFINITION)
    with at_work(url, community, REBUILD, tell) as tell_all:
        progress = partial(tell_all, REBUILD)
        try:
            rebuild_what_grows(url, community, PROJECTIONS, facts_max=facts_max, progress=progress)
        except Stopped:
            logger.warning("the rebuild was stopped: it is made up for while the service runs")


def is_prepared(url: str, community: str) -> bool:
    """Whether all that this version needs is there, and open to who serves. Raises Unreachable."""
    with reachable(), asking(url, community) as connection:
        return is_set_up(connection, community, DEFINITION) and are_laid_out(
            connection, PROJECTIONS
        )


def zone_of(log: Log, settings: Settings) -> ZoneInfo:
    """The zone in which the community was founded; of what is not founded, the environment's."""
    return ZoneInfo(identity_in(log).time_zone or settings.time_zone)


@asynccontextmanager
async def open_community(url: str, settings: Settings) -> AsyncIterator[Community]:
    """Open a prepared community for as long as the context lasts."""
    log = Log(url, settings.community)
    zone = zone_of(log, settings)
    recorder = Recorder(Ledger(log, zone, memory_bytes=settings.memory_bytes))
    async with Reader(url, settings.community) as reader, recorder:
        vault = Vault(reader, settings.key("vault"))
        seal = Seal(reader, settings.key("seal", make_seal_key))
        if not await seal.fits():
            logger.error(SEAL_LOST)
        checks, works = Checks(reader, url, settings), Works(reader)
        yield Community(
            settings.community,
            zone,
            log,
            recorder,
            reader,
            vault,
            seal,
            Credentials(reader),
            settings,
            checks,
            works,
            SessionUse(reader),
            OneTimeCodes(reader, vault),
        )
        await works.close()
        checks.stop()
    log.close()
