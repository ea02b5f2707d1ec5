"""A barcode is taken as it stands on the packet, or refused where that cannot be known."""

import pytest

from api.workbooks.cells import CellValue, UnreadableCell
from api.workbooks.typed.barcodes import (
    BarcodeInvalid,
    BarcodeStoredAsNumber,
    is_mistyped,
    read_barcode,
)

CODE = "6901234567892"


@pytest.mark.parametrize(
    "typed",
    [
        *(f"{CODE}.0", "6,901,234,567,892", f"条码：{CODE}", f"{CODE}（小包）", f"*{CODE}*"),
        *(
            f"{CODE}、",
            f"扫码 {CODE}",
            "690-1234-567892",
            "６９０１２３４５６７８９２",
            float(CODE),
        ),
    ],
)
def test_the_code_is_found_among_what_stands_around_it(typed: CellValue) -> None:
    assert read_barcode(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        *(f"{CODE}{between}6901234567908" for between in ("", "或", "&", "~", "-", "（旧）", "\n")),
        *(f"{CODE}x2", f"{CODE} 每箱12瓶"),
    ],
)
def test_several_codes_in_a_cell_are_refused_however_they_are_parted(typed: str) -> None:
    with pytest.raises(BarcodeInvalid):
        read_barcode(typed)


@pytest.mark.parametrize("typed", ["36000291452", "36000291452.0", "6.90123e12", "6901230000000.0"])
def test_a_text_that_a_spreadsheet_had_shortened_is_refused(typed: str) -> None:
    with pytest.raises(BarcodeStoredAsNumber):
        read_barcode(typed)


@pytest.mark.parametrize("typed", ["69O1234567892", "690I234567892", "散装", "见包装"])
def test_letters_for_digits_and_words_are_no_code(typed: str) -> None:
    with pytest.raises(UnreadableCell, match=r"letters|blank"):
        read_barcode(typed)


@pytest.mark.parametrize("typed", ["无条码", "没有条码", "无码", "N/A", "null", "——", "…", "~"])
def test_none_is_said_in_many_ways(typed: str) -> None:
    assert read_barcode(typed) is None


@pytest.mark.parametrize("typed", ["A-001", "自编001", "(01)06901234567892", "1234567", "0042"])
def test_codes_of_an_offices_own_stay_as_they_are(typed: str) -> None:
    assert read_barcode(typed) == typed


def test_a_code_whose_last_digit_does_not_fit_is_told() -> None:
    assert is_mistyped("6901234567893")
    assert not any(map(is_mistyped, (CODE, "2900000000071", "0042", "A-001", None)))
