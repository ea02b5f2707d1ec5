"""A cashier opens a shift, finds the person, fills the basket and confirms with plain forms."""

import re
from datetime import UTC, datetime

import pytest

from api.pages.language import translator
from api.pages.till.basket import weigh
from api.pages.till.work import Buyer, Person
from api.serving.codes import redemption_code
from domain.rules.rules import Terms
from projections.shop.stock import ShelfItem
from tests.api.answers import list_item, settle
from tests.controls import LI, SUN
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join, phone, served
from tests.pages.till.at_the_till import (
    basket,
    begin,
    cashier,
    confirm,
    name_of,
    new_till,
    number_on,
    points_of,
    sell,
    words,
)


@pytest.mark.parametrize("path", ["/till", "/till/receipts", "/till/shift", "/till/donations"])
def test_the_till_is_for_cashiers(shared_office: Office, path: str) -> None:
    with browser_of(shared_office) as nobody:
        assert nobody.open(path).url.path == "/sign-in"
    with browser_of(shared_office, "volunteer") as volunteer:
        assert volunteer.open(path).status_code == 403


def test_nothing_is_sold_before_a_shift_is_open(shared_office: Office) -> None:
    with cashier(shared_office, opened=False) as browser:
        assert "先开班" in browser.open("/till").text
        assert begin(browser, "volunteer").url.path == "/till"
        form = browser.form("/till/open")
        for action in ("/till/person", "/till/sale", "/till/sell"):
            answer = browser.client.post(action, data=form.fields, follow_redirects=True)
            assert answer.url.path == "/till"


def test_a_till_that_is_taken_is_told(shared_office: Office) -> None:
    till = new_till()
    with cashier(shared_office, till=till), cashier(shared_office, opened=False) as other:
        page = other.open("/till")
        assert till in page.text
        page = other.send(other.form("/till/open"), till=till.lower())
        assert page.status_code == 409
        assert "还有一个班没有交" in page.text
        assert other.send(other.form("/till/open"), till="一号").status_code == 422
        assert "下一位" in other.send(other.form("/till/open"), till=new_till()).text


def test_a_person_is_found_by_the_code_on_their_phone(shared_office: Office) -> None:
    li, wang = join(shared_office, "李桂珍"), join(shared_office, "王建国")
    number = _number_of(shared_office, li)
    code = redemption_code(shared_office.community.vault, number, datetime.now(UTC)).text
    with cashier(shared_office) as browser:
        page = browser.send(browser.form("/till/person"), who=code.lower())
        assert str(page.url).endswith(f"/till/sale?member={li}")
        assert "李*珍" in page.text
        assert wang not in page.text


def _number_of(office: Office, member_id: str) -> str:
    with cashier(office) as browser:
        found = re.search(r"V\d{6}", begin(browser, member_id).text)
        assert found
        return found[0]


def test_people_are_found_by_name_number_and_phone_and_shown_masked(shared_office: Office) -> None:
    dialled = phone()
    li = join(shared_office, "李桂珍", phone=dialled, id_number="11010519491231002X")
    wang = join(shared_office, "王建国", phone=phone())
    number = _number_of(shared_office, li)
    with cashier(shared_office) as browser:
        for typed in ("李桂", "lgz", number, str(int(number[1:])), dialled[-4:]):
            browser.open("/till")
            page = browser.send(browser.form("/till/person"), who=typed)
            assert f"/till/sale?member={li}" in page.text, typed
            assert "李*珍" in page.text
            assert f"member={wang}" not in page.text
            assert "李桂珍" not in page.text
            assert dialled not in page.text
        page = begin(browser, li)
        assert dialled not in page.text and "尾号" not in page.text
        assert "110105" not in page.text


def test_who_is_not_found_is_said_with_a_hint_about_the_input_method(
    shared_office: Office,
) -> None:
    with cashier(shared_office) as browser:
        page = browser.send(browser.form("/till/person"), who="７ｋ四Ｆ")
        assert page.status_code == 404
        assert "请切换到英文输入法" in page.text
        assert browser.send(browser.form("/till/person"), who=" ").status_code == 422
        assert begin(browser, "nobody").status_code == 404


def test_a_cashier_scans_goods_and_confirms(shared_office: Office) -> None:
    li, wang = join(shared_office), join(shared_office, "王建国")
    served(shared_office, li, 5, 6, hours=8)
    served(shared_office, wang, 5, hours=8)
    rice = list_item(shared_office, 30, stock=9, barcode=f"69{li[:11]}")
    soap = list_item(shared_office, 10, stock=9)
    settle(shared_office)
    with cashier(shared_office) as browser:
        begin(browser, li)
        assert "160 <small>" in browser.page.text
        basket(browser, scan=f"69{li[:11]}")
        basket(browser, scan=name_of(shared_office, soap))
        page = basket(browser, scan=f"2*69{li[:11]}")
        assert "合计 100 分 兑换后还有 60 分" in words(page)
        page = basket(browser, change=f"{soap}:-1")
        assert "合计 90 分 兑换后还有 70 分" in words(page)
        assert 'formaction="/till/sell"' in page.text
        page = confirm(browser)
        assert page.url.path.startswith("/till/receipts/")
        assert number_on(page).endswith("-0001")
        assert "兑换已记录。" in page.text
        assert "兑换后还有 70 分" in words(page)
    assert points_of(shared_office, li) == 70
    assert points_of(shared_office, wang) == 80
    assert rice


def test_a_line_is_taken_away_without_a_mouse(shared_office: Office) -> None:
    li = join(shared_office)
    served(shared_office, li, 5, hours=8)
    rice = list_item(shared_office, 10, stock=9, barcode=f"69{li[:11]}")
    oil = list_item(shared_office, 20, stock=9)
    settle(shared_office)
    with cashier(shared_office) as browser:
        begin(browser, li)
        basket(browser, scan=f"3*69{li[:11]}")
        assert "合计 50 分" in words(basket(browser, change=f"{oil}:+1"))
        assert "合计 20 分" in words(basket(browser, scan=f"0*69{li[:11]}"))
        page = basket(browser, scan=f"0*{name_of(shared_office, oil)}")
        assert "篮子是空的。" in page.text
        assert "篮子是空的。" in basket(browser, scan=f"0*69{li[:11]}").text
    assert rice


def test_of_several_that_fit_as_many_are_taken_as_were_typed(shared_office: Office) -> None:
    li = join(shared_office)
    served(shared_office, li, 5, hours=8)
    word = f"香油{li[:6]}"
    for name in (f"{word}大瓶", f"{word}小瓶"):
        list_item(shared_office, 10, stock=9, name=name)
    settle(shared_office)
    with cashier(shared_office) as browser:
        begin(browser, li)
        page = basket(browser, scan=f"3*{word}")
        assert "是哪一样？" in page.text
        change = re.findall(r'name="change" value="([^"]+:\+3)"', page.text)
        assert len(change) == 2
        assert "合计 30 分" in words(basket(browser, change=change[0]))


@pytest.mark.parametrize(
    ("redeemable", "told"),
    [
        (1, "库存不足：现有 1 袋。另有 4 袋已过保质期。"),
        (0, "库存不足：现有 0 袋。另有 5 袋已过保质期。"),
        (5, "库存不足：现有 5 袋。"),
    ],
)
def test_goods_that_have_expired_are_told_from_goods_that_are_gone(
    redeemable: int, told: str
) -> None:
    left, expired = redeemable, 5 - redeemable
    milk = ShelfItem("milk", 1, "牛奶", "袋", 5, (), None, None, left, left, None, expired=expired)
    buyer = Buyer(Person(LI, "李*珍", "V000001", None), 100, 600, {})
    said = translator("zh")
    (row,) = weigh(buyer, Terms(), [milk], {"milk": 6}, cashier_id=SUN, say=said, hours=str).rows
    assert row.problem == told


def test_enter_on_an_empty_field_leads_to_the_button_that_confirms(shared_office: Office) -> None:
    li = join(shared_office)
    served(shared_office, li, 5, hours=8)
    rice = list_item(shared_office, 30, stock=9)
    settle(shared_office)
    with cashier(shared_office) as browser:
        begin(browser, li)
        basket(browser, change=f"{rice}:+1")
        assert re.search(r'id="scan"[^>]* autofocus', browser.page.text)
        page = basket(browser, scan="")
        assert re.search(r'id="confirm"[^>]* autofocus', page.text)
        assert not re.search(r'id="scan"[^>]* autofocus', page.text)
        basket(browser, change=f"{rice}:+9")
        page = basket(browser, scan="")
        assert "现在还不能确认" in page.text
        assert re.search(r'id="scan"[^>]* autofocus', page.text)


def test_what_is_still_allowed_is_told_before_and_not_after(shared_office: Office) -> None:
    li = join(shared_office)
    served(shared_office, li, 5, hours=8)
    rice = list_item(shared_office, 10, stock=9, limit_per_member_month=3)
    few = list_item(shared_office, 10, stock=1)
    dear = list_item(shared_office, 81, stock=9)
    gone = list_item(shared_office, 10)
    settle(shared_office)
    with cashier(shared_office) as browser:
        sell(browser, li, rice)
        page = words(begin(browser, li))
        assert f"{name_of(shared_office, rice)} 10 分 还可换 2 袋" in page
        assert f"{name_of(shared_office, dear)} 81 分 积分还差 11 分" in page
        assert f"{name_of(shared_office, gone)} 10 分 没有货了" in page
        for wanted, warning in (
            ([f"{rice}:3"], "每人每月限 3 袋，本月还可换 2 袋。"),
            ([f"{few}:2"], "库存不足：现有 1 袋。"),
            ([f"{dear}:1"], "积分不够，还差 11 分。"),
        ):
            page = basket(browser, **{"lines[]": wanted})
            assert warning in page.text
            assert 'formaction="/till/sell"' not in page.text
            assert "现在还不能确认" in page.text


def test_who_has_not_served_enough_and_who_serves_themselves_is_told(
    shared_office: Office,
) -> None:
    newcomer = join(shared_office)
    rice = list_item(shared_office, 30, stock=9)
    settle(shared_office)
    with cashier(shared_office) as browser:
        assert "服务时长还差 5小时" in begin(browser, newcomer).text
        basket(browser, change=f"{rice}:+1")
        page = confirm(browser)
        assert page.status_code == 409
        assert "服务满 5小时 才能兑换" in page.text
        myself = browser.open("/till/pulse").json()["cashier"]
        assert "不能给自己兑换" in begin(browser, myself).text


def test_a_refused_sale_keeps_the_basket_and_nothing_is_recorded(shared_office: Office) -> None:
    li, wang = join(shared_office), join(shared_office, "王建国")
    served(shared_office, li, 5, hours=8)
    served(shared_office, wang, 5, hours=8)
    rice = list_item(shared_office, 30, stock=2)
    settle(shared_office)
    with cashier(shared_office) as browser:
        begin(browser, li)
        page = basket(browser, **{"lines[]": [f"{rice}:2"]})
        with cashier(shared_office) as other:
            sell(other, wang, rice)
        page = confirm(browser)
        assert page.status_code == 409
        assert "库存不足：现有 1 件" in page.text
        assert f'value="{rice}:2"' in page.text
        basket(browser, change=f"{rice}:-1")
        assert confirm(browser).status_code == 200
    assert points_of(shared_office, li) == 50


def test_the_same_sale_sent_twice_is_recorded_once(shared_office: Office) -> None:
    li = join(shared_office)
    served(shared_office, li, 5, hours=8)
    rice = list_item(shared_office, 30, stock=9)
    settle(shared_office)
    with cashier(shared_office) as browser:
        begin(browser, li)
        basket(browser, change=f"{rice}:+1")
        form = browser.form("/till/sale")
        form.action = "/till/sell"
        first = browser.send(form, **{"lines[]": [f"{rice}:1"]})
        again = browser.client.post("/till/sell", data=form.fields, follow_redirects=True)
        assert number_on(first) == number_on(again)
        other = form.fields | {"lines[]": [f"{rice}:2"]}
        changed = browser.client.post("/till/sell", data=other, follow_redirects=True)
        assert changed.status_code == 422
    assert points_of(shared_office, li) == 50


def test_nonsense_in_a_basket_is_left_out(shared_office: Office) -> None:
    li = join(shared_office)
    with cashier(shared_office) as browser:
        begin(browser, li)
        page = basket(browser, **{"lines[]": ["no-such:3", "x:-1", ":", "a:1e9", "大米:１"]})
        assert "篮子是空的。" in page.text
        assert "篮子是空的。" in confirm(browser).text
        assert "货架上没有" in basket(browser, scan="0000").text
        form = browser.form("/till/sale")
        assert browser.send(form, member="../x").status_code == 422
