"""No scan is lost and none pays, however fast they come and whatever has the focus."""

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.counter import Goods, Person, Shop, open_shift, put_on_shelf, scan

pytestmark = pytest.mark.whole

SLOW_PROCESSOR: Final = {"rate": 4}
SLOW_3G: Final = {
    "offline": False,
    "latency": 2_000,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
PATIENCE_MILLISECONDS: Final = 120_000


@pytest.fixture
def slowly(page: Page) -> Callable[[], CDPSession]:
    """Makes the page's processor four times slower, and its network slow 3G."""

    def slow_down() -> CDPSession:
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", SLOW_PROCESSOR)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_3G)
        return session

    return slow_down


def five_goods(shop: Shop) -> list[Goods]:
    coordinator = shop.program.sign_in("coordinator")
    return [put_on_shelf(coordinator, f"第{it}样", points=1) for it in range(1, 6)]


def choose(page: Page, person: Person) -> None:
    scan(page, person.number)
    page.locator(".people a").first.click()
    expect(page.locator("#scan")).to_be_focused()


def expect_all(page: Page, goods: list[Goods]) -> None:
    expect(page.locator(".lines li")).to_have_count(len(goods), timeout=PATIENCE_MILLISECONDS)
    for it in goods:
        expect(page.locator(".lines")).to_contain_text(it.name)


@pytest.mark.parametrize("wait_milliseconds", [50, 100, 200])
def test_every_scan_is_in_the_basket_on_a_slow_machine_with_a_slow_network(
    shop: Shop, page: Page, slowly: Callable[[], CDPSession], wait_milliseconds: int
) -> None:
    goods = five_goods(shop)
    open_shift(page)
    choose(page, shop.li)
    slowly()
    for it in goods:
        scan(page, it.barcode)
        page.wait_for_timeout(wait_milliseconds)
    expect_all(page, goods)
    expect(page.locator("#marks .good")).to_have_count(5)
    assert shop.facts("points.redeemed") == []


def test_a_scan_while_the_confirming_button_has_the_focus_pays_nothing(
    shop: Shop, page: Page
) -> None:
    open_shift(page)
    choose(page, shop.li)
    scan(page, shop.rice.barcode)
    expect(page.locator("#confirm kbd")).to_have_text("F9")
    for focused in ("#confirm", ".lines button >> nth=0", ".shelf button >> nth=0", ".brand"):
        page.locator(focused).focus()
        scan(page, shop.soap.barcode)
        page.wait_for_timeout(50)
    soap = page.locator(".lines li", has_text=shop.soap.name)
    expect(soap.locator(".figure")).to_have_text("4")
    assert shop.facts("points.redeemed") == []
    assert "/till/sale" in page.url


def test_a_sale_waits_for_what_is_still_being_added(
    shop: Shop, page: Page, slowly: Callable[[], CDPSession]
) -> None:
    open_shift(page)
    choose(page, shop.li)
    scan(page, shop.rice.barcode)
    expect(page.locator("#confirm kbd")).to_have_text("F9")
    slowly()
    scan(page, shop.soap.barcode)
    page.keyboard.press("F9")
    expect(page.locator("#marks .waiting, #marks .good")).not_to_have_count(0)
    expect(page.locator(".lines li")).to_have_count(2, timeout=PATIENCE_MILLISECONDS)
    assert shop.facts("points.redeemed") == []


def test_the_next_card_and_its_goods_are_scanned_while_a_sale_is_recorded(
    shop: Shop, page: Page
) -> None:
    open_shift(page)
    choose(page, shop.li)
    scan(page, shop.rice.barcode)
    expect(page.locator("#confirm kbd")).to_have_text("F9")
    page.keyboard.press("F9")
    scan(page, shop.wang.number)
    scan(page, shop.soap.barcode)
    page.locator(".people a").first.click()
    expect(page.locator(".lines li")).to_have_count(1)
    expect(page.locator(".lines")).to_contain_text(shop.soap.name)
    assert len(shop.facts("points.redeemed", shop.li)) == 1
    assert shop.facts("points.redeemed", shop.wang) == []


def test_a_code_that_nobody_knows_is_told_as_it_was_read(shop: Shop, page: Page) -> None:
    open_shift(page)
    choose(page, shop.li)
    scan(page, "6999999999999")
    scan(page, shop.soap.barcode)
    expect(page.locator("#marks .bad")).to_contain_text("6999999999999")
    expect(page.locator(".lines li")).to_have_count(1)
    scan(page, "6999999999999")
    expect(page.locator(".message.bad").first).to_contain_text("货架上没有“6999999999999”")
    expect(page.locator(".message.bad").first).not_to_contain_text("输入法")


def test_whoever_was_chosen_is_no_longer_to_be_chosen(shop: Shop, page: Page) -> None:
    open_shift(page)
    scan(page, "王建国")
    expect(page.locator("#marks")).to_contain_text("请选一个")
    page.locator(".people a").first.press("Enter")
    expect(page.locator("#scan")).to_be_focused()
    expect(page.locator("#marks")).not_to_contain_text("请选一个")
    scan(page, shop.soap.barcode)
    expect(page.locator("#marks li.good")).to_have_count(1)
