"""What a scanner reads at the till: several codes at once, unknown ones, and in any form."""

import re

import pytest

from api.pages.till import sale
from tests.api.answers import list_item, settle
from tests.office import Office
from tests.pages.people import join, phone, served
from tests.pages.till.at_the_till import basket, begin, cashier, name_of, points_of, sell, words


def became(page: str) -> list[tuple[str, str]]:
    """What a page says of each scan."""
    return re.findall(r'<li data-became="(\w+)">([^<]*)</li>', page)


def test_several_scans_come_in_one_form_and_each_is_told(shared_office: Office) -> None:
    li = join(shared_office)
    served(shared_office, li, 5, hours=8)
    rice = list_item(shared_office, 30, stock=9, barcode=f"69{li[:11]}")
    soap = list_item(shared_office, 10, stock=9)
    soaps_name = name_of(shared_office, soap)
    settle(shared_office)
    with cashier(shared_office) as browser:
        begin(browser, li)
        scans = [f"69{li[:11]}", "6999999999999", soaps_name, f"69{li[:11]}"]
        page = basket(browser, **{"scans[]": scans})
        assert "合计 70 分" in words(page)
        rices_name = name_of(shared_office, rice)
        assert became(page.text) == [
            ("good", rices_name),
            ("bad", ""),
            ("good", soaps_name),
            ("good", rices_name),
        ]
        assert "货架上没有“6999999999999”" in page.text


def test_a_scan_that_may_mean_several_goods_does_not_keep_the_next_out(
    shared_office: Office,
) -> None:
    li = join(shared_office)
    word = f"香油{li[:6]}"
    for name in (f"{word}大瓶", f"{word}小瓶"):
        list_item(shared_office, 10, stock=9, name=name)
    soap = name_of(shared_office, list_item(shared_office, 10, stock=9))
    settle(shared_office)
    with cashier(shared_office) as browser:
        begin(browser, li)
        page = basket(browser, **{"scans[]": [word, soap]})
        assert became(page.text) == [("several", ""), ("good", soap)]
        assert "是哪一样？" in page.text


@pytest.mark.parametrize(
    "read",
    [
        "0036000{}",
        "00036000{}",
        "]E00036000{}",
        "]C10100036000{}10L1",
        "０３６０００{}",
        "2*036000{}",
    ],
)
def test_the_same_good_is_found_by_each_form_of_its_code(shared_office: Office, read: str) -> None:
    li = join(shared_office)
    digits = f"{int(li[:10], 16) % 10**6:06d}"
    soap = list_item(shared_office, 10, stock=9, barcode=f"036000{digits}")
    settle(shared_office)
    with cashier(shared_office) as browser:
        begin(browser, li)
        page = basket(browser, scan=read.format(digits))
        assert f'value="{soap}:' in page.text
        assert became(page.text) == [("good", name_of(shared_office, soap))]


@pytest.mark.parametrize(
    ("text", "advised"),
    [("6999999999999", False), ("没有的洗衣液", False), ("六90一4567八92", True)],
)
def test_an_unknown_code_is_told_as_read_and_the_input_method_only_where_it_shows(
    shared_office: Office, text: str, advised: bool
) -> None:
    li = join(shared_office)
    with cashier(shared_office) as browser:
        page = browser.send(browser.form("/till/person"), who=text)
        assert f"没有找到“{text}”" in page.text
        assert ("输入法" in page.text.partition("words")[0]) is advised
        begin(browser, li)
        page = basket(browser, scan=text)
        assert f"货架上没有“{text}”" in page.text
        assert ("输入法" in page.text.partition("words")[0]) is advised


def test_a_long_code_where_a_person_is_asked_for_is_told_as_it_was_read(
    shared_office: Office,
) -> None:
    with cashier(shared_office) as browser:
        page = browser.send(browser.form("/till/person"), who="0106901234567892" * 4)
        assert page.status_code == 404
        assert "0106901234567892010690" in page.text


def test_goods_that_are_listed_beyond_what_a_page_shows_are_found(
    shared_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = join(shared_office)
    served(shared_office, li, 5, hours=8)
    last = list_item(shared_office, 10, stock=9, barcode=f"69{li[:11]}")
    settle(shared_office)
    monkeypatch.setattr(sale, "SHELF_MAX", 1)
    with cashier(shared_office) as browser:
        begin(browser, li)
        assert f"69{li[:11]}" not in browser.page.text
        assert "合计 10 分" in words(basket(browser, scan=f"69{li[:11]}"))
        page = basket(browser, scan=name_of(shared_office, last))
        assert "合计 20 分" in words(page)


def test_two_people_of_one_name_are_told_apart_by_their_phones_last_digits(
    shared_office: Office,
) -> None:
    dialled = [phone(), phone()]
    people = [join(shared_office, "欧阳晓春", phone=it) for it in dialled]
    with cashier(shared_office) as browser:
        page = browser.send(browser.form("/till/person"), who="欧阳晓春").text
        for member_id, number in zip(people, dialled, strict=True):
            card = page.partition(f'href="/till/sale?member={member_id}"')[2].partition("</a>")[0]
            assert f"尾号 {number[-4:]}" in card
            assert number not in page


def test_what_ran_out_stands_behind_what_this_person_may_not_take(shared_office: Office) -> None:
    li = join(shared_office)
    gone = list_item(shared_office, 1)
    dear = list_item(shared_office, 1_000, stock=1)
    settle(shared_office)
    with cashier(shared_office) as browser:
        shelf = begin(browser, li).text
        assert shelf.index(f'value="{dear}:+1"') < shelf.index(f'value="{gone}:+1"')


def test_the_next_person_is_scanned_on_the_receipt_of_the_one_before(
    shared_office: Office,
) -> None:
    li = join(shared_office)
    served(shared_office, li, 5, hours=8)
    rice = list_item(shared_office, 30, stock=9)
    settle(shared_office)
    with cashier(shared_office) as browser:
        sell(browser, li, rice)
        assert browser.page.url.path.startswith("/till/receipts/")
        assert re.search(r'id="who"[^>]* autofocus', browser.page.text)
        page = browser.send(browser.form("/till/person"), who="V000000")
        assert "没有找到“V000000”" in page.text
    assert points_of(shared_office, li) == 50
