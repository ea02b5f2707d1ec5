"""An identity number is taken only when it can be one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.workbooks.cells import CellValue
from api.workbooks.identity_number import (
    IdentityNumber,
    InvalidIdentityNumber,
    check_character,
    is_stored_as_number,
    read_identity_number,
)

GOOD = "430499199204091548"


@some.composite
def identity_numbers(draw: some.DrawFn) -> str:
    region = draw(some.integers(0, 999_999))
    born = draw(some.dates(date(1880, 1, 1), date(2099, 12, 31)))
    first_seventeen = f"{region:06}{born:%Y%m%d}{draw(some.integers(0, 999)):03}"
    return first_seventeen + check_character(first_seventeen)


@given(identity_numbers())
def test_any_region_and_any_day_make_a_number_when_the_last_character_fits(text: str) -> None:
    number = read_identity_number(text)
    assert number == IdentityNumber(text)
    assert number.birth_date == date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    assert number.sex == ("male" if text[16] in "13579" else "female")


@given(identity_numbers(), some.integers(0, 16), some.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(text: str, place: int, shift: int) -> None:
    wrong = str((int(text[place]) + shift) % 10)
    with pytest.raises(InvalidIdentityNumber):
        read_identity_number(text[:place] + wrong + text[place + 1 :])


@given(identity_numbers(), some.integers(0, 15))
def test_two_neighbours_in_the_wrong_order_are_noticed(text: str, place: int) -> None:
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        with pytest.raises(InvalidIdentityNumber):
            read_identity_number(swapped)


def test_the_example_of_the_standard_is_valid() -> None:
    assert check_character("11010519491231002") == "X"
    assert read_identity_number("11010519491231002X").birth_date == date(1949, 12, 31)
    assert read_identity_number("440524188001010014").sex == "male"


@pytest.mark.parametrize(
    "typed",
    [
        *("11010519491231002x", " 11010519491231002X ", "110105 19491231 002X"),
        *("１１０１０５１９４９１２３１００２Ｘ", "'11010519491231002X", "11010519491231002ｘ"),
    ],
)
def test_how_it_is_typed_does_not_matter(typed: str) -> None:
    assert read_identity_number(typed).text == "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "18 位"),
        ("430499920409154", "18 位"),
        (GOOD[:17], "18 位"),
        (GOOD + "0", "18 位"),
        ("43049919920409154Y", "18 位"),
        ("430499199202301542", "19920230"),
        ("430499199204091549", "校验位"),
    ],
)
def test_the_refusal_says_what_is_wrong_without_repeating_the_number(
    typed: str, reason: str
) -> None:
    with pytest.raises(InvalidIdentityNumber) as wrong:
        read_identity_number(typed)
    assert reason in wrong.value.message_zh
    assert not typed or typed not in wrong.value.message_zh + wrong.value.message_en


@pytest.mark.parametrize("cell", [4.304991992040915e17, 430499199204091545, 4, "4.30499E+17"])
def test_a_numeric_cell_has_lost_the_last_digits(cell: CellValue) -> None:
    assert is_stored_as_number(cell)


@pytest.mark.parametrize("cell", [GOOD, "", "4.3", True, date(2026, 3, 5)])
def test_a_text_cell_has_kept_every_digit(cell: CellValue) -> None:
    assert not is_stored_as_number(cell)


def test_a_number_is_shown_masked() -> None:
    number = read_identity_number("11010519491231002X")
    assert number.masked == "110***********002X"
    assert str(number) == repr(number) == "IdentityNumber(110***********002X)"
