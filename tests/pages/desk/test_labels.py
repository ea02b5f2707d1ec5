"""Price labels: printed at the desk, scanned at the till."""

import re
from uuid import uuid4

import pytest

from api.pages.desk.shop.bars import bars_of
from api.pages.desk.shop.labels import labels_of
from projections.shop.stock import ShelfItem
from tests.api.answers import created_by, enrol, list_item, listed, problem, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.recorded import words
from tests.pages.till.at_the_till import basket, begin, cashier, name_of

CODES = re.compile(r'data-code="([^"]*)"')
EAN_13 = (
    "101000101101001110110011001101101111010100011010"
    "10100111010100001000100100100011101001101100101"
)
EAN_8 = "1010001011010111101111010110111010101001110111001010001001011100101"
WIKIPEDIA = (
    "1101001000011101000110100001101001100001001010000110100101001111001011"
    "0010000100001001101000011010010010110000111100100101100011101011"
)


@pytest.mark.parametrize(
    ("text", "bars"), [("6901234567892", EAN_13), ("96385074", EAN_8), ("Wikipedia", WIKIPEDIA)]
)
def test_bars_are_those_of_the_standards(text: str, bars: str) -> None:
    assert bars_of(text) == bars


@pytest.mark.parametrize("text", ["大米", "é", "7" * 25])
def test_what_no_scanner_reads_is_not_drawn(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        bars_of(text)


def item(*barcodes: str, position: int = 7) -> ShelfItem:
    return ShelfItem("milk", position, "牛奶", "盒", 5, barcodes, None, 2, 0, 0, None)


@pytest.mark.parametrize(
    ("barcodes", "printed"),
    [
        (("6901234567892",), "6901234567892"),
        (("690 1234-567892",), "6901234567892"),
        (("６９０１２３４５６７８９２",), "6901234567892"),
        (("96385074",), "96385074"),
        (("16901234567899",), "16901234567899"),
        (("]E06901234567892",), "6901234567892"),
        (("sku 7b",), "SKU7B"),
        (("大米", "96385074"), "96385074"),
        (("大米",), "2900000000070"),
        (("x" * 30,), "2900000000070"),
        ((), "2900000000070"),
    ],
)
def test_a_label_has_the_first_barcode_that_can_be_drawn(
    barcodes: tuple[str, ...], printed: str
) -> None:
    (label,) = labels_of([item(*barcodes)])
    assert (label.name, label.points, label.limit, label.code) == ("牛奶", 5, 2, printed)
    bits = "".join("1" * wide for _, wide in label.bars)
    assert bars_of(printed).count("1") == len(bits)
    assert label.millimetres <= 56


def labels_page(office: Office, **filled: str | list[str]) -> str:
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/labels")
        return browser.send(browser.form("/desk/labels"), **filled).text


def test_what_a_label_says_is_found_at_the_till(shared_office: Office) -> None:
    plain = list_item(shared_office, stock=2)
    coded = list_item(shared_office, stock=2, barcode=f"k-{uuid4().hex[:9]}")
    named = list_item(shared_office, stock=2, barcode=f"米{uuid4().hex[:5]}")
    gtin = list_item(shared_office, stock=2, barcode="0 36000-29145 2")
    member_id, chosen = enrol(shared_office), [plain, coded, named, gtin]
    settle(shared_office)
    page = labels_page(shared_office, **{"items[]": chosen})
    codes = CODES.findall(page)
    assert len(codes) == 4 and codes[0].startswith("29") and codes[2].startswith("29")
    with cashier(shared_office) as browser:
        begin(browser, member_id)
        for item_id, code in zip(chosen, codes, strict=True):
            scanned = basket(browser, scan=code).text
            assert f'value="{item_id}:1"' in scanned
            (found,) = listed(shared_office, "/api/items", "cashier", barcode=code)
            assert found["item_id"] == item_id


def test_the_number_of_a_label_is_no_barcode_of_other_goods(shared_office: Office) -> None:
    item_id, other = list_item(shared_office), list_item(shared_office)
    settle(shared_office)
    (code,) = CODES.findall(labels_page(shared_office, **{"items[]": [item_id]}))
    listing = {"name": f"牛奶{uuid4().hex[:6]}", "unit": "盒", "points": 5, "barcode": code}
    change = {"barcodes": [f" {code[:4]} {code[4:]}"], "from_day": today().isoformat()}
    for path, body in (("items", listing), (f"items/{other}/changes", change)):
        answer = shared_office.post(f"/api/{path}", "coordinator", body)
        assert problem(answer, 409, "item_exists")["errors"][0]["pointer"] == "/barcode"
    (found,) = listed(shared_office, "/api/items", "cashier", barcode=code)
    assert found["item_id"] == item_id
    assert listed(shared_office, "/api/items", "cashier", barcode="2999999999994") == []


def test_labels_are_printed_at_the_prices_of_a_day_and_of_what_changed(office: Office) -> None:
    dear, same, gone = (list_item(office, 30) for _ in range(3))
    names = [name_of(office, it) for it in (dear, same, gone)]
    for item_id, change in ((dear, {"points": 45}), (gone, {"withdrawn": True})):
        body = change | {"from_day": today(2).isoformat()}
        created_by(office, f"/api/items/{item_id}/changes", "coordinator", body)
    settle(office)

    def said(**filled: str) -> str:
        return words(labels_page(office, **filled))

    assert all(f"{it} 30 分 / 袋" in said() for it in names)
    after = said(on_day=today(2).isoformat())
    assert f"{names[0]} 45 分" in after and names[1] in after and names[2] not in after
    changed = said(on_day=today(2).isoformat(), since=today(1).isoformat())
    assert names[0] in changed and names[1] not in changed
    assert "没有要打印的价签" in said(since=today(3).isoformat())
    assert "自哪天起" in said(on_day="yesterday") or "按哪天的价格" in said(on_day="yesterday")


def test_what_was_listed_since_a_day_wants_a_label_like_what_was_changed(office: Office) -> None:
    name = name_of(office, list_item(office, 30))
    settle(office)
    assert name in words(labels_page(office, since=today().isoformat()))
    assert "没有要打印的价签" in words(labels_page(office, since=today(1).isoformat()))
