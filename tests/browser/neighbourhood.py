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
    has_family(program, shop)
    return shop


def has_family(program: Running, shop: Shop) -> None:
    """Relatives, helpers who act for others or wait for a yes, and a leaving that waits."""
    coordinator, admin = program.sign_in("coordinator"), program.sign_in("admin")
    own_id = program.sign_in("volunteer").get("/api/me").json()["member_id"]
    for relative_id, evidence in ((shop.wang.id, "seen"), (shop.zhao.id, "told")):
        tie = {"relative_id": relative_id, "relation": "child", "evidence": evidence}
        created(coordinator.post(f"/api/members/{own_id}/kin", json=tie))
    everything = ["see", "sign_up", "ask", "confirm"]
    helping = {"by": own_id, "scope": everything, "until": today(90).isoformat()}
    signed = helping | {"paper": "二号柜"}
    created(coordinator.post(f"/api/members/{shop.li.id}/proxies", json=signed))
    asked = helping | {"by": shop.wang.id}
    created(coordinator.post(f"/api/members/{own_id}/proxies", json=asked))
    wish = {"kind": "wish", "need": "收音机", "text": "想听戏", "for_member": shop.li.id}
    created(coordinator.post("/api/requests", json=wish))
    new = {"name": "周大爷", "kind": "assisted"}
    who = created(coordinator.post("/api/members", json=new))
    why = {"volunteer_number": who["volunteer_number"], "why": "incapable", "paper": "判决书"}
    created(admin.post(f"/api/members/{who['member_id']}/leaving", json=why))


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
