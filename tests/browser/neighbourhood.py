"""A served community in which something of everything has happened."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext

from tests.browser.counter import Shop, has_served_all_day, open_shift, scan, stocked
from tests.clock import today
from tests.journeys.running import Running, created


def lived_in(program: Running) -> Shop:
    """Goods and people as at the counter; then a place taken, hours that wait, a visit, a gift."""
    shop = stocked(program)
    coordinator, cashier = program.sign_in("coordinator"), program.sign_in("cashier")
    volunteer = program.sign_in("volunteer")
    has_served_all_day(program, volunteer.get("/api/me").json()["member_id"])
    now = datetime.now(UTC)
    tomorrow = {
        "title": "社区大扫除",
        "programme": "环境美化",
        "place": "3栋门口",
        "starts_at": (now + timedelta(hours=20)).isoformat(),
        "ends_at": (now + timedelta(hours=22)).isoformat(),
        "capacity": 20,
    }
    activity_id = created(coordinator.post("/api/activities", json=tomorrow))["activity_id"]
    created(volunteer.post(f"/api/activities/{activity_id}/sign-ups", json={}))
    waiting = {
        "member_id": shop.li.id,
        "programme": "陪护",
        "starts_at": (now - timedelta(days=2, hours=3)).isoformat(),
        "ends_at": (now - timedelta(days=2, hours=1)).isoformat(),
        "evidence": "签到表第 3 页",
    }
    created(coordinator.post("/api/services", json=waiting))
    promise = {
        "volunteer_id": shop.li.id,
        "assisted_id": shop.zhao.id,
        "cause": "illness",
        "visit_every_days": 7,
        "starts_on": today(-30).isoformat(),
    }
    paired = created(coordinator.post("/api/pairings", json=promise))
    read = {"why": "帮她申请临时救助"}
    created(coordinator.post(f"/api/pairings/{paired['pairing_id']}/cause", json=read))
    money = {"donor": {"name": "湘江商贸"}, "money_fen": 50_000, "purpose": "助老"}
    created(coordinator.post("/api/donations", json=money))
    sale = {"member_id": shop.wang.id, "lines": [{"item_id": shop.rice.id, "quantity": 2}]}
    sold = created(cashier.post("/api/redemptions", json=sale))
    back = {"lines": [{"item_id": shop.rice.id, "quantity": 1}], "reason": "包装破损"}
    created(cashier.post(f"/api/redemptions/{sold['redemption_id']}/returns", json=back))
    return shop


def sells_at_the_till(window: BrowserContext, shop: Shop) -> None:
    """The cashier opens a shift and sells a bar of soap, so that the till has pages to show."""
    page = window.new_page()
    open_shift(page)
    scan(page, shop.wang.number)
    page.locator(".people a").first.press("Enter")
    page.locator("#scan").wait_for()
    scan(page, shop.soap.barcode)
    page.locator("#confirm kbd").wait_for()
    page.keyboard.press("F9")
    page.wait_for_url("**/till/receipts/*")
    page.close()
