"""What people write where there is nothing to say, or where the cell above says it."""

import pytest

from api.workbooks.opened.filling import is_faulty, is_repetition
from api.workbooks.typed.placeholders import says_none


@pytest.mark.parametrize(
    "typed",
    [
        *("N/A", "NaN", "None", "null", "NaT", "×", "~", "___", "……", "...", "―", "‐", "没"),
        *("永久有效", "无限期", "不过期", "终身", "∞", "不限数量", "没有限制"),
    ],
)
def test_none_is_none(typed: str) -> None:
    assert says_none(typed)


@pytest.mark.parametrize("typed", ["0", "见包装", "无锡", "常年", "X", "长期饭票"])
def test_a_word_is_a_word(typed: str) -> None:
    assert not says_none(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("同 上", "同\n上", "“ ”", "【同上】", "“同上”", "与上同", "同上栏", "同前行", "如上"),
        *("ˮ", "〃〃〃", "″ ″", "⬆", "as above", "ibid.", "´´"),
    ],
)
def test_a_mark_of_repetition_is_known_however_it_is_written(typed: str) -> None:
    assert is_repetition(typed)


@pytest.mark.parametrize(
    "typed", ["同上海店", "上同仁堂", "同仁堂", "如意", "王'", "'", "5″", "一"]
)
def test_a_name_is_no_mark(typed: str) -> None:
    assert not is_repetition(typed)


def test_a_formula_of_an_array_is_shown_instead_of_its_value() -> None:
    assert is_faulty("{=B2+180}") and not is_faulty("{注}")
