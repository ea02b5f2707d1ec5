"""A cashier works a queue without a mouse, and without the network when it is gone."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.counter import (
    Person,
    Shop,
    has_served_all_day,
    lose_the_network,
    open_shift,
    ready_to_lose_the_network,
    scan,
    sign_in,
)
from tests.clock import now

pytestmark = pytest.mark.whole


def test_a_cashier_sells_by_scanning_and_never_touches_a_mouse(
    shop: Shop, window: BrowserContext, page: Page
) -> None:
    me = shop.program.sign_in("volunteer").get("/api/me").json()["member_id"]
    has_served_all_day(shop.program, me)
    phone = window.browser.new_context(base_url=shop.program.address)
    volunteers_phone = phone.new_page()
    sign_in(volunteers_phone, "volunteer")
    volunteers_phone.goto("/me/code")
    code = volunteers_phone.locator(".code").inner_text()

    open_shift(page)
    scan(page, code)
    expect(page.locator(".who .huge")).to_contain_text("80")
    scan(page, shop.rice.barcode)
    expect(page.locator(".lines li")).to_have_count(1)
    scan(page, f"2*{shop.soap.barcode}")
    expect(page.locator("#confirm")).to_contain_text("50 分")  # not the 50 left after the rice
    expect(page.locator("#confirm kbd")).to_have_text("F9")  # the page's scripts have begun
    page.keyboard.press("Enter")
    expect(page.locator("#confirm")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/till/receipts/*")

    expect(page.locator(".slip")).to_contain_text(re.compile(r"S1-\d{8}-\d{4}"))
    expect(page.locator(".slip")).to_contain_text("30 分")
    assert shop.points_of(Person(me, "")) == 30
    page.keyboard.press("F4")
    expect(page.locator("#who")).to_be_focused()
    phone.close()


def test_a_sale_whose_answer_was_lost_is_sent_again_and_recorded_once(
    shop: Shop, window: BrowserContext, page: Page
) -> None:
    open_shift(page)
    ready_to_lose_the_network(page)
    scan(page, shop.li.number)
    page.locator(".people a").first.press("Enter")
    expect(page.locator("#scan")).to_be_focused()
    scan(page, shop.rice.barcode)
    expect(page.locator("#confirm kbd")).to_have_text("F9")

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    window.route("**/till/sales", lose_the_answer)
    page.keyboard.press("F9")
    page.wait_for_url("**/till/offline*")
    expect(page.locator("#slip")).to_contain_text("已记在这台收银台上")
    expect(page.locator("#badge")).to_contain_text("1 笔待上传")
    assert len(shop.facts("points.redeemed")) == 1
    window.unroute("**/till/sales")

    expect(page.locator("#badge")).to_have_text("在线", timeout=30_000)
    assert len(shop.facts("points.redeemed")) == 1
    assert shop.facts("offline_sale.disputed") == []
    assert shop.points_of(shop.li) == 50


def test_a_till_that_loses_the_network_sells_on_and_sends_three_sales_when_it_is_back(
    shop: Shop, window: BrowserContext, page: Page
) -> None:
    numbers = [it.number for it in (shop.li, shop.wang, shop.zhao)]
    open_shift(page)
    ready_to_lose_the_network(page)

    lose_the_network(page)
    expect(page.locator("h1")).to_have_text("断网兑换")
    for count, number in enumerate(numbers, 1):
        expect(page.locator("#who")).to_be_focused()
        scan(page, number)
        expect(page.locator("#buyer")).to_contain_text("80 分")
        expect(page.locator("#goods")).to_be_focused()
        scan(page, shop.rice.barcode)
        scan(page, shop.soap.barcode)
        expect(page.locator("#total")).to_contain_text("合计 40 分")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator("#slip-number")).to_contain_text(re.compile(r"S1-\d{8}-F[0-9A-F]{6}"))
        expect(page.locator("#badge")).to_have_text(f"离线（{count} 笔待上传）")
    assert shop.facts("points.redeemed") == []

    page.reload()
    expect(page.locator("#badge")).to_have_text("离线（3 笔待上传）")
    window.set_offline(False)
    expect(page.locator("#badge")).to_have_text("在线", timeout=30_000)

    sold = shop.facts("points.redeemed")
    assert {fact["on_behalf_of"] for fact in sold} == {shop.li.id, shop.wang.id, shop.zhao.id}
    assert len(sold) == 3
    assert [shop.points_of(it) for it in (shop.li, shop.wang, shop.zhao)] == [40, 40, 40]
    assert shop.facts("offline_sale.disputed") == []


def test_a_slip_shows_the_communitys_time_on_a_machine_that_is_set_to_another(
    shop: Shop, chromium: Browser
) -> None:
    window = chromium.new_context(
        base_url=shop.program.address, locale="zh-CN", timezone_id="America/Los_Angeles"
    )
    page = window.new_page()
    open_shift(page)
    ready_to_lose_the_network(page)
    lose_the_network(page)
    scan(page, shop.li.number)
    expect(page.locator("#goods")).to_be_focused()
    scan(page, shop.soap.barcode)
    before = now()
    page.keyboard.press("F9")
    expect(page.locator("#slip")).to_be_visible()
    shown = {f"{it.year}/{it.month}/{it.day} {it:%H:%M}" for it in (before, now())}
    assert any(it in page.locator("#slip-number").inner_text() for it in shown)
    window.close()


def test_the_allowance_and_the_months_limit_hold_without_the_network(
    shop: Shop, window: BrowserContext, page: Page
) -> None:
    open_shift(page)
    ready_to_lose_the_network(page)
    lose_the_network(page)
    scan(page, shop.li.number)
    expect(page.locator("#goods")).to_be_focused()
    scan(page, f"3*{shop.rice.barcode}")
    expect(page.locator("#notice")).to_contain_text("本月只能再换 2 件")
    scan(page, f"9*{shop.soap.barcode}")
    expect(page.locator("#notice")).to_contain_text("还可用 80 分")
    expect(page.locator("#total")).to_have_text("")
    scan(page, f"2*{shop.soap.barcode}")
    expect(page.locator("#total")).to_contain_text("20 分")
    scan(page, f"0*{shop.soap.barcode}")
    expect(page.locator("#total")).to_have_text("")
    window.set_offline(False)


def test_points_that_were_spent_elsewhere_meanwhile_become_a_dispute_that_is_settled(
    shop: Shop, window: BrowserContext, page: Page
) -> None:
    open_shift(page)
    ready_to_lose_the_network(page)
    lose_the_network(page)
    scan(page, shop.li.number)
    expect(page.locator("#goods")).to_be_focused()
    scan(page, f"5*{shop.soap.barcode}")
    page.keyboard.press("F9")
    expect(page.locator("#slip")).to_be_visible()
    shop.spend(shop.li, shop.rice, 2)

    window.set_offline(False)
    expect(page.locator("#badge")).to_have_text("在线", timeout=30_000)
    expect(page.locator("#notice")).to_contain_text("已交监事处理")
    assert shop.points_of(shop.li) == 20

    supervisor = window.browser.new_context(base_url=shop.program.address, locale="zh-CN")
    desk = supervisor.new_page()
    sign_in(desk, "supervisor")
    desk.goto("/ledger/disputes")
    expect(desk.locator(".card").first).to_contain_text("积分已经在别处用掉")
    desk.locator("[name=outcome]").first.select_option("borne")
    desk.locator("[name=reason]").first.fill("网络故障，与本人无关")
    desk.locator("[name=reason]").first.press("Enter")
    expect(desk.locator(".message.good").first).to_contain_text("由社区承担")
    supervisor.close()


def test_a_shift_is_not_closed_while_a_sale_is_unsent(
    shop: Shop, window: BrowserContext, page: Page
) -> None:
    open_shift(page)
    ready_to_lose_the_network(page)
    window.route("**/till/sales", lambda route: route.abort())
    scan(page, shop.li.number)
    page.locator(".people a").first.press("Enter")
    expect(page.locator("#scan")).to_be_focused()
    scan(page, shop.soap.barcode)
    expect(page.locator("#confirm kbd")).to_have_text("F9")
    page.keyboard.press("F9")
    page.wait_for_url("**/till/offline*")
    page.goto("/till/shift")
    page.locator("#close button").press("Enter")
    expect(page.locator("#notice")).to_contain_text("还有 1 笔没有上传")
    page.locator(".places button").press("Enter")
    expect(page.locator("#notice")).to_contain_text("还有 1 笔没有上传")

    window.unroute("**/till/sales")
    expect(page.locator("#badge")).to_have_text("在线", timeout=30_000)
    page.locator("#close button").press("Enter")
    expect(page.locator(".slip h2").first).to_contain_text("Z")


def test_a_scan_through_a_chinese_input_method_is_called_garbled(shop: Shop, page: Page) -> None:
    open_shift(page)
    # As the events come: each key goes into a composition, whose end leaves something else.
    page.evaluate(
        """() => {
          const field = document.querySelector('#who');
          const composing = new InputEvent('input', { bubbles: true, isComposing: true });
          field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
          for (const key of '7K4F92QX') {
            field.value += key;
            field.dispatchEvent(composing);
          }
          field.value = '七K四F九二QX';
          field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
        }"""
    )
    expect(page.locator("#notice")).to_contain_text("请切换到英文输入法")
    expect(page.locator("#who")).to_have_value("")
    assert page.url.endswith("/till?done=opened")


def test_the_next_scan_takes_the_place_of_what_was_not_found(shop: Shop, page: Page) -> None:
    open_shift(page)
    scan(page, "V999999")
    expect(page.locator(".message.bad").first).to_contain_text("没有找到")
    page.wait_for_load_state()
    scan(page, shop.li.number)
    expect(page.locator(".people a").first).to_contain_text("李*珍")


def test_a_name_that_is_typed_in_chinese_is_no_scan(shop: Shop, page: Page) -> None:
    open_shift(page)
    page.keyboard.insert_text("李桂珍")
    page.keyboard.press("Enter")
    expect(page.locator(".people .figure")).to_contain_text(["李*珍"])


def test_one_window_only_owns_the_till(shop: Shop, window: BrowserContext, page: Page) -> None:
    open_shift(page)
    second = window.new_page()
    second.goto("/till")
    expect(second.locator("#notice")).to_contain_text("另一个窗口", timeout=15_000)
    scan(second, shop.li.number)
    expect(second.locator(".people")).to_have_count(0)


KEPT = """
new Promise(resolve => {
  const asked = indexedDB.open('till');
  asked.onsuccess = () => {
    const counted = asked.result.transaction('kept').objectStore('kept').count();
    counted.onsuccess = () => { asked.result.close(); resolve(counted.result); };
  };
})
"""


def test_what_a_till_kept_of_people_goes_where_nobody_is_signed_in(
    shop: Shop, window: BrowserContext, page: Page
) -> None:
    open_shift(page)
    ready_to_lose_the_network(page)
    assert page.evaluate(KEPT) == 1
    page.goto("/me")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in")
    page.wait_for_function(f"{KEPT}.then(count => count === 0)")
