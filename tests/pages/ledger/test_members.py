"""One volunteer's points, followed back to the hours and on to the goods."""

import pytest

from api.pages.ledger.points import Use, attribute
from domain.shop.items import LotChange
from tests.api.answers import created_by, enrol, settle
from tests.clock import at
from tests.controls import (
    LI,
    RICE,
    WANG,
    confirmed,
    donated,
    moment,
    released,
    revoked,
    served,
    sold,
)
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of
from tests.pages.story import Story, tell
from tests.projections.shop.test_lot_movements import brought
from tests.scenario import given


@pytest.fixture(scope="module")
def story(shared_office: Office) -> Story:
    return tell(shared_office)


def test_members_are_found_and_masked_until_they_are_opened(
    shared_office: Office, story: Story
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        browser.open("/ledger/members")
        page = browser.send(browser.form("/ledger/members"), q="李桂")
        assert f'href="/ledger/members/{story.li}"' in page.text
        assert "李*珍" in page.text
        assert story.wang not in page.text
        assert "没有找到" in browser.open("/ledger/members?q=没有这个人").text


def test_points_lead_back_to_the_hours_and_on_to_the_goods(
    shared_office: Office, story: Story
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        words = plain(browser.open(f"/ledger/members/{story.li}").text)

    assert "可用积分 50 已用去 30 分" in words
    assert "“真情系夕阳”服务 8小时（纸质），得 80 分" in words
    assert "按规则 2026-01" in words
    assert f"用去 60 分： 李桂珍 用 60 分兑换 {story.rice_name}×2" in words
    assert f"退回 30 分： 李桂珍 退回 {story.rice_name}×1" in words
    assert "还剩 50 分。" in words
    assert "王建国" not in words


def test_who_confirmed_and_who_entered_are_named(office: Office) -> None:
    backfill = {
        "member_id": "volunteer",
        "programme": "真情系夕阳",
        "starts_at": "2026-03-05T09:00:00+08:00",
        "ends_at": "2026-03-05T11:00:00+08:00",
    }
    entered = office.post("/api/services", "coordinator", backfill)
    assert entered.status_code == 201, entered.text
    service_id = entered.json()["service_id"]
    path = f"/api/services/{service_id}"
    assert office.post(f"{path}/confirmation", "coordinator2").status_code == 201
    assert office.post(f"{path}/release", "supervisor").status_code == 201
    with browser_of(office, "supervisor") as browser:
        page = browser.open("/ledger/members/volunteer")

    assert "补录服务经核查属实，得 20 分" in page.text
    assert "还没有用" in page.text


def test_who_is_no_member_is_said(shared_office: Office) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        assert browser.open("/ledger/members/nobody").status_code == 404
        assert browser.open(f"/ledger/members/{'volunteer'}?page=0").status_code == 422


def test_the_oldest_points_are_spent_first() -> None:
    past = given(
        served(LI, moment(3, 1, 9), moment(3, 1, 12), "paper-1"),
        served(WANG, moment(3, 1, 9), moment(3, 1, 12), "paper-2"),
        served(LI, moment(3, 2, 9), moment(3, 2, 15), "paper-3"),
        donated(RICE, 10),
        sold("sale-1", lots=(LotChange(RICE, "gift-1-1", -2),)),
    ).past
    first, second = attribute(LI, past)

    assert (first.points, first.left, first.uses) == (30, 0, [Use(5, 30)])
    assert (second.points, second.left, second.uses) == (60, 30, [Use(5, 30)])
    assert [it.left for it in attribute(WANG, past)] == [30]


def test_what_comes_back_goes_to_where_it_was_taken_from_last() -> None:
    past = given(
        served(LI, moment(3, 1, 9), moment(3, 1, 12), "paper-1"),
        served(LI, moment(3, 2, 9), moment(3, 2, 15), "paper-2"),
        sold("fact-3", lots=(LotChange(RICE, "gift-1-1", -2),)),
        brought("fact-3", 1),
        sold("fact-5", lots=(LotChange(RICE, "gift-1-1", -1),)),
    ).past
    first, second = attribute(LI, past)

    assert first.uses == [Use(3, 30)]
    assert second.uses == [Use(3, 30), Use(4, -30), Use(5, 30)]
    assert (first.left, second.left) == (0, 30)


def test_what_is_taken_back_is_what_the_mistake_had_brought() -> None:
    facts = (
        served(LI, moment(3, 1, 9), moment(3, 1, 12), "paper-1"),
        confirmed("afterwards-1", "backfilled"),
        released(),
        revoked("afterwards-1", points_released=20),
    )
    right, wrong = attribute(LI, given(*facts).past)
    assert (right.left, right.uses) == (30, [])
    assert (wrong.left, wrong.uses) == (0, [Use(4, 20)])


def test_what_was_taken_back_was_not_spent(office: Office) -> None:
    li = enrol(office, "李桂珍")
    body = {"member_id": li, "programme": "陪护", "starts_at": at(8), "ends_at": at(12)}
    path = f"/api/services/{created_by(office, '/api/services', 'coordinator', body)['service_id']}"
    created_by(office, f"{path}/confirmation", "coordinator2")
    created_by(office, f"{path}/release", "supervisor")
    created_by(office, f"{path}/revocation", "supervisor2", {"reason": "人不在场"})
    settle(office)
    with browser_of(office, "supervisor") as browser:
        page = plain(browser.open(f"/ledger/members/{li}").text)
    assert "可用积分 0 已用去 0 分" in page
    assert "收回 40 分：" in page and "用去 40 分" not in page
