"""A receipt is found by its number, goods come back once, and each report is of one shift."""

import re

from tests.api.answers import list_item, settle
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join, served
from tests.pages.till.at_the_till import cashier, name_of, number_on, points_of, sell, words


def shopper(office: Office) -> tuple[str, str]:
    """Somebody with 160 points, and rice for 30."""
    li = join(office)
    served(office, li, 5, 6, hours=8)
    rice = list_item(office, 30, stock=9)
    settle(office)
    return li, rice


def test_receipts_are_numbered_one_after_the_other_and_found_again(shared_office: Office) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        first = sell(browser, li, rice)
        number = number_on(browser.page)
        sell(browser, li, rice)
        assert number_on(browser.page) == number.replace("-0001", "-0002")
        page = browser.open(f"/till/receipts?number={number.lower()}")
        assert page.url.path == f"/till/receipts/{first}"
        page = browser.open("/till/receipts")
        assert number in page.text
        page = browser.open("/till/receipts?number=S9-20200101-0001")
        assert page.status_code == 404
        assert "没有这个小票号" in page.text
        browser.open("/till")
        page = browser.send(browser.form("/till/person"), who=number)
        assert page.url.path == f"/till/receipts/{first}"
        assert browser.open("/till/receipts/never-was").status_code == 404


def test_a_slip_names_nobody_in_full(shared_office: Office) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        sell(browser, li, rice)
        assert "李*珍" in browser.page.text
        assert "李桂珍" not in browser.page.text
        assert "孙*兰" in browser.page.text


def test_goods_come_back_by_receipt_and_points_with_them(shared_office: Office) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        sold = sell(browser, li, rice, 3)
        form = browser.form("/returns")
        page = browser.send(form, **{"lines[]": [f"{rice}:2"], "reason": "拿错了"})
        assert page.url.path == f"/till/receipts/{sold}"
        assert "退货已记录" in page.text
        assert "退还 60 分，退后有 130 分" in words(page)
        again = browser.client.post(
            form.action, data=form.fields | {"lines[]": [f"{rice}:2"], "reason": "拿错了"}
        )
        assert again.status_code == 200
        form = browser.form("/returns")
        page = browser.send(form, **{"lines[]": [f"{rice}:2"], "reason": "拿错了"})
        assert page.status_code == 409
        assert "退回数量超过" in page.text
        assert 'value="拿错了"' in page.text
    assert points_of(shared_office, li) == 130


def test_a_return_needs_a_reason_and_pieces(shared_office: Office) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        sell(browser, li, rice)
        page = browser.send(browser.form("/returns"), **{"lines[]": [f"{rice}:1"]})
        assert page.status_code == 422
        assert "请写明退货原因" in page.text
        page = browser.send(
            browser.form("/returns"), **{"lines[]": [f"{rice}:0"], "reason": "拿错了"}
        )
        assert page.status_code == 422
        assert "请选择退回的件数" in page.text
    assert points_of(shared_office, li) == 130


def test_the_reports_of_a_shift_hold_what_it_did_and_no_other(shared_office: Office) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as other:
        sell(other, li, rice)
    with cashier(shared_office) as browser:
        sell(browser, li, rice, 2)
        browser.send(browser.form("/returns"), **{"lines[]": [f"{rice}:1"], "reason": "拿错了"})
        page = browser.open("/till/shift")
        told = words(page)
        assert "当班报表（X）" in told
        assert "兑换（收到积分） 1 60 退货（退还积分） 1 30" in told
        assert f"{name_of(shared_office, rice)} 2 1" in told

        form = browser.form("/till/close")
        page = browser.send(form, item0=rice, counted0="5")
        told = words(page)
        assert "交班报表（Z）" in told
        assert f"{name_of(shared_office, rice)} 7 5 -2" in told
        again = browser.client.post("/till/close", data=form.fields | {"item0": rice})
        assert again.status_code in {409, 422}
        assert "您还没有开班" in browser.open("/till/shift").text
        assert "先开班" in browser.open("/till").text


def test_a_close_that_is_sent_twice_closes_once(shared_office: Office) -> None:
    with cashier(shared_office) as browser:
        browser.open("/till/shift")
        form = browser.form("/till/close")
        first = browser.send(form)
        again = browser.client.post("/till/close", data=form.fields, follow_redirects=True)
        assert first.url == again.url
        assert first.status_code == again.status_code == 200


def test_counts_at_the_close_are_whole_numbers_of_different_goods(shared_office: Office) -> None:
    rice = list_item(shared_office, 30, stock=9)
    settle(shared_office)
    with cashier(shared_office) as browser:
        browser.open("/till/shift")
        blank = {"counted0": "", "counted1": "", "counted2": ""}
        for wrong, told in (
            ({"item0": rice, "counted0": "x"}, "抽盘 1：实数要填 0 或更大的整数。"),
            ({"item1": rice, "counted1": "1000000"}, "抽盘 2：实数要填"),
            ({"item2": rice, "counted2": "0" + "9" * 19}, "抽盘 3：实数要填"),
            ({"item0": rice, "counted0": "0" + "9" * 5_000}, "抽盘 1：实数要填"),
            ({"item0": rice, "counted0": ""}, "抽盘 1：实数要填"),
            ({"item1": "", "counted1": "3"}, "抽盘 2：请选商品。"),
            (
                {"item0": rice, "counted0": "1", "item2": rice, "counted2": "1"},
                "抽盘 3：同一件商品只填一行。",
            ),
        ):
            page = browser.send(browser.form("/till/close"), **(blank | wrong))
            assert page.status_code == 422
            assert told in page.text
            kept = browser.form("/till/close").fields
            assert all(kept[name] == it for name, it in wrong.items() if name in blank)
            chosen = [it for name, it in wrong.items() if it and name not in blank]
            assert page.text.count(f'value="{rice}" selected') == len(chosen)
        assert "当班报表（X）" in browser.open("/till/shift").text


def test_only_its_cashier_and_supervisors_see_a_shift_and_close_it(shared_office: Office) -> None:
    with cashier(shared_office) as browser, cashier(shared_office) as other:
        browser.open("/till/shift")
        shift = browser.form("/till/close").fields["shift"]
        assert other.open(f"/till/shifts/{shift}").status_code == 403
        other.open("/till/shift")
        taken = other.form("/till/close").fields | {"shift": shift}
        assert other.client.post("/till/close", data=taken).status_code == 403
        with browser_of(shared_office, "supervisor") as supervisor:
            page = supervisor.open(f"/till/shifts/{shift}")
            assert "当班报表（X）" in page.text
            page = supervisor.send(supervisor.form("/till/close"))
            assert "代为交班" in page.text
        assert "先开班" in browser.open("/till").text
        assert browser.open("/till/shifts/never-was").status_code == 404


def test_a_receipt_without_an_open_shift_takes_nothing_back(shared_office: Office) -> None:
    li, rice = shopper(shared_office)
    with cashier(shared_office) as browser:
        sold = sell(browser, li, rice)
        form = browser.form("/returns")
        browser.open("/till/shift")
        browser.send(browser.form("/till/close"))
        page = browser.open(f"/till/receipts/{sold}")
        assert not re.search(r"/returns", page.text)
        page = browser.client.post(
            form.action,
            data=form.fields | {"lines[]": [f"{rice}:1"], "reason": "拿错了"},
            follow_redirects=True,
        )
        assert page.url.path == "/till"
    assert points_of(shared_office, li) == 130
