"""A phone is kept whole, and bits of a number or of an address are no phone."""

import pytest

from api.workbooks.cells import CellValue, UnreadableCell
from api.workbooks.personal import as_phone_ending, as_phones

MOBILE = "13800138000"


@pytest.mark.parametrize(
    "typed",
    [
        *(f"{MOBILE}/1", f"{MOBILE}（8001）", f"房号301电话{MOBILE}", f"1){MOBILE}"),
        *("0731-88886666*8012", f"+86(0){MOBILE}", f"{MOBILE}/8001"),
    ],
)
def test_a_flat_and_an_extension_are_no_further_phones(typed: str) -> None:
    phones = as_phones(typed)
    assert len(phones.numbers) == 1 and phones.numbers[0] in {MOBILE, "073188886666"}
    assert phones.remark


@pytest.mark.parametrize(
    "typed",
    ["138****8000", "13,800,138,000", "010-12345678", "731-88886666", "12600138000", "后四位8000"],
)
def test_bits_of_a_number_are_no_phone(typed: str) -> None:
    with pytest.raises(UnreadableCell, match="whole phone"):
        as_phones(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一三八〇〇一三八〇〇〇", MOBILE), (f"{MOBILE}.00", MOBILE), (f"086{MOBILE}", MOBILE),
        ("00852-91234567", "85291234567"), ("+852 9123 4567", "85291234567"), ("6612", "6612"),
    ],
)  # fmt: skip
def test_one_number_is_kept_whichever_way_it_is_written(typed: str, kept: str) -> None:
    assert as_phones(typed) == ((kept,), False)


def test_words_instead_of_a_phone_are_said_not_to_be_kept() -> None:
    assert as_phones("问女儿") == ((), True)
    assert as_phones("无") == as_phones("") == ((), False)


@pytest.mark.parametrize(
    ("typed", "ending"),
    [
        ("138****8000", "8000"), ("****8000", "8000"), ("80-00", "8000"), ("尾号8000", "8000"),
        ("xxxx8000", "8000"), (17.0, "0017"), ("8000.00", "8000"), (MOBILE, "8000"),
    ],
)  # fmt: skip
def test_the_end_of_a_phone_is_its_last_four_digits(typed: CellValue, ending: str) -> None:
    assert as_phone_ending(typed) == ending
