"""PostgreSQL's programs, where an unprivileged account cannot reach those that are installed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.postgres.account import Account, NoPrivatePostgres, account_for
from api.postgres.programs import installed_programs, programs_for, remove_lent_programs
from tests.conftest import temporary_folder

pytestmark = pytest.mark.whole

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")


@pytest.fixture
def folder() -> Iterator[Path]:
    with temporary_folder() as made:
        yield made


@pytest.fixture
def nobody(folder: Path) -> Account:
    """The account in which root runs servers."""
    return account_for(folder, folder / "none")


def wheel_in(folder: Path, mode: int) -> Path:
    """The programs of a copy of the wheel, in a folder of this mode."""
    folder.mkdir()
    wheel = installed_programs().parents[1]
    shutil.copytree(wheel, folder / wheel.name)
    shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), folder / f"{wheel.name}.libs")
    for path in folder.rglob("*"):
        path.chmod(0o755)
    folder.chmod(mode)
    return folder / wheel.name / "pginstall18/bin"


@as_root
def test_programs_within_reach_are_used_where_they_are(folder: Path, nobody: Account) -> None:
    installed = wheel_in(folder / "open", 0o755)
    assert programs_for(nobody, folder, installed) == installed
    assert {it.name for it in folder.iterdir()} == {"open"}


@as_root
def test_programs_out_of_reach_are_lent_and_taken_back(folder: Path, nobody: Account) -> None:
    home = folder / "home"
    home.mkdir(mode=0o711)
    lent = programs_for(nobody, home, wheel_in(folder / "closed", 0o700))
    assert lent.is_relative_to(home)
    assert nobody.run([lent / "postgres", "--version"], home).stdout.startswith("postgres")
    remove_lent_programs(home)
    assert list(home.iterdir()) == []


@as_root
def test_an_account_that_may_go_nowhere_is_told_which_folder_is_closed(
    folder: Path, nobody: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = folder / "closed"
    installed = wheel_in(closed, 0o700)
    monkeypatch.setattr("tempfile.tempdir", str(closed))
    with pytest.raises(NoPrivatePostgres, match=str(closed)):
        programs_for(nobody, closed, installed)
