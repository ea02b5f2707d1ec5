"""What a supervisor prints of the ledger: whose books these are and whether they agree."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.counter import Shop, sign_in

pytestmark = pytest.mark.whole

PRINTED: Final = (
    "/ledger",
    "/ledger/facts",
    "/ledger/facts/1",
    "/ledger/period?last=2099-12-31",
    "/ledger/months",
    "/ledger/reports",
    "/ledger/anomalies",
    "/ledger/goods",
)
TO_PRESS: Final = "button, form, input, select, nav, header.top, footer.bottom, a.button"
LETTERHEAD: Final = ".letterhead"
CHECKS: Final = 60
A4: Final[ViewportSize] = {"width": 794, "height": 1123}


def check_the_books(page: Page) -> None:
    page.goto("/ledger")
    page.locator("form[action='/ledger/check'] button").click()
    for _ in range(CHECKS):
        page.goto("/ledger")
        if "账目自洽：" in page.locator("main").inner_text():
            return
        page.wait_for_timeout(500)
    pytest.fail("the check did not come to its end")


def test_a_printed_page_has_the_letterhead_and_the_verdict_and_nothing_to_press(
    page: Page, shop: Shop
) -> None:
    sign_in(page, "supervisor")
    check_the_books(page)
    for address in PRINTED:
        page.goto(address)
        expect(page.locator(LETTERHEAD)).to_be_hidden()
        page.emulate_media(media="print")
        expect(page.locator(LETTERHEAD)).to_be_visible()
        printed = page.locator("body").inner_text()
        assert printed.count("账目自洽：各单位合计为零") == 1, address
        assert re.search(r"账实相符|没有一次与账面相符的盘点|等待批准", printed), address
        assert "打印于" in printed
        pressed = page.locator(TO_PRESS).filter(visible=True)
        assert pressed.count() == 0, (address, pressed.first.evaluate("it => it.outerHTML"))
        page.emulate_media(media="screen")


def test_a_printed_report_has_lines_to_sign_on_and_fits_the_sheet(page: Page, shop: Shop) -> None:
    sign_in(page, "supervisor")
    page.set_viewport_size(A4)
    page.goto("/ledger/period?last=2099-12-31")
    page.emulate_media(media="print")
    expect(page.locator(".signatures")).to_contain_text("监事会（签字）")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= A4["width"]
