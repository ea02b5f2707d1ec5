"""Hours on paper that a relative of the volunteer confirmed are not taken in."""

from collections.abc import Iterator

import pytest

from api.serving.composition import Community
from api.serving.settings import Settings
from domain.ledger.decision import OFFICE, Receipt, Request
from domain.ties.kin import RecordKin
from tests.api.workbooks.desk import Desk, roster_row, service_row
from tests.api.workbooks.imported import found
from tests.conftest import COMMUNITY_NAME


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def tie(desk: Desk, one: str, other: str) -> None:
    """Record at the desk that two people are relatives."""

    async def recording(community: Community) -> None:
        (one_id,) = await community.vault.search(one)
        other_id = (await community.vault.search(other))[0]
        told = RecordKin(member_id=one_id, relative_id=other_id, relation="spouse", evidence="told")
        (made,) = await community.recorder.record_all([Request(decision=told, actor=OFFICE)])
        assert isinstance(made, Receipt)

    desk.ask(recording)


def row(name: str, confirmer: str, day: str, **more: str) -> str:
    return service_row(name, day, **more).replace("队长周姐", confirmer)


def test_a_relative_does_not_confirm_and_everybody_else_does(desk: Desk) -> None:
    li, wang, zhao = desk.volunteer(), desk.volunteer(), desk.volunteer()
    tie(desk, li, wang)
    rows = [
        row(li, wang, "2026-03-05"),
        row(wang, f" {li} ", "2026-03-05"),
        row(li, zhao, "2026-03-06"),
        row(li, "队长周姐", "2026-03-07"),
        row(li, li, "2026-03-08"),
        row(li, wang, "2026-03-09", hours="1"),
    ]
    codes = ["confirmed_by_kin", "confirmed_by_kin", "self_confirmed", "hours_mismatch"]
    assert desk.codes("services", *rows) == codes


def test_a_name_of_several_people_names_nobody(desk: Desk) -> None:
    li = desk.volunteer()
    for _ in range(2):
        assert desk.codes("roster", roster_row("同名亲属")) == []
    tie(desk, li, "同名亲属")
    assert desk.codes("services", row(li, "同名亲属", "2026-03-05")) == []
