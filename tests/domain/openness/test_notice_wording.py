"""What identifies one person does not hang on a wall; days, sums and numbers of notices do."""

import pytest

from domain.openness.notice_wording import (
    BANK_CARD,
    DOOR,
    ID_NUMBER,
    PHONE,
    shows_private,
)


@pytest.mark.parametrize(
    "wording",
    [
        "张三，身份证 330102194506071234",
        "33010219450607123X",
        "330102 19450607 123x",
        "３３０１０２１９４５０６０７１２３４",
        "330102-1945-0607-1234",
        "3 3 0 1 0 2 1 9 4 5 0 6 0 7 1 2 3 4",
        "330102201006071234 已领取",
        "身份证号330102450607123",
        "3301\u200b02194506071234",
        "330102194506071230元",
    ],
)
def test_an_id_number_is_seen(wording: str) -> None:
    found = shows_private(wording)
    assert found is not None
    assert found.looks_like is ID_NUMBER


@pytest.mark.parametrize(
    "wording",
    [
        "联系 13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "138.1234.5678",
        "+86 13812345678",
        "8613812345678",
        "1 3 8 1 2 3 4 5 6 7 8",
        "一三八一二三四五六七八",
        "0571-87123456",
        "(0571) 8712 3456",
        "400-123-4567",
        "电话：8712 3456",
    ],
)
def test_a_phone_number_is_seen(wording: str) -> None:
    found = shows_private(wording)
    assert found is not None
    assert found.looks_like is PHONE


@pytest.mark.parametrize(
    "wording",
    ["6222021234567890123", "6222 0212 3456 7890 123", "6222-0212-3456-7890", "账号6222021234567"],
)
def test_the_number_of_a_bank_card_is_seen(wording: str) -> None:
    found = shows_private(wording)
    assert found is not None
    assert found.looks_like is BANK_CARD


@pytest.mark.parametrize(
    "wording",
    [
        "住3栋2单元501",
        "３栋２单元５０１",
        "3 栋 2 单元 501 室",
        "三栋二单元五〇一",
        "12-3-401",
        "12－3－401",
        "12 - 3 - 401",
        "12号楼501",
        "A座1203",
        "2单元301",
        "501室",
        "8号502室",
        "幸福路12号",
        "100弄5号",
        "家住12-401",
    ],
)
def test_the_number_of_a_door_is_seen(wording: str) -> None:
    found = shows_private(wording)
    assert found is not None
    assert found.looks_like is DOOR


@pytest.mark.parametrize(
    "wording",
    [
        "公示时间：2026年11月28日至2026年12月4日",
        "2026-11-28 至 2026-12-04，每天 08:30-17:30",
        "2026.11.28-2026.12.04",
        "20261105-20261112",
        "2026/11/28 14:30—16:30 探访 120 分钟",
        "合计 1,234,567.00 元，其中 12000 元用于维修",
        "公示第 12 号（2026）",
        "通知编号 2026-0012",
        "1 号：李*珍，11月5日，爱心帮扶，2 小时 30 分",
        "3 栋旁的花坛整修，120 人参加",
        "第一网格 12 户，第二网格 8 户",
        "1、2、3、4、5、6、7、8、9、10、11、12、13、14、15",
        "李*珍 120 240 360 480 600",
        "三个小时，二十人，一千二百元",
        "活动室 2 间，会议室 3 间",
        "2026年第三季度，星级 1-5 级",
        "5号楼2026年度大修",
        "The list of November 2026: 12 people, 1,234 minutes.",
    ],
)
def test_days_sums_and_numbers_of_notices_may_hang(wording: str) -> None:
    assert shows_private(wording) is None


def test_the_line_is_named() -> None:
    found = shows_private("公示\n第一行 2 小时\n电话13812345678")
    assert found is not None
    assert (found.line, found.said_in("zh"), found.said_in("en")) == (
        3,
        "电话号码",
        "a phone number",
    )
