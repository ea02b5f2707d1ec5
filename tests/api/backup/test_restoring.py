"""What is restored elsewhere is what was, to the last minute and the last bag of rice."""

import asyncio
import io
import tarfile
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec
import psycopg
import pytest
from msgspec.structs import replace

from api.backup.archive import Table, read
from api.backup.refusing import (
    AnotherCommunity,
    KeysMissing,
    LaterVersion,
    Locked,
    NotWhole,
    Occupied,
)
from api.backup.restoring import BackupFile, look_into, restore
from api.backup.sealing import Secret
from api.ledger.books import check_books
from api.serving.preparing import Urls
from api.serving.upkeep.at_work import silent
from domain.ledger.log import Log, NotSetUp
from projections.ledger.reader import Reader
from tests.api.answers import enrol, list_item
from tests.api.backup.conftest import Elsewhere, back_up, everything
from tests.conftest import COMMUNITY_NAME
from tests.domain.ledger.test_log import append
from tests.office import Office
from tests.pages.people import url_of
from tests.pages.story import tell
from tests.roles import as_owner

GOLDEN: Final = Path(__file__).parents[2] / "golden/backup.chengyin"
NOTHING: Final = sha256().hexdigest()


def books(elsewhere: Elsewhere) -> list[str]:
    """What is wrong with the books there."""
    return asyncio.run(check_books(elsewhere.urls.serving, COMMUNITY_NAME))


def test_what_is_restored_elsewhere_is_what_was(
    office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    story = tell(office)
    office.post("/api/stock-counts", "cashier", {"lines": []})
    made = back_up(office, tmp_path / "backup")
    elsewhere.take_keys_of(office)

    elsewhere.restore(tmp_path / "backup")

    assert books(elsewhere) == []
    before, after = everything(url_of(office)), everything(elsewhere.urls.serving)
    assert after == before
    assert len(before["facts_tt_main"]) == made.contents.facts > 20
    assert any(story.li in row for row in before["vault_people"])
    with psycopg.connect(elsewhere.urls.serving) as connection:
        sessions = connection.execute("SELECT count(*) FROM yanwuping.sessions").fetchone()
    assert sessions == (0,), "whoever was signed in signs in anew"
    log = Log(elsewhere.urls.serving, COMMUNITY_NAME)
    assert append(log, "a:1") > made.contents.position, "recording goes on behind what was"
    log.close()


def test_a_backup_is_of_one_moment_while_sales_go_on(
    office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    def sell(_what: str = "", _done: int = 0, _all: int = 0) -> None:
        member_id = enrol(office, "李桂珍")
        office.has_served(member_id, 8)
        sale = {"member_id": member_id, "lines": [{"item_id": rice, "quantity": 1}]}
        sold.append(office.post("/api/redemptions", "cashier", sale).status_code)

    sold: list[int] = []
    rice = list_item(office, 30)
    gift = {"goods": [{"item_id": rice, "quantity": 10_000}]}
    office.post("/api/donations", "coordinator", gift)
    sell()
    known = back_up(office, tmp_path / "backup", tell=sell).contents
    elsewhere.take_keys_of(office)

    elsewhere.restore(tmp_path / "backup")

    assert len(sold) > 5 and set(sold) == {201}, "somebody sold before each part of each table"
    assert books(elsewhere) == []
    before, after = everything(url_of(office)), everything(elsewhere.urls.serving)
    assert len(after["facts_tt_main"]) == known.facts < len(before["facts_tt_main"])
    assert after["facts_tt_main"] == [
        it for it in before["facts_tt_main"] if int(str(it[0])) <= known.position
    ]


def test_one_role_restores_and_who_only_serves_does_not(
    shared_office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    back_up(shared_office, tmp_path / "backup")
    elsewhere.take_keys_of(shared_office)
    only = Elsewhere(elsewhere.urls._replace(setup=None), elsewhere.settings)
    with pytest.raises(NotSetUp, match="CHENGYIN_SETUP_DATABASE_URL"):
        only.restore(tmp_path / "backup")
    assert elsewhere.has_nothing()

    one = Elsewhere(Urls(elsewhere.urls.setting_up), elsewhere.settings)
    one.restore(tmp_path / "backup")

    assert books(one) == []


def test_an_encrypted_backup_opens_with_its_key_only(
    shared_office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    key, file = Secret.generate(), tmp_path / "backup"
    made = back_up(shared_office, file, key)
    elsewhere.take_keys_of(shared_office)
    whole = file.read_bytes()
    assert made.noted.is_encrypted and b"facts_tt_main" not in whole

    with pytest.raises(Locked, match="--key"):
        elsewhere.restore(file)
    with pytest.raises(Locked, match="does not open"):
        elsewhere.restore(file, Secret.generate())
    for damaged in (whole[:-1], whole[:-100], whole + b"more", flipped(whole, len(whole) // 2)):
        (tmp_path / "damaged").write_bytes(damaged)
        with pytest.raises(NotWhole):
            elsewhere.restore(tmp_path / "damaged", key)
    assert elsewhere.has_nothing()
    elsewhere.restore(file, Secret.generate(), key)
    assert books(elsewhere) == []


def flipped(whole: bytes, place: int) -> bytes:
    """The same with one bit otherwise."""
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


def packed(**members: bytes) -> bytes:
    """A file that is packed as a backup is."""
    packed = io.BytesIO()
    with tarfile.open(mode="w:gz", fileobj=packed) as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def linked() -> bytes:
    """A file in which a table is a link to something else."""
    packed = io.BytesIO()
    with tarfile.open(mode="w:gz", fileobj=packed) as tar:
        member = tarfile.TarInfo("tables/vault_people/000001")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    return packed.getvalue()


def test_what_is_no_whole_backup_is_refused_before_anything_is_written(
    shared_office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    back_up(shared_office, tmp_path / "backup")
    elsewhere.take_keys_of(shared_office)
    whole = (tmp_path / "backup").read_bytes()
    places = range(20, len(whole), len(whole) // 40)
    files = [b"", b"a letter", packed(), packed(letter=b"dear"), packed(**{"contents.json": b"{}"})]
    files += [linked()]
    files += [whole[:it] for it in (10, len(whole) // 2, len(whole) - 8, len(whole) - 1)]
    files += [flipped(whole, it) for it in places]

    for damaged in files:
        (tmp_path / "damaged").write_bytes(damaged)
        with pytest.raises(NotWhole, match="Nothing was written"):
            elsewhere.restore(tmp_path / "damaged")
    assert elsewhere.has_nothing()


def test_a_restore_that_is_cut_off_leaves_nothing_and_is_done_again(
    shared_office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    back_up(shared_office, file)
    elsewhere.take_keys_of(shared_office)
    whole, given = file.read_bytes(), BackupFile(file)
    contents = look_into(given, elsewhere.settings)
    file.write_bytes(whole[: len(whole) * 3 // 4])

    with pytest.raises(NotWhole):
        restore(elsewhere.urls, elsewhere.settings, given, contents, silent)

    assert not any(everything(elsewhere.urls.serving).values())
    file.write_bytes(whole)
    elsewhere.restore(file)
    assert books(elsewhere) == []


@pytest.mark.parametrize("at", ["restore", "rebuild"])
def test_a_restore_that_is_interrupted_leaves_nothing_or_all_of_it(
    shared_office: Office, elsewhere: Elsewhere, tmp_path: Path, at: str
) -> None:
    def interrupt(what: str, _done: int, _all: int) -> None:
        if what == at:
            raise KeyboardInterrupt

    back_up(shared_office, tmp_path / "backup")
    elsewhere.take_keys_of(shared_office)
    given = BackupFile(tmp_path / "backup")
    contents = look_into(given, elsewhere.settings)

    with pytest.raises(KeyboardInterrupt):
        restore(elsewhere.urls, elsewhere.settings, given, contents, interrupt)

    facts = everything(elsewhere.urls.serving)["facts_tt_main"]
    if at == "restore":
        assert not facts
        elsewhere.restore(tmp_path / "backup")
    else:
        assert len(facts) == contents.facts
        assert growing(elsewhere), "nobody is told that there is nothing"
    assert books(elsewhere) == [] and not growing(elsewhere)


def growing(elsewhere: Elsewhere) -> list[str]:
    """The questions that are not answered yet."""

    async def ask() -> list[str]:
        async with Reader(elsewhere.urls.serving, COMMUNITY_NAME) as reader:
            return await reader.growing()

    return asyncio.run(ask())


def test_nothing_is_restored_over_records(shared_office: Office, tmp_path: Path) -> None:
    made = back_up(shared_office, tmp_path / "backup")
    url = url_of(shared_office)
    occupied = Elsewhere(Urls(url, as_owner(url)), shared_office.settings)

    with pytest.raises(Occupied, match="only into an empty"):
        occupied.restore(tmp_path / "backup")

    assert shared_office.get("/readyz").json()["head"] >= made.contents.position


def test_the_keys_that_belong_to_a_backup_are_asked_for(
    shared_office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    with psycopg.connect(url_of(shared_office)) as connection:
        connection.execute(
            "INSERT INTO yanwuping.one_time_codes VALUES ('volunteer2', 'a draft', 0, 0)"
        )
    made = back_up(shared_office, tmp_path / "backup")
    with psycopg.connect(url_of(shared_office)) as connection:
        connection.execute("DELETE FROM yanwuping.one_time_codes")
    key = shared_office.settings.key("vault")
    assert set(made.contents.keys) >= {"vault"} and key not in (tmp_path / "backup").read_bytes()

    with pytest.raises(KeysMissing, match=r"vault\.key"):
        elsewhere.restore(tmp_path / "backup")
    elsewhere.settings.key("vault")
    with pytest.raises(KeysMissing, match=r"vault\.key"):
        elsewhere.restore(tmp_path / "backup")
    assert elsewhere.has_nothing()

    elsewhere.restore(tmp_path / "backup", without_keys=True)
    assert books(elsewhere) == []
    codes = "one_time_codes"
    assert next(it.rows for it in made.contents.tables if it.name == codes) == 1
    assert everything(elsewhere.urls.serving)[codes] == [], "nobody is kept out by a lost key"


def test_a_backup_of_another_community_or_a_later_version_is_refused(
    shared_office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    made = back_up(shared_office, tmp_path / "backup")
    elsewhere.take_keys_of(shared_office)
    another = Elsewhere(elsewhere.urls, elsewhere.settings.model_copy(update={"community": "b"}))
    with pytest.raises(AnotherCommunity, match="CHENGYIN_COMMUNITY=yanwuping"):
        another.restore(tmp_path / "backup")

    table = next(it for it in made.contents.tables if it.name == "vault_people")
    later = [
        {"types": [*made.contents.types, "wish.made"]},
        {"tables": [Table("wishes", ["wish_id"], 0, 0, sha256().hexdigest())]},
        {"tables": [replace(table, columns=["soul"], rows=0, bytes=0, sha256=NOTHING)]},
    ]
    for changes in later:
        file = rewritten(tmp_path / "backup", **changes)
        with pytest.raises(LaterVersion, match="upgrade"):
            elsewhere.restore(file)


def rewritten(file: Path, **changes: Any) -> Path:
    """A whole backup that says otherwise what it holds, of which the rest is left out."""
    contents = replace(read(file, ()), **changes)
    parts: list[tuple[str, bytes]] = []
    read(file, (), lambda table, part: parts.append((table, part)))
    names = [it.name for it in contents.tables if it.rows]
    members = {f"tables/{it}/000001": part for it, part in parts if it in names}
    members["contents.json"] = msgspec.json.encode(contents)
    other = file.with_name("rewritten")
    other.write_bytes(packed(**members))
    return other


def test_a_backup_of_an_earlier_version_has_fewer_columns_and_tables(
    shared_office: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    back_up(shared_office, tmp_path / "backup")
    elsewhere.take_keys_of(shared_office)
    contents = read(tmp_path / "backup", ())
    people = next(it for it in contents.tables if it.name == "vault_people")
    columns = [it for it in people.columns if it != "further_phones"]
    earlier = [
        replace(people, columns=columns, rows=0, bytes=0, sha256=NOTHING) if it is people else it
        for it in contents.tables
        if it.name
        not in {"backups", "vault_merged", "vault_free_times", "item_photographs", "notice_drafts"}
    ]

    elsewhere.restore(rewritten(tmp_path / "backup", tables=earlier))

    assert books(elsewhere) == []


def test_a_backup_that_the_first_version_with_backups_made_is_still_restored(
    elsewhere: Elsewhere,
) -> None:
    elsewhere.restore(GOLDEN, without_keys=True)

    assert books(elsewhere) == []
    assert len(everything(elsewhere.urls.serving)["facts_tt_main"]) == read(GOLDEN, ()).facts
