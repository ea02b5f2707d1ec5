"""A corrected row that is brought again is not a second one, unless somebody says so."""

from collections.abc import Iterator
from itertools import count
from typing import Final

import pytest

from api.capabilities import workbook_of
from api.serving.composition import Community
from api.serving.settings import Settings
from api.workbooks.importing import File, import_content
from api.workbooks.report import Report
from api.workbooks.resembling import Choice, Choices
from projections.people.balances import member_balance
from tests.api.workbooks.desk import NEXT, Desk, service_row
from tests.api.workbooks.imported import found
from tests.conftest import COMMUNITY_NAME

YUAN: Final = count(1_000)


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def bring(desk: Desk, kind: str, row: str, choice: Choice = "refuse") -> Report:
    async def importing(community: Community) -> Report:
        text = f"{','.join(workbook_of(kind).columns)}\n{row.replace('|', ',')}"
        file = File(workbook_of(kind), "typed", text.encode())
        return (await import_content(community, file, choices=Choices(choice)))[0]

    return desk.ask(importing)


def points_of(desk: Desk, name: str) -> int:
    async def asked(community: Community) -> int:
        (member_id,) = await community.vault.search(name)
        return (await member_balance(community.reader, member_id)).points

    return desk.ask(asked)


@pytest.fixture
def sale(desk: Desk) -> tuple[str, str, str]:
    """Who took what home, and the row that says so: 60 points earned, 30 spent."""
    li, rice = desk.volunteer(), desk.item()
    assert desk.codes("services", service_row(li)) == []
    row = f"2026-03-20|{li}|8000|{rice}|1|30|收银员小王"
    assert bring(desk, "redemptions", row).accepted == 1
    return li, rice, row


def test_a_corrected_row_is_refused_and_says_which_it_resembles(
    desk: Desk, sale: tuple[str, str, str]
) -> None:
    li, _, row = sale
    for corrected in (row.replace("小王", "小李"), row.replace("|1|30|", "|2|60|")):
        report = bring(desk, "redemptions", corrected)
        assert report.accepted == 0
        (refused,) = report.rejected
        assert refused.code == "resembles_another"
    assert points_of(desk, li) == 30
    (refused,) = bring(desk, "redemptions", row.replace("小王", "小李")).rejected
    assert "2026-03-20" in refused.message_zh and "30 分" in refused.message_zh


def test_said_to_be_the_same_it_counts_as_taken_from_then_on(
    desk: Desk, sale: tuple[str, str, str]
) -> None:
    li, _, row = sale
    corrected = row.replace("小王", "小李")
    for choice in ("same", "refuse"):
        report = bring(desk, "redemptions", corrected, choice)  # type: ignore[arg-type]
        assert (report.accepted, report.repeated, report.rejected) == (0, 1, [])
    assert points_of(desk, li) == 30


def test_said_to_be_changed_the_earlier_sale_is_taken_back(
    desk: Desk, sale: tuple[str, str, str]
) -> None:
    li, _, row = sale
    corrected = row.replace("|1|30|", "|2|60|")
    report = bring(desk, "redemptions", corrected, "changed")
    assert (report.accepted, report.rejected) == (1, [])
    again = bring(desk, "redemptions", corrected)
    assert (again.accepted, again.repeated) == (0, 1)
    assert points_of(desk, li) == 0


def test_a_change_that_cannot_be_leaves_the_earlier_sale(
    desk: Desk, sale: tuple[str, str, str]
) -> None:
    li, _, row = sale
    report = bring(desk, "redemptions", row.replace("|1|30|", "|3|90|"), "changed")
    assert [it.code for it in report.rejected] == ["insufficient_points"]
    assert points_of(desk, li) == 30


def test_said_to_be_another_it_is_recorded(desk: Desk, sale: tuple[str, str, str]) -> None:
    li, _, row = sale
    report = bring(desk, "redemptions", row.replace("小王", "小李"), "another")
    assert (report.accepted, report.rejected) == (1, [])
    assert points_of(desk, li) == 0


def test_rows_of_one_file_never_resemble_each_other(desk: Desk) -> None:
    li, rice = desk.volunteer(), desk.item()
    assert desk.codes("services", service_row(li)) == []
    rows = [f"2026-03-20|{li}|8000|{rice}|1|30|{who}" for who in ("小王", "小李")]
    assert desk.codes("redemptions", *rows) == []
    assert desk.take("redemptions", *rows).repeated == 2


def test_a_gift_without_a_number_that_is_corrected_resembles_the_earlier(desk: Desk) -> None:
    donor, rice = f"米行{next(NEXT)}", desk.item()
    gift = f"|2026-03-01|{donor}|物资|{rice}|3|||"
    money = f"|2026-03-01|{donor}|资金||||{next(YUAN)}|"
    assert desk.codes("donations", gift, money) == []
    numbered = f"N-{next(NEXT)}{gift}"
    for row in (gift.replace("|3|", "|4|"), money.replace("|资金||||1", "|资金||||2"), numbered):
        assert [it.code for it in bring(desk, "donations", row).rejected] == ["resembles_another"]
    others = [gift.replace(donor, f"{donor}二"), gift.replace("03-01", "03-02")]
    assert desk.codes("donations", *others) == []


def test_gifts_with_numbers_of_their_own_are_two(desk: Desk) -> None:
    donor, rice = f"米行{next(NEXT)}", desk.item()
    head = f"2026-03-01|{donor}|物资|{rice}"
    first, second, third = (f"N-{next(NEXT)}" for _ in range(3))
    assert bring(desk, "donations", f"{first}|{head}|3|||").accepted == 1
    assert bring(desk, "donations", f"{second}|{head}|4|||").accepted == 1
    same = bring(desk, "donations", f"{third}|{head}|4|||")
    assert [it.code for it in same.rejected] == ["resembles_another"]


def test_a_service_at_another_time_of_the_day_resembles_the_earlier(desk: Desk) -> None:
    li = desk.volunteer()
    assert desk.codes("services", service_row(li, start="8:00", end="10:00", hours="2")) == []
    later = service_row(li, start="14:00", end="16:00", hours="2")
    report = bring(desk, "services", later)
    assert [it.code for it in report.rejected] == ["resembles_another"]
    assert "08:00" in report.rejected[0].message_zh
    assert bring(desk, "services", later, "another").accepted == 1
