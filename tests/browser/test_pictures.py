"""What goods look like is seen at the till with the network and without."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.counter import (
    Shop,
    lose_the_network,
    open_shift,
    ready_to_lose_the_network,
    scan,
    sign_in,
)
from tests.pages.desk.test_pictures import photograph

pytestmark = pytest.mark.whole


def test_goods_are_known_by_their_pictures_without_the_network(
    shop: Shop, window: BrowserContext, page: Page
) -> None:
    coordinator = window.browser.new_context(base_url=shop.program.address, locale="zh-CN")
    desk = coordinator.new_page()
    sign_in(desk, "coordinator")
    desk.goto(f"/desk/items/{shop.rice.id}")
    desk.set_input_files(
        "#photograph", {"name": "米.png", "mimeType": "image/png", "buffer": photograph()}
    )
    desk.get_by_role("button", name="换上这张照片").click()
    expect(desk.locator("img.good-picture")).to_have_count(1)
    coordinator.close()

    open_shift(page)
    ready_to_lose_the_network(page)
    page.wait_for_function("async () => (await (await caches.open('till-pictures')).keys()).length")
    lose_the_network(page)
    scan(page, shop.li.number)
    rice = page.locator("#shelf button", has_text=shop.rice.name).locator("img.good-picture")
    expect(rice).to_have_count(1)
    page.wait_for_function("() => document.querySelector('#shelf img').naturalWidth > 0")
    soap = page.locator("#shelf button", has_text=shop.soap.name).locator("svg.good-picture use")
    expect(soap).to_have_attribute("href", "#drawn-soap")
    expect(page.locator("#drawn-soap path")).to_have_count(1)
    scan(page, shop.rice.barcode)
    expect(page.locator("#basket img.good-picture")).to_have_count(1)
