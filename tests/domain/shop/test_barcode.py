"""One good is found by its barcode, however that was read."""

import msgspec
import pytest

from domain.shop.barcode import code_of, is_checked
from domain.shop.items import ItemExists, ListItem
from tests.controls import RICE_LISTED
from tests.scenario import given

SAME = {
    "EAN-13": ("6901234567892", "06901234567892"),
    "spaces": (" 690 1234 567892 ", "6901234567892"),
    "hyphens": ("690-1234-567892", "6901234567892"),
    "full-width": ("６９０１２３４５６７８９２", "6901234567892"),
    "UPC-A": ("036000291452", "0036000291452"),
    "EAN-8": ("96385074", "00000096385074"),
    "EAN-13 with an AIM prefix": ("]E06901234567892", "6901234567892"),
    "EAN-8 with an AIM prefix": ("]E496385074", "96385074"),
    "GS1-128": ("]C1010690123456789217271231", "6901234567892"),
    "GS1-128 with a lot first": ("]C110ABC\x1d0106901234567892", "6901234567892"),
    "GS1 DataMatrix": ("]d2010690123456789210L1\x1d17271231", "6901234567892"),
    "GS1 in brackets": ("(01)06901234567892(10)L1", "6901234567892"),
    "GS1 without a prefix": ("010690123456789217271231", "6901234567892"),
    "GS1 as an address": ("https://id.gs1.org/01/06901234567892/10/L1?17=271231", "6901234567892"),
    "letters": ("a 001", "A001"),
}


@pytest.mark.parametrize(("read", "listed"), SAME.values(), ids=SAME)
def test_a_good_is_found_by_its_code_however_that_was_read(read: str, listed: str) -> None:
    assert code_of(read) == code_of(listed)
    assert code_of(code_of(read)) == code_of(read)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6901234567892", "6901234567899"),
        ("16901234567899", "6901234567892"),
        ("12", "0012"),
        ("A-1", "A1"),
        ("0123456789012345", "23456789012345"),
    ],
    ids=["another", "a box of them", "a number of the house", "a hyphen that counts", "no element"],
)
def test_other_codes_are_other_goods(one: str, other: str) -> None:
    assert code_of(one) != code_of(other)


def test_the_check_digit_is_known() -> None:
    assert is_checked("6901234567892")
    assert is_checked("036000291452")
    assert not is_checked("6901234567893")


def test_an_item_is_not_listed_twice_under_two_forms_of_one_barcode() -> None:
    rice = msgspec.structs.replace(RICE_LISTED, barcode="036000291452")
    flour = ListItem(name="面粉", unit="袋", points=30, barcode="0036000291452")
    given(rice).when(flour).refused(ItemExists)
