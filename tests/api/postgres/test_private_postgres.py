"""A private PostgreSQL, started for real: as root, as others, after accidents."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from api.postgres.account import Account, account_for
from api.postgres.private_postgres import NoPrivatePostgres, start
from api.postgres.programs import installed_programs
from tests.conftest import temporary_folder
from tests.roles import as_owner

ROOT = Path(__file__).parents[3]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")

STARTS_IT = """
import sys, time
from pathlib import Path
from api.postgres.private_postgres import start
from tests.roles import as_owner
with start(Path(sys.argv[1]), durable=False) as postgres:
    sys.stdout.write(postgres.url + "\\n")
    sys.stdout.flush()
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with temporary_folder() as made:
        yield made


@pytest.fixture(scope="module")
def stopped_cluster() -> Iterator[Path]:
    """A data folder in which a server has run and was stopped; only for copying."""
    with temporary_folder() as made:
        start(made, durable=False).stop()
        yield made / "postgresql"


@pytest.fixture
def stopped(folder: Path, stopped_cluster: Path) -> Path:
    """A data folder in which a server has run and was stopped."""
    subprocess.run(["cp", "-a", stopped_cluster, folder], check=True)
    return folder


@contextmanager
def another_process(folder: Path, *, seconds: float = 60) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the server of the folder, once it has got it."""
    command = [sys.executable, "-c", STARTS_IT, str(folder), str(seconds)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # noqa: PLW1509 (nohup)
    ) as process:
        assert process.stdout
        try:
            assert process.stdout.readline().startswith("postgresql://")
            yield process
        finally:
            process.kill()


def shown(url: str, setting: str) -> str:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
    assert found
    return str(found[0])


def note_that(url: str, what: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(1)")
        connection.execute("CREATE TABLE IF NOT EXISTS notes (what text)")
        connection.execute("INSERT INTO notes VALUES (%s)", [what])


def notes(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT what FROM notes ORDER BY what")]


def is_running(folder: Path) -> bool:
    return (folder / "postgresql/cluster/postmaster.pid").exists()


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def being(account: Account) -> Iterator[None]:
    """Lets root act as another account for a while."""
    os.setegid(account.gid)
    os.seteuid(account.uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def nobody(folder: Path) -> Account:
    """The account in which root runs servers."""
    return account_for(folder, folder / "none")


def test_a_community_without_a_database_gets_one_that_is_safe(folder: Path) -> None:
    with start(folder) as postgres:
        assert shown(postgres.url, "server_version").startswith("18")
        assert shown(postgres.url, "server_encoding") == "UTF8"
        assert shown(postgres.url, "listen_addresses") == ""
        for url in (postgres.url, postgres.setup_url):
            assert shown(url, "is_superuser") == "off"
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert shown(postgres.url, setting) == "on"
    assert not is_running(folder)


def test_what_was_written_is_there_the_next_day(stopped: Path) -> None:
    with start(stopped, durable=False) as postgres:
        note_that(postgres.setup_url, "first day")
    with start(stopped, durable=False) as postgres:
        note_that(postgres.setup_url, "second day")
        assert notes(postgres.setup_url) == ["first day", "second day"]


def test_who_serves_owns_nothing_and_who_sets_up_owns_the_database(stopped: Path) -> None:
    with start(stopped, durable=False) as postgres:
        note_that(postgres.setup_url, "mine")
        with pytest.raises(InsufficientPrivilege):
            notes(postgres.url)
        with pytest.raises(InsufficientPrivilege):
            note_that(postgres.url, "not mine")


def test_a_cluster_of_an_earlier_version_gets_the_role_that_serves(stopped: Path) -> None:
    with (
        start(stopped, durable=False) as postgres,
        psycopg.connect(postgres.url_of("postgres")) as superuser,
    ):
        superuser.execute("DROP ROLE chengyin_serving")
    with start(stopped, durable=False) as postgres:
        assert shown(postgres.url, "is_superuser") == "off"


def test_beside_a_process_of_an_earlier_version_it_does_not_start(stopped: Path) -> None:
    """That one lets in the role that owns everything, and knows no other."""
    with start(stopped, durable=False) as before:
        let_in = stopped / "postgresql/cluster/pg_ident.conf"
        known = [it for it in let_in.read_text().splitlines() if "_serving" not in it]
        let_in.write_text("\n".join([*known, ""]))
        with psycopg.connect(before.url_of("postgres")) as superuser:
            superuser.execute("SELECT pg_reload_conf()")
        with pytest.raises(NoPrivatePostgres, match="earlier version"):
            start(stopped, durable=False)
        note_that(before.setup_url, "unharmed")


def test_stopping_twice_is_stopping_once(stopped: Path) -> None:
    postgres = start(stopped, durable=False)
    postgres.stop()
    with start(stopped, durable=False) as another:
        postgres.stop()
        note_that(another.setup_url, "still there")


def test_the_last_one_to_leave_stops_the_server(stopped: Path) -> None:
    with another_process(stopped) as process:
        with start(stopped, durable=False) as postgres:
            note_that(postgres.setup_url, "together")
        assert is_running(stopped)
        with start(stopped, durable=False) as postgres:
            process.terminate()
            process.wait()
            assert notes(postgres.setup_url) == ["together"]
        assert not is_running(stopped)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_process_told_to_end_stops_its_server(stopped: Path, number: signal.Signals) -> None:
    with another_process(stopped) as process:
        process.send_signal(number)
        assert process.wait() != 0, "it ended because its time was over"
    assert not is_running(stopped)


def test_a_server_left_behind_by_a_killed_process_is_started_anew(stopped: Path) -> None:
    with another_process(stopped) as process:
        process.kill()
    left_behind = (stopped / "postgresql/cluster/postmaster.pid").read_text().split()[0]
    with start(stopped, durable=False) as postgres:
        note_that(postgres.setup_url, "found again")
        now = (stopped / "postgresql/cluster/postmaster.pid").read_text().split()[0]
        assert now != left_behind
    assert not is_running(stopped)


def test_a_number_noted_before_a_crash_may_be_another_process_now(stopped: Path) -> None:
    cluster = stopped / "postgresql/cluster"
    account = account_for(stopped, cluster)
    bystander = account.start(["/bin/sleep", "60"], Path("/"), log=subprocess.DEVNULL, kept=())
    note = f"{bystander.pid}\n{cluster}\n0\n5432\n.\n\n1 1\nready\n"
    account.run(["/bin/sh", "-c", "cat > postmaster.pid"], cluster, given=note)
    account.run(["/bin/sh", "-c", "cp postmaster.pid .s.PGSQL.5432.lock"], cluster)
    with start(stopped, durable=False) as postgres:
        note_that(postgres.setup_url, "started all the same")
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_cluster_whose_making_was_cut_off_is_made_again(folder: Path) -> None:
    (folder / "postgresql/cluster.unfinished/base").mkdir(parents=True)
    with start(folder, durable=False) as postgres:
        note_that(postgres.setup_url, "made")


def test_processes_that_start_at_once_get_the_same_server(folder: Path) -> None:
    command = [sys.executable, "-c", STARTS_IT, str(folder), "1"]
    crowd = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    urls = {process.communicate()[0] for process in crowd}
    assert {process.returncode for process in crowd} == {0}
    assert len(urls) == 1
    assert not is_running(folder)


def test_a_folder_with_a_long_name_has_a_short_one_for_sockets(stopped: Path) -> None:
    deep = stopped / ("village-" * 12) / "橙银, data"
    deep.mkdir(parents=True)
    for parent in (deep, deep.parent):
        parent.chmod(0o711)
    (stopped / "postgresql").rename(deep / "postgresql")
    with start(deep, durable=False) as postgres:
        note_that(postgres.setup_url, "reached")
        short = re.findall(r"host=([^&]*)", postgres.url)[0].replace("%2F", "/")
        assert Path(short).is_symlink()
    assert not Path(short).parent.exists()


def test_data_of_another_version_are_refused(stopped: Path) -> None:
    (stopped / "postgresql/cluster/PG_VERSION").write_text("15\n")
    with pytest.raises(NoPrivatePostgres, match="PostgreSQL 15") as refused:
        start(stopped, durable=False)
    assert "导出" in refused.value.zh


def test_a_server_that_does_not_start_says_why(stopped: Path) -> None:
    with (stopped / "postgresql/cluster/postgresql.conf").open("a") as settings:
        settings.write("colour = orange\n")
    with pytest.raises(NoPrivatePostgres, match="colour"):
        start(stopped, durable=False)
    assert not is_running(stopped)


def test_logs_are_kept_for_a_week(stopped: Path) -> None:
    log = stopped / "postgresql/cluster/log"
    for name, days in {"old.log": 7, "recent.log": 3}.items():
        (log / name).touch()
        os.utime(log / name, (time.time() - days * 86_400,) * 2)
    start(stopped, durable=False).stop()
    assert not (log / "old.log").exists()
    assert (log / "recent.log").exists()


def test_no_folder_on_the_way_is_loosened(folder: Path) -> None:
    data = folder / "data"
    data.mkdir(mode=0o755)
    way = [data, *data.parents, *installed_programs().parents]
    before = [(it.stat().st_mode, it.stat().st_uid, it.stat().st_gid) for it in way]
    start(data, durable=False).stop()
    assert [(it.stat().st_mode, it.stat().st_uid, it.stat().st_gid) for it in way] == before


@as_root
def test_root_may_keep_data_below_a_closed_home(folder: Path) -> None:
    folder.chmod(0o700)
    with start(folder / "chengyin/var", durable=False) as postgres:
        note_that(postgres.setup_url, "at home")
    with start(folder / "chengyin/var", durable=False) as postgres:
        assert notes(postgres.setup_url) == ["at home"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.stat().st_uid == 0


@as_root
def test_the_servers_own_account_is_not_let_in(stopped: Path, nobody: Account) -> None:
    with (
        start(stopped, durable=False) as postgres,
        being(nobody),
        pytest.raises(psycopg.OperationalError, match="Peer authentication failed"),
    ):
        psycopg.connect(postgres.url)


@as_root
def test_data_that_root_keeps_are_not_taken_over_by_another(stopped: Path, nobody: Account) -> None:
    with being(nobody), pytest.raises(NoPrivatePostgres, match="belongs to the account root"):
        start(stopped, durable=False)


@as_root
def test_an_account_without_leave_to_write_is_told_where(folder: Path, nobody: Account) -> None:
    with being(nobody), pytest.raises(NoPrivatePostgres, match="CHENGYIN_DATA"):
        start(folder / "closed", durable=False)


@as_root
def test_root_leaves_a_persons_data_to_that_person(folder: Path, nobody: Account) -> None:
    os.chown(folder, nobody.uid, nobody.gid)
    start(folder, durable=False).stop()
    assert {it.lstat().st_uid for it in folder.rglob("*")} == {nobody.uid}


def test_a_test_gets_a_database_of_its_own(database: str) -> None:
    note_that(as_owner(database), "only here")
    assert notes(as_owner(database)) == ["only here"]
