"""The account of this machine in whose name a private PostgreSQL runs.

PostgreSQL refuses to run as the administrator, root. Then it runs as an account that already
exists: the owner of the data folder, or `nobody`. No account is made, no permission loosened.
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


class NoPrivatePostgres(Exception):
    """A private PostgreSQL cannot run here: says why and what to do, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en


@dataclass(frozen=True)
class Account:
    """An unprivileged account: our own, or one that root borrows."""

    uid: int
    gid: int
    name: str

    @property
    def is_ours(self) -> bool:
        """Whether this process itself runs in the account's name."""
        return self.uid == os.geteuid()

    def run(
        self, command: Sequence[str | Path], folder: Path, *, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in the account's name to its end, standing in `folder`.

        It may stand in a folder that it could not walk to. Raises PermissionError when the account
        cannot run the program.
        """
        return subprocess.run(  # noqa: S603 - no word of a person's is in any command
            command,
            cwd=folder,
            input=given,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **self._in_its_name(),
        )

    def start(
        self, command: Sequence[str | Path], folder: Path, *, log: int, kept: Sequence[int]
    ) -> subprocess.Popen[bytes]:
        """Start a program in the account's name; it keeps the descriptors `kept` open.

        It has a session of its own: a key pressed at our terminal does not interrupt it.
        """
        return subprocess.Popen(  # noqa: S603 - no word of a person's is in any command
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=kept,
            start_new_session=True,
            **self._in_its_name(),
        )

    def may_enter(self, folder: Path) -> bool:
        """Whether the account can walk to the folder from the top of the file system."""
        try:
            return self.run(["/bin/sh", "-c", 'cd "$0"', folder], Path("/")).returncode == 0
        except PermissionError:
            return False

    def first_closed_folder(self, folder: Path) -> Path | None:
        """The folder that bars the account's way, or None when the way is open."""
        way = [*reversed(folder.parents), folder]
        return next((it for it in way if not self.may_enter(it)), None)

    def _in_its_name(self) -> dict[str, Any]:
        ours: dict[str, Any] = {"env": ENVIRONMENT, "umask": 0o077}
        borrowed = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return ours if self.is_ours else ours | borrowed


def account_for(data_folder: Path, cluster: Path) -> Account:
    """Our own account; for root the owner of the cluster or of the data folder, or `nobody`.

    Raises NoPrivatePostgres when there is none.
    """
    if os.geteuid() != 0:
        return _named(os.geteuid())
    if cluster.exists():
        owner = cluster.stat()
        return Account(owner.st_uid, owner.st_gid, name_of(owner.st_uid) or str(owner.st_uid))
    owner = data_folder.stat()
    if owner.st_uid != 0 and name_of(owner.st_uid):
        return _named(owner.st_uid)
    return _nobody()


def name_of(uid: int) -> str | None:
    """The name of an account, or None when the machine knows only its number."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def _named(uid: int) -> Account:
    name = name_of(uid)
    if name is None:
        raise NoPrivatePostgres(
            f"本机没有编号为 {uid} 的账户名，PostgreSQL 无法运行。"
            "请换一个有名字的账户，或用 CHENGYIN_DATABASE_URL 指定一个 PostgreSQL。",
            f"The account number {uid} has no name on this machine, which PostgreSQL needs. "
            "Use an account that has one, or name a PostgreSQL in CHENGYIN_DATABASE_URL.",
        )
    return Account(uid, pwd.getpwuid(uid).pw_gid, name)


def _nobody() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise NoPrivatePostgres(
            "PostgreSQL 不能以 root 运行，本机也没有 nobody 账户。"
            "请换一个普通账户，或用 CHENGYIN_DATABASE_URL 指定一个 PostgreSQL。",
            "PostgreSQL does not run as root, and this machine has no account “nobody”. "
            "Use an ordinary account, or name a PostgreSQL in CHENGYIN_DATABASE_URL.",
        ) from None
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
