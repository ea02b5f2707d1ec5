"""What is worth a second look stands in lists; what is not does not."""

import psycopg
import pytest

from tests.api.answers import created_by, list_item, settle
from tests.clock import at
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of
from tests.pages.people import url_of
from tests.pages.story import tell


def backfill(office: Office, member_id: str, days_ago: int, who: str = "coordinator") -> str:
    """Two hours that somebody typed in."""
    body = {
        "member_id": member_id,
        "programme": "真情系夕阳",
        "starts_at": at(9, days_ago=days_ago),
        "ends_at": at(11, days_ago=days_ago),
    }
    answer = office.post("/api/services", who, body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["service_id"])


def section(text: str, heading: str) -> str:
    """What a page says below a heading."""
    _, _, rest = plain(text.replace("<h2", "\n<h2>§").replace("</h2>", "¶</h2>")).partition(heading)
    return rest.partition("§")[0]


def test_long_services_are_listed_and_short_ones_are_not(office: Office) -> None:
    story = tell(office)
    office.has_served(story.wang, 9, days_ago=20)
    office.has_served(story.wang, 10, days_ago=60)
    settle(office)
    with browser_of(office, "supervisor") as browser:
        quarter = section(browser.open("/ledger/anomalies?days=90").text, "超过 8 小时")
        month = section(browser.open("/ledger/anomalies?days=30").text, "超过 8 小时")

    assert quarter.index("10小时") < quarter.index("9小时")
    assert "10小时" not in month
    assert "王*国" in month
    assert "李*珍" not in month


def test_the_same_two_people_behind_many_services_are_listed(office: Office) -> None:
    for days_ago in range(1, 12):
        service_id = backfill(office, "volunteer", days_ago)
        who = "coordinator2" if days_ago <= 10 else "supervisor"
        answer = office.post(f"/api/services/{service_id}/confirmation", who)
        assert answer.status_code in {201, 403}, answer.text
    settle(office)
    with browser_of(office, "supervisor") as browser:
        said = section(browser.open("/ledger/anomalies").text, "录入、确认")

    assert " 10 1 20小时" in said


def test_many_late_entries_of_a_day_are_listed_and_few_are_not(office: Office) -> None:
    for days_ago in range(1, 21):
        backfill(office, "volunteer", days_ago)
    for days_ago in range(1, 4):
        backfill(office, "volunteer2", days_ago, "coordinator2")
    settle(office)
    with browser_of(office, "supervisor") as browser:
        page = browser.open("/ledger/anomalies")
        said = section(page.text, "一天补录")

    assert "actor=coordinator&amp;" in page.text
    assert " 20 " in said
    assert " 3 " not in said


def test_returns_are_counted_by_cashier(office: Office) -> None:
    tell(office)
    with browser_of(office, "supervisor") as browser:
        said = section(browser.open("/ledger/anomalies").text, "各收银员的退货")

    assert " 2 1 50.0" in said


def test_accounts_below_zero_are_listed(office: Office) -> None:
    with psycopg.connect(url_of(office)) as connection:
        connection.execute(
            "INSERT INTO yanwuping.balances_1 VALUES ('member/volunteer', 'points', -5)"
        )
    with browser_of(office, "supervisor") as browser:
        said = section(browser.open("/ledger/anomalies").text, "账户为负")

    assert "member/volunteer" in said
    assert "-5 points" in said


def test_large_differences_of_counts_are_listed_whoever_stands_behind_them(office: Office) -> None:
    oil, rice, salt = (list_item(office, stock=it) for it in (152, 30, 30))
    path = "/api/stock-counts"
    for item_id, counted in ((oil, 999), (rice, 12), (salt, 21)):
        lines = [{"item_id": item_id, "counted": counted, "reason": "月末盘点"}]
        made = created_by(office, path, "coordinator", {"lines": lines})
        if item_id == rice:
            created_by(office, f"{path}/{made['count_id']}/approval", "coordinator2")
    settle(office)
    with browser_of(office, "supervisor") as browser:
        page = browser.open("/ledger/anomalies")
        said = section(page.text, "盘点与账面相差超过 10 件")

    assert " 152 999 " in said and "等待批准" in said
    assert " 30 12 " in said and said.count("等待批准") == 1
    assert " 30 21 " not in said


@pytest.mark.parametrize("days", ["0", "all", "31"])
def test_only_some_periods_are_offered(shared_office: Office, days: str) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        assert browser.open(f"/ledger/anomalies?days={days}").status_code == 422


def test_a_community_in_order_has_empty_lists(shared_office: Office) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open("/ledger/anomalies")

    assert page.text.count("没有。") == 9
    assert 'href="/ledger/disputes"' in page.text
