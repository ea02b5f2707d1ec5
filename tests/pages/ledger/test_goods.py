"""Where did this bag of rice go? Answered in three clicks, from either end."""

import re

import pytest

from tests.api.answers import settle
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import Browser, browser_of
from tests.pages.story import Story, tell


@pytest.fixture(scope="module")
def story(shared_office: Office) -> Story:
    return tell(shared_office)


def click(browser: Browser, words: str) -> str:
    """Follow the link that says so; the words of the page it leads to."""
    found = re.search(rf'<a href="([^"]+)"[^>]*>{re.escape(words)}</a>', browser.page.text)
    assert found, f"no link says {words}"
    return plain(browser.open(found.group(1).replace("&amp;", "&")).text)


def test_a_bag_of_rice_is_followed_in_three_clicks(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        browser.open("/ledger")
        click(browser, "物资")
        lots = click(browser, story.rice_name)
        (entry,) = re.findall(r"第 \d+ 条入库", lots)
        words = click(browser, entry)

    assert f"捐赠 {story.receipt} ，嘉和商行" in words
    assert "收到 10 件，领走 2 件，盘点增减 0 件，在架 8 件。" in words
    assert words.count("李*珍") == 2
    assert words.count("王*国") == 1
    assert f"第 {story.position} 条" in words
    assert f"第 {story.back} 条" in words
    assert "李桂珍" not in browser.page.text


def test_a_gift_is_followed_to_its_lots_and_households(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        browser.open("/ledger/donations")
        words = click(browser, story.receipt)

        assert "捐赠人 嘉和商行" in words
        assert "123.45 元，进入“通用”" in words
        assert f"{story.rice_name} — 10 2 2 0 8" in words
        assert "王*国" in click(browser, story.rice_name)


def test_a_receipt_leads_straight_to_its_gift(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        browser.open("/ledger/donations")
        page = browser.send(browser.form("/ledger/donations"), receipt=f" {story.receipt} ")
        assert page.url.path == f"/ledger/donations/{story.gift}"

        page = browser.open("/ledger/donations?receipt=R-none")
        assert page.status_code == 404
        assert "没有这笔捐赠" in page.text


def test_a_gift_of_nobody_known_is_anonymous(shared_office: Office, story: Story) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        words = plain(browser.open(f"/ledger/donations/{story.other_gift}").text)

    assert "捐赠人 匿名捐赠人" in words
    assert "善款" not in words[words.index("匿名捐赠人") :]


def test_what_a_count_found_and_missed_is_told(shared_office: Office, story: Story) -> None:
    goods = {"lines": [{"item_id": story.oil, "counted": 3, "reason": "破损"}]}
    answer = shared_office.post("/api/stock-counts", "coordinator", goods)
    assert answer.status_code == 201, answer.text
    settle(shared_office)
    with browser_of(shared_office, "supervisor") as browser:
        lots = plain(browser.open(f"/ledger/goods/{story.oil}").text)
        lot = plain(browser.open(f"/ledger/goods/{story.oil}/{story.other_gift}-1").text)

    assert " 4 0 -1 3 " in lots
    assert "盘点增减 -1 件，在架 3 件" in lot
    assert "盘点 — -1" in lot


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/ledger/goods/none", "商品目录里没有这件商品"),
        ("/ledger/goods/none/none", "这种商品没有这个批次"),
        ("/ledger/donations/none", "没有这笔捐赠"),
    ],
)
def test_what_does_not_exist_is_said(shared_office: Office, path: str, said: str) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open(path)

    assert page.status_code == 404
    assert said in page.text


def test_whatever_is_printed_of_one_thing_says_whose_books_these_are_and_whether_they_agree(
    shared_office: Office, story: Story
) -> None:
    about_one = (
        *(f"/ledger/facts/{story.position}", f"/ledger/members/{story.li}"),
        *("/ledger/donations", f"/ledger/donations/{story.gift}"),
        *(f"/ledger/goods/{story.rice}", f"/ledger/goods/{story.rice}/{story.lot}"),
    )
    with browser_of(shared_office, "supervisor") as browser:
        for path in about_one:
            page = browser.open(path)
            assert page.status_code == 200
            words = plain(page.text)
            assert "打印于" in words, path
            assert re.search("账目自洽|各单位合计为零", words), path
