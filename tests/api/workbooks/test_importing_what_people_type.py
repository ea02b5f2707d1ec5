"""What offices really bring is taken as it was meant, and refused where that cannot be known."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from api.capabilities import workbook_of
from api.serving.composition import Community
from api.serving.settings import Settings
from domain.people.vault import Person
from projections.shop.donation_trail import donations, trail
from projections.shop.stock import item_names
from tests.api.workbooks.desk import NEXT, Desk, roster_row, service_row, sheets
from tests.api.workbooks.imported import found
from tests.clock import today
from tests.conftest import COMMUNITY_NAME


@pytest.fixture(scope="module")
def desk(unfounded_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = Settings(community=COMMUNITY_NAME, data=tmp_path_factory.mktemp("desk"))
    opened = Desk(unfounded_database, settings)
    opened.ask(found)
    yield opened


def lots_of(desk: Desk, receipt: str) -> list[tuple[str | None, int, date | None]]:
    """Name, pieces and first bad day of each lot of a donation."""

    async def asked(community: Community) -> list[tuple[str | None, int, date | None]]:
        given = await donations(community.reader, before=2**60, limit=500)
        (gift,) = [it for it in given if it.receipt_number == receipt]
        names = await item_names(community.reader)
        lots = await trail(community.reader, gift.donation_id)
        return [(names.get(it.item_id), it.received, it.expires_on) for it in lots]

    return desk.ask(asked)


def items(desk: Desk, count: int) -> list[str]:
    names = [f"货{next(NEXT)}" for _ in range(count)]
    assert desk.codes("items", *(f"|{it}|件|10||" for it in names)) == []
    return names


def test_adjoining_rows_of_one_receipt_are_one_donation(desk: Desk) -> None:
    rice, oil, salt = items(desk, 3)
    number = f"S-{next(NEXT)}"
    rows = [
        f"{number}|2026-03-01|粮油店|物资|{name}|{pieces}|||"
        for name, pieces in ((rice, 10), (oil, 8), (salt, 6))
    ]
    assert desk.codes("donations", *rows) == []
    assert lots_of(desk, number) == [(rice, 10, None), (oil, 8, None), (salt, 6, None)]
    again = desk.take("donations", *rows)
    assert (again.accepted, again.repeated) == (0, 3)


def test_a_bad_row_of_a_receipt_is_refused_alone_and_joins_when_mended(desk: Desk) -> None:
    rice, oil = items(desk, 2)
    number = f"S-{next(NEXT)}"
    head = f"{number}|2026-03-01|粮油店|物资"
    bad, good = f"{head}|{oil}|若干|||", f"{head}|{rice}|10|||"
    assert desk.codes("donations", bad, good) == ["quantity_invalid"]
    mended = desk.take("donations", bad.replace("若干", "8"), good)
    assert (mended.accepted, mended.repeated) == (1, 1)
    assert lots_of(desk, number) == [(rice, 10, None), (oil, 8, None)]


def test_any_other_second_use_of_a_receipt_is_a_duplicate(desk: Desk) -> None:
    rice, oil = items(desk, 2)
    number = f"S-{next(NEXT)}"
    first = f"{number}|2026-03-01|粮油店|物资|{rice}|10|||"
    others = [
        first,  # the same line once more
        f"{number}|2026-03-01|面包店|物资|{oil}|8|||",
        f"{number}|2026-03-02|粮油店|物资|{oil}|8|||",
        f"{number}|2026-03-01|粮油店|物资|{oil}|8|||",  # does not adjoin the first
    ]
    assert desk.codes("donations", first, *others) == ["duplicate_receipt"] * 4


def test_goods_and_money_on_one_receipt_are_one_donation(desk: Desk) -> None:
    (rice,) = items(desk, 1)
    number = f"S-{next(NEXT)}"
    rows = [
        f"{number}|2026-03-01|粮油店|物资|{rice}|10|||",
        f"{number}|2026-03-01|粮油店|资金||||88.50|助学",
    ]
    assert desk.codes("donations", *rows) == []

    async def money(community: Community) -> tuple[int, str]:
        given = await donations(community.reader, before=2**60, limit=500)
        (gift,) = [it for it in given if it.receipt_number == number]
        return gift.money_fen, gift.purpose

    assert desk.ask(money) == (8_850, "助学")


def test_goods_may_leave_on_the_last_good_day_and_not_after(desk: Desk) -> None:
    (bread,) = items(desk, 1)
    number, day = f"S-{next(NEXT)}", today(-3)
    rows = [
        f"{number}|{day}|面包房|物资|{bread}|5|{day}||",
        f"|{day}|面包房|物资|{bread}|5|{day - timedelta(days=1)}||",
    ]
    assert desk.codes("donations", *rows) == ["expired_on_receipt"]
    assert lots_of(desk, number) == [(bread, 5, day + timedelta(days=1))]
    li = desk.volunteer()
    assert desk.codes("services", service_row(li)) == []
    sales = [f"{it}|{li}|8000|{bread}|1|10|何姐" for it in (day, day + timedelta(days=1))]
    assert desk.codes("redemptions", *sales) == ["out_of_stock"]


@pytest.mark.parametrize("none", ["", "长期", "无", "-", "—", "长期有效"])
def test_goods_without_an_end_are_written_in_many_ways(desk: Desk, none: str) -> None:
    (rice,) = items(desk, 1)
    number = f"S-{next(NEXT)}"
    assert desk.codes("donations", f"{number}|2026-03-01||物资|{rice}|5|{none}||") == []
    assert lots_of(desk, number) == [(rice, 5, None)]


@pytest.mark.parametrize(
    "kind", ["roster", "donations", "items", "services", "redemptions", "pairings"]
)
def test_an_error_in_any_column_refuses_its_row(desk: Desk, kind: str) -> None:
    columns = list(workbook_of(kind).columns)
    rows = [["1" if it != column else "#N/A" for it in columns] for column in columns]
    report = desk.bring(kind, sheets(表=[columns, *rows]))
    assert [it.code for it in report.rejected] == ["unreadable_cell"] * len(columns)
    for column, refused in zip(columns, report.rejected, strict=True):
        assert column in refused.message_zh and "#N/A" in refused.message_zh


def test_a_row_that_stands_on_a_summary_too_is_repeated(desk: Desk) -> None:
    li = desk.volunteer()
    header = list(workbook_of("services").columns)
    months = [service_row(li, f"2026-0{month}-05").split("|") for month in (3, 4)]
    bad = service_row("无此人").split("|")
    content = sheets(
        **{"3月": [header, months[0], bad], "4月": [header, months[1]]},
        汇总=[header, *months, bad],
    )
    rehearsed, report = (
        desk.bring("services", content, dry_run=True),
        desk.bring("services", content),
    )
    assert rehearsed.as_json() == report.as_json()
    assert (report.rows, report.accepted, report.repeated) == (6, 2, 2)
    refused = [(it.row.sheet, it.row.number, it.code) for it in report.rejected]
    assert refused == [("3月", 3, "unknown_person"), ("汇总", 4, "unknown_person")]
    told = report.as_json()
    assert told["sheets"] == ["3月", "4月", "汇总"]
    assert [(it["sheet"], it["row"]) for it in told["repeated_rows"]] == [("汇总", 2), ("汇总", 3)]
    assert told["rejected"][0]["sheet"] == "3月"


def test_a_person_is_found_however_their_name_is_written(desk: Desk) -> None:
    row = roster_row("阿依古丽·买买提").replace("13800138000", "13800139001")
    assert desk.codes("roster", row) == []
    dots = "•・･.．‧∙⋅●⸱ꞏ᛫。-—– `*▪◦˙﹒､、"
    rows = [
        service_row(f"阿依古丽{dot}买买提", f"2026-{2 + place // 25:02}-{1 + place % 25:02}")
        for place, dot in enumerate(dots)
    ]
    rows = [it.replace("|8000|", "|9001|") for it in rows]
    assert desk.codes("services", *rows) == []


@pytest.mark.parametrize(
    ("enrolled", "written"),
    [
        ("张\ue863", "张䶮"), ("⽅小⽂", "方小文"), ("葛\U000e0100大", "葛大"), ("⺟小", "母小"),
        ("李〇", "李○"), ("Ａｎｎａ Ｌi", "anna  li"), ("欧阳\u3000明", "欧阳明"),
    ],
)  # fmt: skip
def test_characters_that_look_alike_are_one(desk: Desk, enrolled: str, written: str) -> None:
    ending = f"{9100 + next(NEXT)}"
    row = roster_row(enrolled).replace("13800138000", f"1990000{ending}")
    assert desk.codes("roster", row) == []
    rows = [service_row(written).replace("|8000|", f"|{ending}|")]
    assert desk.codes("services", *rows) == []


def test_two_people_of_one_name_and_one_ending_are_told_apart(desk: Desk) -> None:
    rows = [roster_row("孙同").replace("138001", phone) for phone in ("138011", "138022")]
    assert desk.codes("roster", *rows) == []
    number = rows[1].split("|")[1]
    assert desk.codes("services", service_row("孙同")) == ["ambiguous_person"]
    whole = service_row("孙同").replace("|8000|", "|13801138000|")
    assert desk.codes("services", whole) == []
    header = [*workbook_of("services").columns, "身份证号"]
    by_paper = [*service_row("孙同", "2026-03-06").split("|"), number]
    report = desk.bring("services", sheets(服务=[header, by_paper]))
    assert (report.accepted, report.rejected) == (1, [])
    overlapping = service_row("孙同", "2026-03-06", start="9:00", end="15:00")
    overlapping = overlapping.replace("|8000|", "|13802238000|")
    assert desk.codes("services", overlapping) == ["overlaps"]


@pytest.mark.parametrize(
    ("typed", "kept", "remark"),
    [
        ("19900009031/0731-88886666", "19900009031", "further_phone"),
        ("0731-88886666 19900009032", "19900009032", "further_phone"),
        ("0731-88886666转8012", "073188886666", "phone_remark"),
        ("19900009034（女儿 2栋301）", "19900009034", "phone_remark"),
        ("+86 199 0000 9035", "19900009035", None),
        ("+852 9123 4567", "85291234567", None),
        ("无", None, None),
    ],
)
def test_the_phone_that_can_be_called_is_kept_and_the_rest_said(
    desk: Desk, typed: str, kept: str | None, remark: str | None
) -> None:
    name = f"电{chr(0x4E00 + next(NEXT))}"
    report = desk.take("roster", roster_row(name).replace("13800138000", typed))
    assert report.accepted == 1
    people = desk.ask(lambda community: community.vault.everybody())
    assert [it.phone for it in people if it.name == name] == [kept]
    assert [it.code for it in report.notices if it.row] == ([remark] if remark else [])


def test_a_later_file_and_a_search_find_a_person_by_each_of_their_phones(desk: Desk) -> None:
    name = f"电{chr(0x4E00 + next(NEXT))}"
    row = roster_row(name)
    assert desk.codes("roster", row.replace("13800138000", "19900009037/0731-88886677")) == []
    assert desk.codes("roster", roster_row(name)) == []  # another of this name
    endings = enumerate(("9037", "6677", "0731-88886677", "6678"), 1)
    rows = [service_row(name, f"2026-03-0{day}").replace("8000", it) for day, it in endings]
    assert desk.codes("services", *rows) == ["unknown_person"]
    assert len(desk.ask(lambda community: community.vault.search("6677"))) == 1


@pytest.mark.parametrize("typed", ["1990000903", "199000090399", "l9900009O36", "1.99E+10"])
def test_what_is_no_phone_is_refused(desk: Desk, typed: str) -> None:
    row = roster_row("电话错").replace("13800138000", typed)
    assert desk.codes("roster", row) == ["unreadable_cell"]


@pytest.mark.parametrize(
    "paper",
    [
        "810000199001010019", "911000199001010072", "CAN110090010117", "E12345678", "H12345678",
        "护照：C01X00T47", "台胞证12345678", "“430499199001010097”", "43049919900101037Х",
    ],
)  # fmt: skip
def test_papers_are_taken_as_what_they_are(desk: Desk, paper: str) -> None:
    row = f"证{next(NEXT)}|{paper}|13800138000|女|第一网格|3栋|爱心帮扶|"
    assert desk.codes("roster", row) == []
    again = row.replace("3栋", "4栋")
    assert desk.codes("roster", again) == ["duplicate_person"]


@pytest.mark.parametrize("paper", ["", "CAN110090010118", "430499900101001", "12345678", "无"])
def test_what_is_no_paper_is_refused(desk: Desk, paper: str) -> None:
    row = f"证{next(NEXT)}|{paper}|13800138000|女|第一网格|3栋|爱心帮扶|"
    assert desk.codes("roster", row) == ["id_number_invalid"]


def test_of_somebody_without_an_id_number_it_is_said_what_to_do(desk: Desk) -> None:
    (refused,) = desk.take("roster", f"证{next(NEXT)}||13800138000|女|第一网格|3栋|").rejected
    assert "没有填写身份证号" in refused.message_zh and "花名册" in refused.message_zh
    assert "enrolled one by one" in refused.message_en


def test_barcodes_are_taken_whole_or_refused(desk: Desk) -> None:
    typed = {
        "6.90123E+12": "barcode_stored_as_number",
        "6901230000000": "barcode_stored_as_number",
        '="6901234567892"': None,
        "'6901234567908": None,
        "690 1234 567915": None,
        "6901234567939/6901234567946": "barcode_invalid",
        "#N/A": "unreadable_cell",
        "无": None,
        "-": None,
        " 无 ": None,
        "6901234567915": "item_exists",
        "2900000000070": "item_exists",
    }
    rows = [f"{code}|码{next(NEXT)}|件|10||" for code in typed]
    assert desk.codes("items", *rows) == [it for it in typed.values() if it]


def test_a_number_that_lost_its_zero_is_no_barcode(desk: Desk) -> None:
    header = list(workbook_of("items").columns)
    codes = [36000291452, 6901234567953, 6.9012345e12]
    rows = [[code, f"码{next(NEXT)}", "件", 10, "", ""] for code in codes]
    report = desk.bring("items", sheets(商品=[header, *rows]))
    assert [it.code for it in report.rejected] == ["barcode_stored_as_number"] * 2
    assert report.accepted == 1


def test_a_person_is_found_by_a_search_however_they_are_written(desk: Desk) -> None:
    row = roster_row("帕提古丽·阿不都").replace("13800138000", "13800139777")
    assert desk.codes("roster", row) == []

    async def searched(community: Community) -> list[int]:
        older = Person(name="周\ue863伟")
        await community.vault.keep("older-spelling", older)
        wanted = ("帕提古丽阿不都", "帕提古丽●阿不都", "古丽 阿不", "周䶮伟", "无此人")
        return [len(await community.vault.search(it)) for it in wanted]

    assert desk.ask(searched) == [1, 1, 1, 1, 0]
