"""A PostgreSQL cluster on disk, made once and then kept.

Root never writes into the cluster, which belongs to an unprivileged account: a link planted there
could lead anywhere. Programs that run in the account's name write there.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from api.postgres.account import Account, NoPrivatePostgres, account_for, name_of
from api.postgres.programs import MAJOR_VERSION

SETUP_ROLE: Final = "chengyin"
"""Owns the database: sets up and upgrades."""
SERVING_ROLE: Final = "chengyin_serving"
"""Owns nothing: appends and reads."""
SUPERUSER: Final = "postgres"
ROLES: Final = (SETUP_ROLE, SERVING_ROLE, SUPERUSER)
DATABASE: Final = "chengyin"

INITDB_OPTIONS: Final = (
    f"--username={SUPERUSER}",
    "--auth=peer",
    "--no-locale",
    "--encoding=UTF8",
    "--data-checksums",
    "--no-instructions",
)
# The role that serves is made once the server runs: earlier versions made clusters without it.
FIRST_STATEMENTS: Final = (
    f"CREATE ROLE {SETUP_ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {SETUP_ROLE}\n"
)
PREPARE: Final = """
set -e
rm -f postmaster.pid .s.PGSQL.*
printf %s "$1" > pg_hba.conf
printf %s "$2" > pg_ident.conf
if [ -d log ]; then find log -type f -mtime +5 -exec rm -f {} + || :; fi
"""


class Cluster:
    """The cluster below a data folder, in a folder `home` of its own beside locks and notes."""

    def __init__(self, data_folder: Path) -> None:
        """Make `home` if it is missing.

        Raises NoPrivatePostgres when it belongs to another account or cannot be made.
        """
        self.home = data_folder / "postgresql"
        self.folder = self.home / "cluster"
        _make_home(self.home)
        self.account: Account = account_for(data_folder, self.folder)

    def make(self, programs: Path, *, durable: bool) -> None:
        """Make the cluster with our role's database, unless it is there.

        It gets its name last: a cluster that bears it is whole. Takes about half a second.
        """
        if self.folder.exists():
            self._check_version()
            return
        unfinished = self.home / "cluster.unfinished"
        with _writing_below(self.home):
            shutil.rmtree(unfinished, ignore_errors=True)
            _make_folder(unfinished, 0o700, self.account.uid, self.account.gid)
        place = self.as_seen_by_account(unfinished)
        sync, fsync = ("--sync-method=fsync", "on") if durable else ("--no-sync", "off")
        initdb = (programs / "initdb", "-D", place, *INITDB_OPTIONS, sync)
        check(self.account.run(initdb, unfinished))
        options = ("-D", place, "-c", "exit_on_error=on", "-c", f"fsync={fsync}")
        single = (programs / "postgres", "--single", *options, "postgres")
        check(self.account.run(single, unfinished, given=FIRST_STATEMENTS))
        unfinished.rename(self.folder)
        _sync(self.home)

    def prepare(self) -> None:
        """Write who may connect and drop what an earlier server left; no server may be running.

        The kernel vouches for who knocks (`peer`), so there is no password to lose. Root comes in,
        and the account of this process; another account does not, not even the server's own.
        """
        names = dict.fromkeys(it for it in (name_of(os.geteuid()), name_of(0)) if it)
        rules = "local all all peer map=ours\n"
        known = "".join(f'ours "{name}" {it}\n' for name in names for it in ROLES)
        check(self.account.run(["/bin/sh", "-c", PREPARE, "sh", rules, known], self.folder))

    def as_seen_by_account(self, folder: Path) -> str:
        """How a program of the account that stands in the folder can name it.

        Where a parent is closed, as root's home is, Linux still leads to the folder one stands in.
        Raises NoPrivatePostgres elsewhere.
        """
        if self.account.may_enter(folder):
            return str(folder)
        if Path("/proc/self/cwd").exists():
            return "/proc/self/cwd"
        name, closed = self.account.name, self.account.first_closed_folder(folder) or folder
        raise NoPrivatePostgres(
            f"PostgreSQL 要以账户 {name} 运行，但该账户进不了文件夹 {closed}。"
            "请用 CHENGYIN_DATA 指定一个它进得去的文件夹，"
            "或用 CHENGYIN_DATABASE_URL 指定一个 PostgreSQL。",
            f"PostgreSQL has to run as the account {name}, which may not enter {closed}. Name "
            "a folder it may enter in CHENGYIN_DATA, or a PostgreSQL in CHENGYIN_DATABASE_URL.",
        )

    def _check_version(self) -> None:
        found = self.account.run(["/bin/sh", "-c", "cat PG_VERSION"], self.folder).stdout.strip()
        if found != str(MAJOR_VERSION):
            raise NoPrivatePostgres(
                f"{self.folder} 里的数据属于 PostgreSQL {found}，而安装的是 {MAJOR_VERSION}。"
                "请先用原来的版本导出数据。",
                f"The data in {self.folder} are of PostgreSQL {found}, but {MAJOR_VERSION} is "
                "installed. First export them with the version that wrote them.",
            )


def check(result: subprocess.CompletedProcess[str]) -> None:
    """Raises NoPrivatePostgres with a program's last words when it failed."""
    if result.returncode != 0:
        raise failure(result.stderr or result.stdout)


def failure(last_words: str) -> NoPrivatePostgres:
    """The refusal that hands on what PostgreSQL itself said."""
    words = "\n".join(last_words.strip().splitlines()[-8:])
    return NoPrivatePostgres(
        f"PostgreSQL 没有启动。它说：\n{words}", f"PostgreSQL did not start. It says:\n{words}"
    )


def _make_home(home: Path) -> None:
    with _writing_below(home.parent):
        if not home.parent.exists():
            _make_folder(home.parent, 0o711, os.geteuid(), os.getegid())
        if not home.exists():
            owner = home.parent.stat()
            _make_folder(home, 0o711, owner.st_uid, owner.st_gid)
    uid = home.stat().st_uid
    if os.geteuid() not in (0, uid):
        name = name_of(uid) or str(uid)
        raise NoPrivatePostgres(
            f"{home} 属于账户 {name}。请以该账户启动，或用 CHENGYIN_DATA 指定另一个文件夹。",
            f"{home} belongs to the account {name}. Start as that account, "
            "or name another folder in CHENGYIN_DATA.",
        )


def _make_folder(folder: Path, mode: int, uid: int, gid: int) -> None:
    """Make a folder; one that root makes is given to the account `uid`.

    It gets its name last, so that another process which makes it too finds it whole.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=".", dir=folder.parent))
    opened = os.open(made, os.O_DIRECTORY | os.O_NOFOLLOW)
    os.fchmod(opened, mode)
    if os.geteuid() == 0:
        os.fchown(opened, uid, gid)
    os.close(opened)
    try:
        made.rename(folder)
    except OSError:
        made.rmdir()
        if not folder.is_dir():
            raise


@contextmanager
def _writing_below(folder: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise NoPrivatePostgres(
            f"数据不能放在 {folder}：{error}。请用 CHENGYIN_DATA 指定另一个文件夹。",
            f"Data cannot be kept in {folder}: {error}. Name another folder in CHENGYIN_DATA.",
        ) from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
