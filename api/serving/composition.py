"""The composition root: a community's log, vault, projections and how requests reach them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.serving.checks import Checks, create_checks
from api.serving.recorder import Recorder
from api.serving.settings import Settings
from domain.ledger.log import Log, setting_up
from domain.ledger.recording import Ledger
from domain.people.credentials import Credentials, create_credentials
from domain.people.vault import Vault, create_vault
from projections.catalogue import PROJECTIONS
from projections.ledger.reader import Reader
from projections.ledger.runner import Runner


@dataclass(frozen=True)
class Community:
    """Everything that answers requests for one community."""

    name: str
    zone: ZoneInfo
    recorder: Recorder
    reader: Reader
    vault: Vault
    credentials: Credentials
    settings: Settings
    checks: Checks


def prepare(url: str, community: str) -> None:
    """Make what is missing in the database; harmless when nothing is."""
    log = Log(url, community)
    runner = Runner(log, PROJECTIONS, url, community)
    with setting_up(url, community) as connection:
        connection.execute(b"SELECT set_config('search_path', %s, false)", [community])
        connection.execute(create_vault())
        connection.execute(create_credentials())
        connection.execute(create_checks())
    runner.close()
    log.close()


@asynccontextmanager
async def open_community(url: str, settings: Settings) -> AsyncIterator[Community]:
    """Open a prepared community for as long as the context lasts."""
    log = Log(url, settings.community)
    recorder = Recorder(Ledger(log, settings.zone))
    async with Reader(url, settings.community) as reader, recorder:
        vault = Vault(reader, settings.key("vault"))
        checks = Checks(reader, url, settings)
        yield Community(
            settings.community,
            settings.zone,
            recorder,
            reader,
            vault,
            Credentials(reader),
            settings,
            checks,
        )
        checks.stop()
    log.close()
