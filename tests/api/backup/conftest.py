"""Somewhere else: an empty database and an empty data folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from api.backup.making import Made, make_backup
from api.backup.restoring import BackupFile, look_into, restore
from api.backup.sealing import Secret
from api.backup.tables import looking
from api.serving.preparing import Urls
from api.serving.settings import Settings
from api.serving.upkeep.at_work import Tell, silent
from tests.conftest import COMMUNITY_NAME, administer, url_of
from tests.office import Office
from tests.pages.people import url_of as url_of_office
from tests.roles import as_serving


def back_up(office: Office, file: Path, *keys: Secret, tell: Tell = silent) -> Made:
    """A backup of an office, for these keys."""
    public = [it.to_public() for it in keys]
    return make_backup(url_of_office(office), office.settings, file, public, tell)


@dataclass(frozen=True)
class Elsewhere:
    """Where nothing is yet."""

    urls: Urls
    settings: Settings

    def take_keys_of(self, office: Office) -> None:
        """As who kept them apart would bring them."""
        copytree(office.settings.data / "keys", self.settings.data / "keys")

    def restore(self, file: Path, *keys: Secret, without_keys: bool = False) -> None:
        """As the command does."""
        given = BackupFile(file, keys)
        contents = look_into(given, self.settings, without_keys=without_keys)
        restore(self.urls, self.settings, given, contents, silent)

    def has_nothing(self) -> bool:
        """Whether not even a table was made."""
        with psycopg.connect(self.urls.setting_up) as connection:
            found = connection.execute(
                "SELECT FROM pg_class WHERE relnamespace = to_regnamespace(%s)", [COMMUNITY_NAME]
            )
            return found.fetchone() is None


@pytest.fixture
def elsewhere(server: str, tmp_path: Path) -> Iterator[Elsewhere]:
    """An empty database and an empty data folder."""
    name = f"chengyin_elsewhere_{uuid4().hex}"
    administer(server, "CREATE DATABASE {}", name)
    owner = url_of(name, server)
    try:
        settings = Settings(community=COMMUNITY_NAME, data=tmp_path / "elsewhere")
        settings.data.mkdir()
        yield Elsewhere(Urls(as_serving(owner), owner), settings)
    finally:
        administer(server, "DROP DATABASE {} WITH (FORCE)", name)


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows that a backup holds, by table."""
    with looking(url, COMMUNITY_NAME) as tables:
        names = [it.name for it in tables.kept() if it.name != "backups"]
    with psycopg.connect(url) as connection:
        connection.execute(SQL("SET search_path TO {}").format(Identifier(COMMUNITY_NAME)))
        return {
            name: connection.execute(
                SQL("SELECT * FROM {} AS t ORDER BY t::text").format(Identifier(name))
            ).fetchall()
            for name in names
        }
