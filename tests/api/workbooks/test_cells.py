"""What people type into cells is read the way they meant it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.workbooks.cells import (
    CellValue,
    UnreadableCell,
    as_date,
    as_fen,
    as_hours,
    as_text,
    as_time,
    as_whole_number,
    is_blank,
)
from api.workbooks.personal import as_name, as_phone, as_phone_ending

FULL_WIDTH = str.maketrans("0123456789:.-", "０１２３４５６７８９：．－")

days = some.dates(date(1930, 1, 1), date(2099, 12, 31))
minutes_of_a_day = some.integers(0, 24 * 60 - 1)


def ways_of_typing(day: date) -> list[CellValue]:
    serial_day = (day - date(1899, 12, 30)).days
    return [
        day,
        datetime.combine(day, time()),
        datetime.combine(day, time(15, 30)),
        serial_day,
        float(serial_day),
        serial_day + 0.75,
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        f"{day:%Y-%m-%d} 00:00:00",
        f"{day:%Y-%m-%dT%H:%M:%S}",
        f"{day.year}-{day.month}-{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02}月{day.day:02}号",
        f" {day.year} 年 {day.month} 月 {day.day} 日 ",
        f"{day:%Y-%m-%d}".translate(FULL_WIDTH),
    ]


def ways_of_typing_minute(minute_of_day: int) -> list[CellValue]:
    hour, minute = divmod(minute_of_day, 60)
    moment = time(hour, minute)
    half_day = "上午" if hour < 12 else "下午"
    hour_on_the_dial = hour if hour <= 12 else hour - 12
    return [
        moment,
        datetime.combine(date(2026, 3, 5), moment),
        timedelta(minutes=minute_of_day),
        minute_of_day / 1440,
        46086 + minute_of_day / 1440 + 1e-9,
        f"{hour}:{minute:02}",
        f"{hour:02}:{minute:02}",
        f"{hour:02}:{minute:02}:00",
        f"2026-03-05 {hour:02}:{minute:02}:00",
        f"{hour}点{minute}分",
        f"{hour}时{minute:02}",
        f"{half_day}{hour_on_the_dial}:{minute:02}",
        f" {half_day} {hour_on_the_dial}：{minute:02} ",
        f"{hour}:{minute:02}".translate(FULL_WIDTH),
    ]


@given(days)
def test_every_way_of_typing_a_day_is_that_day(day: date) -> None:
    assert {as_date(typed) for typed in ways_of_typing(day)} == {day}


def test_a_serial_number_of_days_is_a_date() -> None:
    assert as_date(46086.0) == date(2026, 3, 5)


def test_a_moment_that_a_spreadsheet_stores_a_little_early_is_still_the_day_meant() -> None:
    assert as_date(datetime.combine(date(2026, 3, 4), time(23, 59, 59, 999_000))) == date(
        2026, 3, 5
    )


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-02-30", "3月5日", "26.3.5", "去年", "", "  ", 5.0, 20261301.0, True, time(8)),
        *("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", date.min, date.max),
        *(datetime.combine(day, time.max) for day in (date.min, date(2199, 12, 31), date.max)),
    ],
)
def test_what_names_no_day_is_not_a_date(typed: CellValue) -> None:
    with pytest.raises(UnreadableCell):
        as_date(typed)


@given(minutes_of_a_day)
def test_every_way_of_typing_a_time_is_that_time(minute_of_day: int) -> None:
    read = {as_time(typed) for typed in ways_of_typing_minute(minute_of_day)}
    assert read == {time(*divmod(minute_of_day, 60))}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("上午8:30", time(8, 30)),
        ("下午2:30", time(14, 30)),
        ("下午14:30", time(14, 30)),
        ("下午12:15", time(12, 15)),
        ("上午12:00", time(12)),
        ("中午12:00", time(12)),
        ("中午1点", time(13)),
        ("晚上8:30", time(20, 30)),
        ("晚上12点", time(0)),
        ("晚上1:00", time(1)),
        ("凌晨12:10", time(0, 10)),
        ("傍晚6点半", time(18, 30)),
        ("8点整", time(8)),
        ("8:30 PM", time(20, 30)),
        ("12:30 am", time(0, 30)),
        ("24:00", time(0)),
        ("8:30:45", time(8, 30, 45)),
        (0.354, time(8, 30)),
        ("0.354", time(8, 30)),
        (1.0, time(0)),
        (time(8, 29, 59, 994_000), time(8, 30)),
        (time(23, 59, 59, 991_000), time(0)),
        (timedelta(days=1), time(0)),
        (date(1900, 1, 1), time(0)),
    ],
)
def test_a_time_is_read_as_it_is_spoken(typed: CellValue, meant: time) -> None:
    assert as_time(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("八点", "8", "8:3", "8:60", "24:01", "25:00", "上午14:30", "", "8:30-9:30"),
        *(8.5, 8, -0.5, 46086.0, True, timedelta(hours=25), date(2026, 3, 5)),
    ],
)
def test_what_names_no_time_is_not_a_time(typed: CellValue) -> None:
    with pytest.raises(UnreadableCell):
        as_time(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *(13800138000, 13800138000.0, "13800138000", "13800138000.0", " 13800138000 "),
        *("138-0013-8000", "138 0013 8000", "１３８００１３８０００", "+86 138-0013-8000"),
        *("008613800138000", "8613800138000", "（+86）13800138000"),
    ],
)
def test_every_way_of_typing_a_phone_is_that_phone(typed: CellValue) -> None:
    assert as_phone(typed) == "13800138000"
    assert as_phone_ending(typed) == "8000"


def test_a_phone_that_the_spreadsheet_rounded_away_is_unreadable() -> None:
    with pytest.raises(UnreadableCell, match="phone"):
        as_phone("1.38E+10")


def test_a_cell_without_digits_holds_no_phone() -> None:
    assert as_phone("无") == as_phone("") == as_phone_ending("") == ""


def test_zeros_lost_in_front_of_four_digits_come_back() -> None:
    assert [as_phone_ending(typed) for typed in (17.0, 17, "17", "0017")] == ["0017"] * 4


@pytest.mark.parametrize(
    "typed", ["王 秀", "王　秀", " 王\t秀 ", "王\n秀", "王\u200b秀", "\ufeff王秀"]
)
def test_a_space_inside_a_short_name_is_not_part_of_it(typed: str) -> None:
    assert as_name(typed) == "王秀"


@pytest.mark.parametrize("dot", "·・･•‧．.")
def test_every_dot_in_a_name_is_the_same_dot(dot: str) -> None:
    assert as_name(f"热依拉{dot}艾合买提") == "热依拉·艾合买提"
    assert as_name(f"热依拉 {dot} 艾合买提") == "热依拉·艾合买提"


def test_latin_names_keep_one_space_between_them() -> None:
    assert as_name("Ａｎｎａ　 Ｓｍｉｔｈ") == "Anna Smith"
    assert as_name("安娜 Anna") == "安娜Anna"


@pytest.mark.parametrize("name", ["孙䶮", "𬭎涵", "刘𠮷", "解龘"])
def test_rare_characters_stay_as_they_are(name: str) -> None:
    assert as_name(f" {name[0]} {name[1]} ") == name


@given(some.text())
def test_reading_a_name_twice_changes_nothing_more(typed: str) -> None:
    assert as_name(as_name(typed)) == as_name(typed)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("  大米５ｋｇ ", "大米5kg"),
        ("鸡蛋（10枚）", "鸡蛋(10枚)"),
        ("党员，退役军人：是", "党员，退役军人：是"),
        ("一行\n二行", "一行 二行"),
        (6901000000015.0, "6901000000015"),
        (2.5, "2.5"),
        (0.1 + 0.2, "0.3"),
        (True, "TRUE"),
        (date(2026, 3, 5), "2026-03-05"),
        (time(8, 30), "08:30"),
        (datetime.combine(date(2026, 3, 5), time(8, 30)), "2026-03-05 08:30"),
        ("", ""),
    ],
)
def test_text_is_one_tidy_line(typed: CellValue, text: str) -> None:
    assert as_text(typed) == text


@pytest.mark.parametrize("typed", ["", "  ", "　", "\u200b", "\n", None])
def test_a_cell_with_nothing_to_see_is_blank(typed: str | None) -> None:
    assert is_blank(typed)


@pytest.mark.parametrize("typed", [0, 0.0, False, "0", "无", date(2026, 3, 5)])
def test_a_zero_is_not_blank(typed: CellValue) -> None:
    assert not is_blank(typed)


@given(some.integers(-(10**9), 10**9))
def test_every_way_of_typing_a_whole_number_is_that_number(number: int) -> None:
    typed: list[CellValue] = [number, float(number), str(number), f" {number}.0 ", f"{number:,}"]
    assert {as_whole_number(cell) for cell in typed} == {number}
    assert as_whole_number(f"{number}".translate(FULL_WIDTH)) == number


@pytest.mark.parametrize("typed", [2.5, "两个", "4袋", "1,2", "", True, float("nan"), 1e300])
def test_what_counts_nothing_is_not_a_whole_number(typed: CellValue) -> None:
    with pytest.raises(UnreadableCell):
        as_whole_number(typed)


@given(some.integers(1, 10**12))
def test_an_amount_is_exact_to_the_fen(fen: int) -> None:
    yuan = f"{fen // 100}.{fen % 100:02}"
    typed: list[CellValue] = [float(yuan), yuan, f"{yuan}元", f"¥{yuan}", f"￥ {yuan}"]
    typed += [f"{Decimal(yuan):,}", f"{Decimal(yuan):,}元整", yuan.translate(FULL_WIDTH)]
    assert {as_fen(cell) for cell in typed} == {fen}


@pytest.mark.parametrize("typed", [0, -5, "约五百", 12.345, "0.001", "", "1,20", True, 1e300])
def test_what_is_no_sum_of_money_is_not_an_amount(typed: CellValue) -> None:
    with pytest.raises(UnreadableCell):
        as_fen(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *(1.5, "1.5", "1.5小时", "1小时30分", "1小时30分钟", "90分钟", "1小时半", "1个半小时"),
        *("1:30", "1：30", time(1, 30), timedelta(minutes=90), "１．５"),
    ],
)
def test_every_way_of_typing_an_hour_and_a_half_is_that(typed: CellValue) -> None:
    assert as_hours(typed) == Decimal("1.5")


def test_hours_are_exact_tenths() -> None:
    assert as_hours(1.1) - as_hours(1.0) == Decimal("0.1")
    assert as_hours(-0.75) == Decimal("-0.75")


@pytest.mark.parametrize("typed", ["约三", "", True, date(2026, 1, 1), "小时"])
def test_what_is_no_length_of_time_is_not_hours(typed: CellValue) -> None:
    with pytest.raises(UnreadableCell):
        as_hours(typed)


@pytest.mark.parametrize("read", [as_date, as_time, as_whole_number, as_fen, as_hours])
def test_the_person_who_typed_it_reads_what_is_wrong(read: Callable[[CellValue], object]) -> None:
    with pytest.raises(UnreadableCell) as wrong:
        read("三月五号")
    assert "“三月五号”" in wrong.value.message_zh
    assert "“三月五号”" in wrong.value.message_en
    with pytest.raises(UnreadableCell, match="Blank"):
        read("")


def test_a_very_long_cell_is_shown_shortened() -> None:
    with pytest.raises(UnreadableCell) as wrong:
        as_date("日" * 5_000)
    assert len(wrong.value.message_zh) < 100


def test_a_very_long_cell_does_not_keep_the_office_waiting() -> None:
    before = process_time()
    with pytest.raises(UnreadableCell):
        as_hours("1" * 20_000 + "天")
    assert process_time() - before < 0.5
