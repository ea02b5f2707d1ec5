"""A day in the life: an activity is published, hours are served, confirmed, redeemed and found."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.afternoon import AFTERNOON, Sits, program, recognise_all, sits
from tests.browser.counter import put_on_shelf, scan
from tests.journeys.running import PASSWORD, Running, created

__all__ = ["program", "sits"]

pytestmark = pytest.mark.whole


def local_time(hours_ago: int) -> str:
    """A time of the community's day, as its people would write it."""
    return f"{AFTERNOON - hours_ago:02d}:{datetime.now(UTC).minute:02d}"


def publish(coordinator: Page, title: str) -> str:
    """An activity of this day that has begun; its address at the desk."""
    coordinator.goto("/desk/activities/new")
    coordinator.fill("#title", title)
    coordinator.fill("#programme", "真情系夕阳")
    coordinator.fill("#place", "日间照料中心")
    coordinator.fill("#starts", local_time(4))
    coordinator.fill("#ends", local_time(-1))
    coordinator.get_by_role("button", name="发布").click()
    coordinator.goto("/desk/activities")
    coordinator.get_by_role("link", name=title).first.click()
    return coordinator.url


def served_last_week(program: Running, member_id: str) -> None:
    """Six hours from a list on paper: they count as hours, and earn no points."""
    ended = datetime.now(UTC) - timedelta(days=7)
    hours = {
        "member_id": member_id,
        "programme": "环境美化",
        "starts_at": (ended - timedelta(hours=6)).isoformat(),
        "ends_at": ended.isoformat(),
    }
    service = created(program.sign_in("coordinator").post("/api/services", json=hours))
    path = f"/api/services/{service['service_id']}/confirmation"
    created(program.sign_in("coordinator2").post(path))


def take_a_place(volunteer: Page, title: str) -> None:
    volunteer.get_by_role("link", name="活动", exact=True).click()
    card = volunteer.locator("li", has_text=title)
    card.get_by_role("link", name="去报名").click()
    volunteer.get_by_role("button", name="我要报名").click()
    expect(volunteer.locator(".message.good")).to_contain_text("报名成功")


def todays_code(coordinator: Page) -> str:
    coordinator.reload()
    return coordinator.locator("p.code").inner_text().replace(" ", "")


def test_hours_become_points_and_leave_with_rice_and_the_supervisor_finds_it(
    program: Running, sits: Sits
) -> None:
    rice = put_on_shelf(program.sign_in("coordinator"), "大米", points=20)
    me = program.sign_in("volunteer").get("/api/me").json()["member_id"]
    served_last_week(program, me)  # who has served for five hours may redeem
    coordinator, volunteer = sits("coordinator"), sits("volunteer", phone=True)
    activity = publish(coordinator, "敬老院读报")

    take_a_place(volunteer, "敬老院读报")
    coordinator.goto(activity)
    row = coordinator.locator("table tr", has=coordinator.get_by_role("button", name="签到"))
    row.locator("input[name=at]").fill(local_time(3))
    row.get_by_role("button", name="签到").click()
    code = todays_code(coordinator)
    volunteer.goto("/me")
    volunteer.get_by_role("link", name="签到、签退").click()
    volunteer.fill("#code", code)
    volunteer.get_by_role("button", name="签退").click()
    volunteer.goto("/me")
    expect(volunteer.locator("section[aria-labelledby=waiting]")).to_contain_text("真情系夕阳")
    recognise_all(sits("coordinator2"))

    volunteer.goto("/me")
    expect(volunteer.locator(".huge")).to_have_text("30 分")
    volunteer.locator("main").get_by_role("link", name="存折").click()
    expect(volunteer.locator("main")).to_contain_text("服务3小时")
    volunteer.goto("/me/code")
    till = sits("cashier")
    till.keyboard.press("Enter")
    expect(till.locator("#who")).to_be_focused()
    scan(till, volunteer.locator(".code").inner_text())
    expect(till.locator(".who .huge")).to_contain_text("30")
    scan(till, rice.barcode)
    expect(till.locator(".lines li")).to_have_count(1)
    expect(till.locator("#confirm kbd")).to_have_text("F9")  # the page's scripts have begun
    till.keyboard.press("Enter")
    expect(till.locator("#confirm")).to_be_focused()
    till.keyboard.press("Enter")
    till.wait_for_url("**/till/receipts/*")
    volunteer.goto("/me")
    expect(volunteer.locator(".huge")).to_have_text("10 分")

    supervisor = sits("supervisor")
    supervisor.get_by_role("link", name="物资").first.click()
    supervisor.get_by_role("link", name=rice.name).click()
    supervisor.locator("main a[href*='/ledger/goods/'][href*='-']").first.click()
    where = supervisor.locator("main table")
    expect(where).to_contain_text("领走")
    where.get_by_role("link", name=re.compile("第 .* 条")).last.click()
    expect(supervisor.locator("main")).to_contain_text("-20")


def test_a_volunteer_does_everything_with_scripts_switched_off(
    program: Running, sits: Sits
) -> None:
    put_on_shelf(program.sign_in("coordinator"), "肥皂", points=10)
    coordinator = sits("coordinator")
    publish(coordinator, "社区大扫除")
    code = todays_code(coordinator)

    volunteer = sits("volunteer", phone=True, scripts=False)
    expect(volunteer.locator(".huge")).to_be_visible()
    take_a_place(volunteer, "社区大扫除")
    volunteer.fill("#code", "000000" if code != "000000" else "111111")
    volunteer.get_by_role("button", name="签到", exact=True).click()
    expect(volunteer.locator(".message.bad")).to_contain_text("签到码不对")
    volunteer.fill("#code", code)
    volunteer.get_by_role("button", name="签到", exact=True).click()
    expect(volunteer.locator(".message.good")).to_be_visible()
    volunteer.fill("#code", code)
    volunteer.get_by_role("button", name="签退", exact=True).click()
    volunteer.get_by_role("button", name="是的，签退").click()
    expect(volunteer.locator(".message.good")).to_be_visible()

    volunteer.goto("/me/passbook")
    volunteer.get_by_role("button", name="查看").click()
    assert "month=" in volunteer.url
    for page, words in (("/shelf", "肥皂"), ("/me/code", "兑换码"), ("/me/give", "公益池")):
        volunteer.goto(page)
        expect(volunteer.locator("main")).to_contain_text(words)
    volunteer.get_by_role("link", name="字号：更大").click()
    expect(volunteer.locator("html")).to_have_attribute("data-size", "large")
    volunteer.get_by_role("link", name="更多").click()
    volunteer.get_by_role("button", name="退出登录").click()
    assert volunteer.url.endswith("/sign-in")
    assert PASSWORD not in volunteer.content()
