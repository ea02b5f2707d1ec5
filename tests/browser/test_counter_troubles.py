"""What happens at a counter: the network goes, a code is scanned into a form, a slip is long."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.counter import (
    Shop,
    lose_the_network,
    open_shift,
    ready_to_lose_the_network,
    scan,
)

pytestmark = pytest.mark.whole

OFFICE_SCREEN = {"width": 1366, "height": 768}


def sell_to_li(page: Page, shop: Shop, *codes: str) -> None:
    """Somebody takes goods home; the page is then their receipt."""
    scan(page, shop.li.number)
    page.locator(".people a").first.click()
    expect(page.locator("#scan")).to_be_focused()
    for count, code in enumerate(codes, 1):
        scan(page, code)
        expect(page.locator(".lines li")).to_have_count(count)
    expect(page.locator("#confirm kbd")).to_have_text("F9")
    page.keyboard.press("F9")
    page.wait_for_url("**/till/receipts/*")


def test_a_card_that_is_scanned_as_the_network_goes_is_not_lost(
    shop: Shop, window: BrowserContext, page: Page
) -> None:
    open_shift(page)
    ready_to_lose_the_network(page)
    window.set_offline(True)
    scan(page, shop.li.number)
    scan(page, shop.rice.barcode)
    page.wait_for_url("**/till/offline*", timeout=30_000)
    expect(page.locator("#buyer")).to_contain_text("80 分")
    expect(page.locator("#basket")).to_contain_text(shop.rice.name)
    page.keyboard.press("F4")
    scan(page, "V999999")
    expect(page.locator("#notice")).to_contain_text("没有这个人的断网额度")


def test_the_next_person_comes_by_one_key_without_the_network_too(
    shop: Shop, window: BrowserContext, page: Page
) -> None:
    open_shift(page)
    ready_to_lose_the_network(page)
    scan(page, shop.li.number)
    page.locator(".people a").first.click()
    expect(page.locator("#scan")).to_be_focused()
    window.set_offline(True)
    page.keyboard.press("F4")
    page.wait_for_url(lambda url: "/till/sale" not in url)
    expect(page.locator("h1")).to_have_text("断网兑换")
    expect(page.locator("#who")).to_be_focused()
    scan(page, shop.wang.number)
    expect(page.locator("#buyer")).to_contain_text("80 分")
    page.keyboard.press("F4")
    expect(page.locator("#selling")).to_be_hidden()
    expect(page.locator("#who")).to_be_focused()
    assert shop.facts("points.redeemed") == []


def test_a_label_of_the_shops_own_is_found_without_the_network(shop: Shop, page: Page) -> None:
    coordinator = shop.program.sign_in("coordinator")
    listed = coordinator.post("/api/items", json={"name": "散装豆", "unit": "斤", "points": 5})
    item_id = listed.json()["item_id"]
    gift = {"goods": [{"item_id": item_id, "quantity": 9}]}
    assert coordinator.post("/api/donations", json=gift).status_code == 201
    code = f"29{listed.json()['position']:010}"
    total = sum(int(it) * (3, 1)[place % 2] for place, it in enumerate(reversed(code)))
    open_shift(page)
    ready_to_lose_the_network(page)
    lose_the_network(page)
    scan(page, shop.li.number)
    expect(page.locator("#goods")).to_be_focused()
    scan(page, f"{code}{-total % 10}")
    expect(page.locator("#basket")).to_contain_text("散装豆")


@pytest.mark.parametrize("size", ["normal", "largest"])
def test_the_buttons_of_a_receipt_are_in_sight(shop: Shop, page: Page, size: str) -> None:
    page.set_viewport_size(OFFICE_SCREEN)
    page.goto("/sign-in")
    for _ in range({"normal": 0, "largest": 2}[size]):
        page.locator("a[href^='/reading?size']").first.click()
    open_shift(page)
    sell_to_li(page, shop, shop.rice.barcode, shop.soap.barcode)
    assert page.locator("html").get_attribute("data-size") == size
    for button in ("#onward", "#print"):
        expect(page.locator(button)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("delay_milliseconds", [0, 80])
def test_a_code_that_is_scanned_into_the_reason_of_a_return_sends_nothing(
    shop: Shop, page: Page, delay_milliseconds: int
) -> None:
    open_shift(page)
    sell_to_li(page, shop, shop.rice.barcode)
    page.locator("main details summary").click()
    page.select_option("#back1", index=1)
    page.locator("#reason").click()
    page.keyboard.type("包装破了", delay=120)
    page.keyboard.type(shop.soap.barcode, delay=delay_milliseconds)
    page.keyboard.press("Enter")
    page.wait_for_timeout(1_000)
    assert "done=returned" not in page.url
    assert shop.facts("goods.returned", shop.li) == []
    assert shop.points_of(shop.li) == 50
