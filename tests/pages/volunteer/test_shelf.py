"""The shelf says what there is, what it costs, and whether one can have it."""

import re

from tests.api.answers import created_by, found, list_item, settle
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join, served


def card_of(page: str, name: str) -> str:
    """The words on an item's card."""
    cards = re.findall(r'<li class="card[^"]*">(.*?)</li>', page, re.DOTALL)
    (card,) = (it for it in cards if f"<h2>{name}</h2>" in it)
    return " ".join(re.sub(r"<[^>]+>", " ", card).split())


def names(office: Office) -> dict[str, str]:
    items = found(office, "/api/items", "coordinator", params={"limit": 200})["items"]
    return {it["item_id"]: it["name"] for it in items}


def test_prices_and_stock_are_told_in_words(shared_office: Office) -> None:
    rich, poor = join(shared_office), join(shared_office, "王建国")
    served(shared_office, rich, 5, 6, hours=8)
    many = list_item(shared_office, 160, stock=6)
    few = list_item(shared_office, 161, stock=5)
    gone = list_item(shared_office, 10)
    named = names(shared_office)
    settle(shared_office)
    with browser_of(shared_office, rich) as browser:
        page = browser.open("/shelf").text
        english = browser.open("/shelf", headers={"Accept-Language": "en"}).text
    assert "您现在有 160 分。" in page
    assert "160 分" in card_of(page, named[many]) and "库存： 有" in card_of(page, named[many])
    assert "您换得起。" in card_of(page, named[many])
    assert "少，快换完了" in card_of(page, named[few])
    assert "您还差 1 分。" in card_of(page, named[few])
    assert "无，暂时没有" in card_of(page, named[gone])
    assert "You can afford it." in card_of(english, named[many])
    with browser_of(shared_office, poor) as browser:
        page = browser.open("/shelf").text
    assert "再服务 5小时 就可以开始兑换。" in page
    assert "您还差 160 分。" in card_of(page, named[many])


def test_what_is_left_of_a_months_limit_is_told(shared_office: Office) -> None:
    member_id = join(shared_office)
    served(shared_office, member_id, 5, hours=8)
    rice = list_item(shared_office, 10, stock=9, limit_per_member_month=2)
    name = names(shared_office)[rice]
    with browser_of(shared_office, member_id) as browser:
        assert "每人每月限 2 袋，本月您还可换 2 袋。" in card_of(browser.open("/shelf").text, name)
        for left, words in ((1, "您换得起。"), (0, "本月已换满，下个月再来。")):
            body = {"member_id": member_id, "lines": [{"item_id": rice, "quantity": 1}]}
            created_by(shared_office, "/api/redemptions", "cashier", body)
            settle(shared_office)
            card = card_of(browser.open("/shelf").text, name)
            assert f"本月您还可换 {left} 袋。" in card and words in card


def test_the_shelf_is_for_who_is_signed_in(shared_office: Office) -> None:
    with browser_of(shared_office) as browser:
        assert browser.open("/shelf").url.path == "/sign-in"
