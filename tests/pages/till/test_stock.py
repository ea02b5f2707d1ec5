"""Donations come in at the counter, and a count is compared with the books of that moment."""

import re

import pytest

from tests.api.answers import list_item, listed, settle
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join, served
from tests.pages.till.at_the_till import cashier, name_of, sell, words


def in_stock(office: Office, item_id: str) -> int:
    (row,) = (it for it in listed(office, "/api/items", "coordinator") if it["item_id"] == item_id)
    return int(row["in_stock"])


def test_a_cashier_receives_goods(shared_office: Office) -> None:
    rice, soap = list_item(shared_office), list_item(shared_office)
    settle(shared_office)
    with cashier(shared_office) as browser:
        browser.open("/till/donations")
        form = browser.form("/till/donations")
        filled = {
            "donor": "湘江商贸",
            "item0": rice,
            "quantity0": "20",
            "expires0": "2199-01-01",
            "item1": soap,
            "quantity1": "3",
        }
        page = browser.send(form, **filled)
        assert "收货已记录" in page.text
        assert re.search(r"收据号 R\d{8}-\d{4}。", page.text)
        browser.client.post("/till/donations", data=form.fields | filled)
    assert (in_stock(shared_office, rice), in_stock(shared_office, soap)) == (20, 3)


def test_what_was_typed_is_kept_when_a_line_is_wrong(shared_office: Office) -> None:
    rice = list_item(shared_office)
    settle(shared_office)
    with cashier(shared_office) as browser:
        for wrong, status, said in (
            ({"item0": rice, "quantity0": "0"}, 422, "第 1 种物资：“件数”"),
            ({"item0": rice, "quantity0": "1.5"}, 422, "第 1 种物资：“件数”"),
            ({"quantity1": "5"}, 422, "第 2 种物资：“商品”"),
            ({"item0": rice, "quantity0": "5", "expires0": "soon"}, 422, "“保质期至”"),
            ({"item3": rice, "quantity3": "5", "expires3": "2020-01-01"}, 409, "第 4 种物资："),
            ({}, 409, "捐赠"),
        ):
            browser.open("/till/donations")
            page = browser.send(browser.form("/till/donations"), donor="湘江商贸", **wrong)
            assert page.status_code == status
            assert 'value="湘江商贸"' in page.text and said in page.text
    assert in_stock(shared_office, rice) == 0


def test_a_count_shows_the_difference_only_afterwards(shared_office: Office) -> None:
    rice, soap = list_item(shared_office, stock=9), list_item(shared_office, stock=7)
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open("/till/counts")
        row = re.search(
            rf"<tr><th[^>]*><label[^>]*>{name_of(shared_office, rice)}.*?</tr>", page.text
        )
        assert row and "9" not in re.sub(r"<[^>]+>|大米\w+", "", row[0])
        form = browser.form("/till/counts")
        filled = {f"counted:{rice}": "8", f"counted:{soap}": "7", "reason": "月末盘点"}
        told = words(browser.send(form, **filled))
        assert f"{name_of(shared_office, rice)} 9 8 -1" in told
        assert f"{name_of(shared_office, soap)} 7 7 相符" in told
        again = browser.client.post("/till/counts", data=form.fields | filled)
        assert "9 8 -1" in words(again)
    assert (in_stock(shared_office, rice), in_stock(shared_office, soap)) == (8, 7)


def test_a_count_needs_numbers_and_a_reason(shared_office: Office) -> None:
    rice = list_item(shared_office, stock=9)
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        for wrong in (
            {"reason": "月末盘点"},
            {f"counted:{rice}": "-1", "reason": "月末盘点"},
            {f"counted:{rice}": "many", "reason": "月末盘点"},
            {f"counted:{rice}": "8"},
        ):
            browser.open("/till/counts")
            assert browser.send(browser.form("/till/counts"), **wrong).status_code == 422
        unknown = browser.send(
            browser.form("/till/counts"), **{"counted:nothing": "1", "reason": "月末盘点"}
        )
        assert unknown.status_code == 404
    assert in_stock(shared_office, rice) == 9


def test_coordinators_receive_and_count_and_volunteers_do_not(shared_office: Office) -> None:
    with browser_of(shared_office, "coordinator") as coordinator:
        assert "盘点货架" in coordinator.open("/desk").text
        assert coordinator.open("/till/donations").status_code == 200
        assert coordinator.open("/till/counts").status_code == 200
    with browser_of(shared_office, "volunteer") as volunteer:
        form = {"csrf": volunteer.form("/sign-out").fields["csrf"]}
        assert volunteer.client.post("/till/counts", data=form).status_code == 403
        assert volunteer.client.post("/till/donations", data=form).status_code == 403


def test_what_a_cashier_counts_waits_for_somebody_else(shared_office: Office) -> None:
    rice = list_item(shared_office, stock=9)
    settle(shared_office)
    with cashier(shared_office) as browser:
        assert 'href="/till/counts"' in browser.open("/till").text
        browser.open("/till/counts")
        filled = {f"counted:{rice}": "8", "reason": "月末盘点"}
        told = words(browser.send(browser.form("/till/counts"), **filled))
        assert "等另一位网格员或监事批准" in told and "9 8 -1" in told
        assert in_stock(shared_office, rice) == 9
        assert browser.open("/ledger/counts").status_code == 403
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open("/ledger/counts")
        assert f"{name_of(shared_office, rice)} 9 8 -1" in words(page)
        told = browser.send(browser.form("/approval"))
        assert "已批准" in told.text
    assert in_stock(shared_office, rice) == 8


def test_what_was_sold_while_somebody_counted_is_taken_into_account(shared_office: Office) -> None:
    li = join(shared_office)
    served(shared_office, li, 5, hours=8)
    rice = list_item(shared_office, 10, stock=100)
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser, cashier(shared_office) as till:
        browser.open("/till/counts")
        form = browser.form("/till/counts")
        sell(till, li, rice, 3)
        told = words(browser.send(form, **{f"counted:{rice}": "100", "reason": "月末盘点"}))
        assert f"{name_of(shared_office, rice)} 100 100 相符" in told
    assert in_stock(shared_office, rice) == 97


def test_two_who_count_the_same_shelf_take_a_loss_off_the_books_once(
    shared_office: Office,
) -> None:
    rice = list_item(shared_office, stock=50)
    settle(shared_office)
    with (
        browser_of(shared_office, "coordinator") as one,
        browser_of(shared_office, "coordinator2") as other,
    ):
        forms = []
        for browser in (one, other):
            browser.open("/till/counts")
            forms.append(browser.form("/till/counts"))
        filled = {f"counted:{rice}": "45", "reason": "月末盘点"}
        assert one.send(forms[0], **filled).status_code == 200
        page = other.send(forms[1], **filled)
        assert page.status_code == 409 and "请重新数" in page.text
        again = other.form("/till/counts")
        assert again.fields[f"counted:{rice}"] == ""
        assert "45 45 相符" in words(other.send(again, **filled))
    assert in_stock(shared_office, rice) == 45


@pytest.mark.parametrize(("pieces", "status"), [("999999", 303), ("1000000", 422)])
def test_a_slip_of_the_finger_neither_comes_in_nor_is_counted(
    shared_office: Office, pieces: str, status: int
) -> None:
    rice = list_item(shared_office)
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/till/donations")
        form = browser.form("/till/donations").fields | {"item0": rice, "quantity0": pieces}
        received = browser.client.post("/till/donations", data=form, follow_redirects=False)
        browser.open("/till/counts")
        form = browser.form("/till/counts").fields | {f"counted:{rice}": pieces, "reason": "月末"}
        counted = browser.client.post("/till/counts", data=form)
    assert received.status_code == status
    assert counted.status_code == (200 if status == 303 else 422)
    in_the_books = 999_999 if status == 303 else 0
    assert in_stock(shared_office, rice) == in_the_books
