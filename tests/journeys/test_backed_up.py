"""A community is backed up while it serves, and restored somewhere else by the real program."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from uuid import uuid4

import pytest

from tests.conftest import administer, temporary_folder, url_of
from tests.journeys.running import PASSWORD, Running, created, running
from tests.roles import as_serving

pytestmark = pytest.mark.whole


@pytest.fixture
def folder() -> Iterator[Path]:
    with temporary_folder() as made:
        yield made


@pytest.fixture
def empty(server: str) -> Iterator[str]:
    """The URL of an empty database for the role that owns it."""
    name = f"chengyin_elsewhere_{uuid4().hex}"
    administer(server, "CREATE DATABASE {}", name)
    try:
        yield url_of(name, server)
    finally:
        administer(server, "DROP DATABASE {} WITH (FORCE)", name)


def somewhere(folder: Path, name: str, **settings: str) -> Running:
    """Another place: a data folder with nothing in it but, maybe, what is put there."""
    (folder / name).mkdir(mode=0o711)
    return Running(folder / name, **settings)


def test_from_a_private_postgres_to_another_and_to_ones_own(folder: Path, empty: str) -> None:
    home = folder / "home"
    home.mkdir(mode=0o711)
    file, key = folder / "monday.chengyin", folder / "key"
    with running(home, "demo", "--empty") as program:
        made_key = program.run("backup-key", key)
        rice = {"name": "大米", "unit": "袋", "points": 30}
        created(program.sign_in("coordinator").post("/api/items", json=rice))
        signed_in = program.sign_in("coordinator")
        made = program.run("backup", file, "--encrypt-for", f"{key}.pub")
        again = program.run("backup", file, "--encrypt-for", f"{key}.pub")
        before = program.run("export", "csv").stdout
    assert made_key.returncode == 0 and "AGE-SECRET-KEY" not in made_key.stdout
    assert made.returncode == 0, made.stderr
    assert "facts_tt_main" in made.stdout and "SHA-256" in made.stdout
    assert str(home / "keys") in made.stdout
    assert (again.returncode, file.stat().st_mode & 0o777) == (1, 0o600)
    assert not list(folder.glob("*.unfinished"))

    private = somewhere(folder, "private")
    assert private.run("restore", file).returncode == 2
    keyless = private.run("restore", file, "--key", key)
    assert keyless.returncode == 2 and "vault.key" in keyless.stderr
    assert not (folder / "private/postgres").exists(), "nothing is written before all is seen"
    urls = {"database_url": as_serving(empty), "setup_database_url": empty}
    own = somewhere(folder, "own", **urls, issuer="另一处")
    for place in (private, own):
        copytree(home / "keys", place.folder / "keys")
        looked = place.run("restore", file, "--key", key, "--dry-run")
        restored = place.run("restore", file, "--key", key)
        assert (looked.returncode, restored.returncode) == (0, 0), restored.stderr
        assert "The books are in order" in place.run("check-books").stdout
        assert place.run("export", "csv").stdout == before
        assert place.run("restore", file, "--key", key).returncode == 2, "never over records"
    assert "CHENGYIN_ISSUER=" in looked.stdout

    private.start("serve")
    try:
        token = signed_in.headers["Authorization"]
        answer = private.sign_in("coordinator").get("/api/items")
        assert "大米" in answer.text, PASSWORD
        signed_in.base_url = private.address
        assert signed_in.get("/api/me", headers={"Authorization": token}).status_code == 401
    finally:
        private.stop()


def test_what_is_no_backup_and_what_cannot_be_written_is_said_in_plain_words(
    folder: Path,
) -> None:
    letter = folder / "letter"
    letter.write_text("dear office")
    place = somewhere(folder, "place")
    for arguments in (
        ("restore", letter),
        ("restore", letter, "--key", letter),
        ("restore", folder / "nowhere"),
        ("backup", letter),
        ("backup-key", letter),
        ("backup", folder / "new", "--encrypt-for", letter),
    ):
        refused = place.run(*arguments)
        assert refused.returncode in {1, 2, 4}, arguments
        assert refused.stderr and "Traceback" not in refused.stderr, refused.stderr
    assert not (folder / "place/postgres").exists()
    assert letter.read_text() == "dear office"
