"""What the environment says is what a community is opened with."""

import asyncio
from pathlib import Path

import pytest

from api.serving.composition import open_community
from api.serving.settings import Settings


def test_a_process_remembers_no_more_than_it_was_told(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHENGYIN_MEMORY_MEGABYTES", "2")

    async def bytes_max() -> int:
        async with open_community(database, Settings(data=tmp_path)) as community:
            memory = community.recorder._ledger._memory
            return memory.things._bytes_max + memory.answers._bytes_max

    assert asyncio.run(bytes_max()) == 2_000_000
    monkeypatch.delenv("CHENGYIN_MEMORY_MEGABYTES")
    assert asyncio.run(bytes_max()) == 256_000_000


@pytest.mark.parametrize("told", ["0", "-1", "all of it"])
def test_to_remember_nothing_is_no_setting(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("CHENGYIN_MEMORY_MEGABYTES", told)
    with pytest.raises(ValueError, match="memory_megabytes"):
        Settings()
