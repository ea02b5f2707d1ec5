"""What is sealed goes with a backup, and opens elsewhere with its own key alone."""

import asyncio
from pathlib import Path

import pytest

from api.backup.refusing import KeysMissing
from api.serving.composition import SEAL_LOST, open_community
from domain.ledger.decision import OFFICE, Request
from domain.ledger.refusal import Refusal
from domain.service.deciding.reading_cause import ReadPairingCause
from tests.api.answers import settle
from tests.api.backup.conftest import Elsewhere, back_up, everything
from tests.api.every_post import paired
from tests.office import Office
from tests.pages.people import url_of


def cause_there(elsewhere: Elsewhere, pairing: str) -> str:
    """What a pairing's cause says there, or the code of why it says nothing."""

    async def read() -> str:
        async with open_community(elsewhere.urls.serving, elsewhere.settings) as community:
            reading = ReadPairingCause(pairing_id=pairing.rpartition("/")[2])
            receipt = await community.recorder.record(Request(decision=reading, actor=OFFICE))
            try:
                return await community.seal.open(receipt)
            except Refusal as no:
                return no.code

    return asyncio.run(read())


def test_it_opens_elsewhere_with_its_own_key_alone(
    office: Office, elsewhere: Elsewhere, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pairing = paired(office)
    settle(office)
    made = back_up(office, tmp_path / "backup")
    elsewhere.take_keys_of(office)
    key = elsewhere.settings.data / "keys" / "seal.key"
    former = key.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600 and "seal" in made.contents.keys
    assert former not in (tmp_path / "backup").read_bytes()
    assert former != office.settings.key("vault")

    key.unlink()
    with pytest.raises(KeysMissing, match=r"^(?!.*vault\.key).*seal\.key"):
        elsewhere.restore(tmp_path / "backup")
    key.write_bytes(former)
    elsewhere.restore(tmp_path / "backup")

    before, after = everything(url_of(office)), everything(elsewhere.urls.serving)
    assert after["vault_sealed"] == before["vault_sealed"] != []
    assert cause_there(elsewhere, pairing) == "illness"
    assert SEAL_LOST not in caplog.text

    key.unlink()
    assert cause_there(elsewhere, pairing) == "seal_key_lost"
    assert SEAL_LOST in caplog.text and key.read_bytes() != former
    key.write_bytes(former)
    assert cause_there(elsewhere, pairing) == "illness"
