"""The catalogue and donations at the desk."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

from domain.ledger.decision import Request
from domain.shop.donation import DonatedGoods, ReceiveDonation
from tests.api.answers import created_by, found, head, list_item, settle
from tests.clock import past, today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.recorded import facts_about, words


def item_named(office: Office, name: str) -> list[dict[str, Any]]:
    items = found(office, "/api/items", "coordinator")["items"]
    return [it for it in items if it["name"] == name]


def test_an_item_is_listed_once_with_its_price_in_yuan(shared_office: Office) -> None:
    name = f"菜油{uuid4().hex[:6]}"
    filled = {"name": name, "unit": "瓶", "points": "50", "cash_price": "12.5"}
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/items")
        form = browser.form("/desk/items")
        for _ in range(2):
            page = browser.send(form, **filled, limit_per_member_month="2")
            assert "商品已加入目录。" in page.text and "12.50" in page.text
        page = browser.send(browser.form("/desk/items"), **filled)
        assert page.status_code == 409 and "同名或同条码" in page.text
        assert f'value="{name}"' in page.text
    (item,) = item_named(shared_office, name)
    assert (item["points"], item["cash_price_fen"], item["limit_per_member_month"]) == (50, 1250, 2)


def test_what_is_wrong_with_an_item_is_said(shared_office: Office) -> None:
    before = head(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/items")
        form = browser.form("/desk/items")
        page = browser.send(form, name="盐", unit="袋", points="0")
        assert page.status_code == 422 and "“积分”不能小于 1。" in page.text
        page = browser.send(form, name="盐", unit="袋", points="1", cash_price="一元")
        assert page.status_code == 422 and "“平价（元）”" in page.text
    assert head(shared_office) == before


def test_the_row_at_fault_is_named_with_its_field(shared_office: Office) -> None:
    rice = list_item(shared_office)
    settle(shared_office)
    good = {"item_id_1": rice, "quantity_1": "10"}
    before = head(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/donations")
        form = browser.form("/desk/donations")
        page = browser.send(form, **good, item_id_3=rice, quantity_3="多")
        assert page.status_code == 422 and "第 3 种物资：“件数”必须是整数。" in page.text
        bad = {"item_id_3": rice, "quantity_3": "4", "expires_on_3": "2020-01-01"}
        page = browser.send(form, **good, **bad)
        assert page.status_code == 409 and "第 3 种物资：" in page.text
    assert head(shared_office) == before


def test_a_donation_is_received_once_with_its_lots(shared_office: Office) -> None:
    rice, oil = list_item(shared_office), list_item(shared_office)
    settle(shared_office)
    soon = today(30).isoformat()
    filled = {"item_id_1": rice, "quantity_1": "10", "expires_on_1": soon}
    filled |= {"item_id_3": oil, "quantity_3": "4", "donor": "街道商会", "money": "200"}
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/donations")
        form = browser.form("/desk/donations")
        for _ in range(2):
            page = browser.send(form, **filled)
            assert "捐赠已收下" in page.text
        text = words(page.text)
        assert "街道商会" in text and "200.00" in text
    (fact,) = facts_about(shared_office, f"item:{rice}", "donation.received")
    lots = [(it["item_id"], it["quantity"], it.get("expires_on")) for it in fact["data"]["goods"]]
    assert lots == [(rice, 10, today(31).isoformat()), (oil, 4, None)]
    assert fact["data"]["money_fen"] == 20_000
    assert "街道商会" not in str(fact)


def test_an_anonymous_gift_of_money_is_taken(shared_office: Office) -> None:
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/donations")
        page = browser.send(browser.form("/desk/donations"), money="0.01", purpose="助学")
    text = words(page.text)
    assert "匿名" in text and "0.01" in text and "助学" in text


def test_what_is_wrong_with_a_donation_is_said_and_the_form_kept(shared_office: Office) -> None:
    rice = list_item(shared_office)
    settle(shared_office)
    before = head(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/donations")
        form = browser.form("/desk/donations")
        page = browser.send(form, donor="商会")
        assert page.status_code == 409 and "请填写捐赠的物资或金额。" in page.text
        assert 'value="商会"' in page.text
        page = browser.send(form, item_id_2=rice)
        assert page.status_code == 422 and "“件数”必须填写。" in page.text
        assert f'value="{rice}" selected' in page.text
        page = browser.send(
            form, item_id_1=rice, quantity_1="1", expires_on_1=today(-1).isoformat()
        )
        assert page.status_code == 409 and "已经过了保质期" in page.text
        page = browser.send(form, item_id_1="nothing", quantity_1="1")
        assert page.status_code == 404 and "没有这件商品" in page.text
        page = browser.send(form, money="-3")
        assert page.status_code == 422 and "“金额（元）”" in page.text
    assert head(shared_office) == before


def given_long_ago(office: Office, item_id: str, *lots: tuple[int, date | None]) -> None:
    """A gift of last month, whose goods had their days."""
    goods = tuple(DonatedGoods(item_id, pieces, expires_on) for pieces, expires_on in lots)
    gift = Request(
        decision=ReceiveDonation(goods=goods),
        actor="coordinator",
        happened_at=past(9, days_ago=30),
    )
    office.ledger.record([gift])
    settle(office)


def test_goods_that_expired_are_on_no_shelf_and_the_desk_hears_of_them(office: Office) -> None:
    milk, rice, gone = (list_item(office) for _ in range(3))
    given_long_ago(office, milk, (3, today()), (1, today(-2)), (2, today(1)))
    given_long_ago(office, gone, (2, today(-1)))
    given_long_ago(office, rice, (5, None))
    rows = {it["item_id"]: it for it in found(office, "/api/items", "coordinator")["items"]}
    assert [rows[milk][it] for it in ("in_stock", "redeemable", "expired")] == [2, 2, 4]
    assert [rows[gone][it] for it in ("in_stock", "redeemable", "expired")] == [0, 0, 2]
    with browser_of(office, "coordinator") as browser:
        text = words(browser.open("/desk/items").text)
        assert "2 袋 已过期 4 袋，待下架" in text and "0 袋 已过期 2 袋，待下架" in text
        text = words(browser.open("/desk").text)
        assert "已过期，待下架 6 件 看是哪 2 种" in text
        shelf = browser.open("/shelf").text
        names = [rows[it]["name"] for it in (milk, rice, gone)]
        assert re.findall("|".join(names), shelf) == names  # what ran out stands last
        board = words(browser.open("/board").text)
        assert f"{rows[gone]['name']} 2 0 0 0" in board and f"{rows[milk]['name']} 6 0 2 0" in board
    with browser_of(office, "supervisor") as browser:
        assert "2 （另有 4 已到期）" in words(browser.open("/ledger/goods").text)
    count = {"lines": [{"item_id": milk, "counted": 2, "reason": "过期下架"}]}
    created_by(office, "/api/stock-counts", "coordinator", count)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        assert "2 件 看是哪 1 种" in words(browser.open("/desk").text)
