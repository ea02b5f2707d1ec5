"""Settings: what the environment, or a file `.env`, says about where and how to serve."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.ledger.memory import MEMORY_BYTES

KEY_BYTES: Final = 32
MEGABYTE: Final = 1_000_000


def random_key() -> bytes:
    """32 secret bytes."""
    return secrets.token_bytes(KEY_BYTES)


class Settings(BaseSettings):
    """`CHENGYIN_…`; without a database URL a private PostgreSQL is started in the data folder."""

    model_config = SettingsConfigDict(env_prefix="CHENGYIN_", env_file=".env", extra="ignore")

    database_url: str | None = None
    setup_database_url: str | None = None
    """The same database for the role that sets up and upgrades; unset: who serves does it too."""
    data: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65_535)
    community: str = Field(default="yanwuping", pattern=r"^[a-z][a-z0-9_]{0,40}$")
    time_zone: str = "Asia/Shanghai"
    issuer: str = Field(default="", max_length=60)
    """Who issues certificates of service, as it stands on them; blank to write it by hand."""
    desk: str = Field(default="", max_length=60)
    """Where the community's desk is and when it is open, as it stands on contact cards."""
    offline_points_max: int = Field(default=100, ge=0, le=1_000_000)
    """What a person may spend at a till that has lost the network; 0 sells online only."""
    memory_megabytes: int = Field(default=MEMORY_BYTES // MEGABYTE, ge=1, le=1_000_000)
    """What a process remembers of the things that it has met, so as not to read them again."""
    trusted_proxies: str = Field(
        default_factory=lambda: os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1, ::1")
    )
    """Addresses and networks of proxies: what they say of who asks, and over TLS, is believed."""
    metrics_from: str = "127.0.0.1, ::1"
    """Addresses and networks that are told figures, and why something is not ready."""
    idle_minutes: int = Field(default=60, ge=0, le=720)
    """After so long without a request whoever acts for others signs in anew; 0: never."""
    idle_minutes_own: int = Field(default=240, ge=0, le=720)
    """The same for who acts for nobody but themselves, on their own phone."""
    reauthentication_minutes: int = Field(default=15, ge=0, le=720)
    """So long a password is good for what matters most, as roles and rules; 0: all the session."""
    second_factor: Literal["offered", "staff"] = "offered"
    """`staff`: who acts in a role of the office signs in with a one-time code too."""
    security_log: Path | None = None
    """The file of the security log; without one it goes to where errors are told."""
    nightly_check_hour: int | None = Field(default=3, ge=0, le=23)
    """From this hour of the community's day on the books are checked, once a day; None: never."""
    demo_password: str | None = None
    projections: Literal["beside", "elsewhere"] = "beside"
    """Whether `serve` starts the runner of the projections, or another process does."""

    @field_validator("nightly_check_hour", mode="before")
    @classmethod
    def _never(cls, told: object) -> object:
        return None if told == "" else told

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone: its calendar days and months."""
        return ZoneInfo(self.time_zone)

    @property
    def memory_bytes(self) -> int:
        """The same in bytes."""
        return self.memory_megabytes * MEGABYTE

    def of_doors(self) -> dict[str, str | int]:
        """How the doors are set, for the security log."""
        return {
            "trusted_proxies": self.trusted_proxies,
            "metrics_from": self.metrics_from,
            "second_factor": self.second_factor,
            "idle_minutes": self.idle_minutes,
            "idle_minutes_own": self.idle_minutes_own,
            "reauthentication_minutes": self.reauthentication_minutes,
        }

    def key(self, name: str, make: Callable[[], bytes] = random_key) -> bytes:
        """The secret of a purpose, made once and kept in the data folder for its owner.

        It is 32 bytes unless `make` makes something else.
        """
        folder = self.data / "keys"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{name}.key"
        if not path.exists():
            with NamedTemporaryFile(dir=folder) as made:  # for its owner only
                made.write(make())
                made.flush()
                with suppress(FileExistsError):  # another process was first: its key holds
                    os.link(made.name, path)
        return path.read_bytes()
