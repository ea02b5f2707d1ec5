"""What went wrong in offices, brought by page: looked at, taken in, and what stands afterwards."""

import re
from io import BytesIO

import pytest
import xlsxwriter

from api.capabilities import workbook_of
from tests.api.answers import list_item, listed, settle
from tests.api.workbooks.desk import sheets
from tests.api.workbooks.opened.old_workbook import NOT_AVAILABLE, old_workbook
from tests.clock import today
from tests.office import TEAM, Office
from tests.pages.browsing import browser_of
from tests.pages.desk.test_importing import bring, confirm, refused_rows
from tests.pages.people import join, served
from tests.pages.recorded import balance, words

DOTS = "·•・･.．‧∙⋅●⸱。-—– "
RED = re.compile(r"可以导入 (\d+) 行 以前导入过 (\d+) 行 有错、不导入 (\d+) 行")
TAKEN = re.compile(r"已导入 (\d+) 行")
YESTERDAY = today(-1).isoformat()


def header(kind: str) -> list[str]:
    return list(workbook_of(kind).columns)


def text(kind: str, *rows: str, parting: str = ",") -> bytes:
    """A table in text, its cells parted in the rows by `|`."""
    lines = [parting.join(header(kind)), *(it.replace("|", parting) for it in rows)]
    return "\ufeff".encode() + "\n".join(lines).encode()


def gift(number: str, item: str, pieces: object, *rest: str) -> list[object]:
    until, purpose = (*rest, "", "")[:2]
    return [number, YESTERDAY, "测试粮油店", "物资", item, pieces, until, "", purpose]


def taken(office: Office, kind: str, content: bytes) -> tuple[tuple[int, int, int], list[str]]:
    """What the preview says (good, known, bad), after seeing it come true; why rows were bad."""
    with browser_of(office, "coordinator") as browser:
        page = bring(browser, kind, content)
        assert page.status_code == 200, words(page.text)
        found = RED.search(words(page.text))
        assert found, words(page.text)
        good, known, bad = map(int, found.groups())
        why = [str(row[-1]) for row in refused_rows(browser)[1:]] if bad else []
        if good:
            if workbook_of(kind).by_two:
                page = confirm(office, str(page.url))
            else:
                page = browser.send(browser.form("/desk/import/record"))
            after = TAKEN.search(words(page.text))
            assert after and int(after[1]) == good
    settle(office)
    return (good, known, bad), why


def lots(office: Office, number: str) -> list[tuple[str, int, str | None]]:
    """The goods of a receipt as they stand: what, how many, good until before which day."""
    (one,) = [
        it
        for it in listed(office, "/api/donations", "coordinator")
        if it["receipt_number"] == number
    ]
    trail = office.get(f"/api/donations/{one['donation_id']}/trail", "coordinator").json()
    return sorted((it["item_id"], it["received"], it["expires_on"]) for it in trail)


def test_a_receipt_of_several_goods_and_its_corrected_line(office: Office) -> None:
    goods = [list_item(office, 30) for _ in range(3)]
    settle(office)
    names = {it["item_id"]: it["name"] for it in listed(office, "/api/items", "coordinator")}
    rows = [gift("JZ1", names[it], count) for it, count in zip(goods, (10, 8, 6), strict=True)]
    assert taken(office, "donations", sheets(捐赠=[header("donations"), *rows]))[0] == (3, 0, 0)
    expected = sorted((it, count, None) for it, count in zip(goods, (10, 8, 6), strict=True))
    assert lots(office, "JZ1") == expected
    rows[1][5] = 9
    corrected = sheets(捐赠=[header("donations"), *rows])
    seen, why = taken(office, "donations", corrected)
    assert seen == (0, 2, 1) and "像以前导入过的一行" in why[0]
    assert lots(office, "JZ1") == expected
    with browser_of(office, "coordinator") as browser:
        page = bring(browser, "donations", corrected)
    with browser_of(office, "coordinator2") as other:
        other.open(str(page.url))
        answer = other.send(other.form("/desk/import/record"), like_0_3="changed")
        assert "已导入 1 行" in words(answer.text)
    settle(office)
    assert lots(office, "JZ1") == sorted((it, 9 if n == 8 else n, None) for it, n, _ in expected)
    assert taken(office, "donations", corrected)[0] == (0, 3, 0)


def test_gifts_with_merged_donors_marks_of_repetition_and_formulas(office: Office) -> None:
    rice = list_item(office, 30)
    settle(office)
    names = {it["item_id"]: it["name"] for it in listed(office, "/api/items", "coordinator")}
    name, top = names[rice], header("donations")
    merged = [gift("", name, count) for count in (3, 4, 5)]
    merged[1][2] = merged[2][2] = ""
    book = sheets(merge={"C2:C4": "爱心米店"}, 捐赠=[top, *merged])
    assert taken(office, "donations", book)[0] == (3, 0, 0)
    ditto = [gift("", name, count, "", "助学") for count in (6, 7)]
    ditto[1][2], ditto[1][8] = "同上", "″"
    assert taken(office, "donations", sheets(捐赠=[top, *ditto]))[0] == (2, 0, 0)
    until = [gift(f"U{day}", name, 2, today(day).isoformat()) for day in (-1, 1, -3)]
    for it in until:
        it[2] = "测试面包房"
    seen, why = taken(office, "donations", sheets(捐赠=[top, *until]))
    assert seen == (2, 0, 1) and "保质期" in why[0]
    assert lots(office, "U-1") == [(rice, 2, today().isoformat())]
    assert lots(office, "U1") == [(rice, 2, today(2).isoformat())]
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as made:
        sheet = made.add_worksheet("捐赠")
        for number, row in enumerate([top, gift("F1", name, 1), gift("F2", name, 1)]):
            sheet.write_row(number, 0, row)
        sheet.write_formula("G2", "=B2+180", None, "#N/A")
        sheet.write_formula("F3", "=NA()", None, "#REF!")
    errors = old_workbook({"捐赠": [top, gift("F3", name, NOT_AVAILABLE)]})
    for content, count in ((written.getvalue(), 2), (errors, 1)):
        seen, why = taken(office, "donations", content)
        assert seen == (0, 0, count) and all("公式" in it for it in why)
    (stock,) = [it for it in listed(office, "/api/items", "coordinator") if it["item_id"] == rice]
    assert stock["in_stock"] == 3 + 4 + 5 + 6 + 7 + 2  # two were good until yesterday


def test_hours_of_months_in_sheets_of_which_some_are_hidden(office: Office) -> None:
    li = join(office, "热依拉·艾合买提")
    settle(office)
    top = header("services")

    def row(day: int, name: str = "热依拉·艾合买提") -> list[object]:
        return [today(-day).isoformat(), "陪护", "", name, "", "9:00", "10:00", 1, "", "别人"]

    months = sheets(**{"9月": [top, row(40), row(39)], "10月": [top, row(38), row(37)]})
    assert taken(office, "services", months)[0] == (4, 0, 0)
    hidden = frozenset({2})
    old = old_workbook({"11月": [top, row(36), row(35)]}, hidden_rows=hidden)
    assert taken(office, "services", old)[0] == (1, 0, 0)
    dotted = [row(30 - number, f"热依拉{dot}艾合买提") for number, dot in enumerate(DOTS)]
    assert taken(office, "services", sheets(a=[top, *dotted]))[0] == (len(DOTS), 0, 0)
    assert balance(office, li)["service_minutes"] == 60 * (5 + len(DOTS))


def test_goods_whose_codes_were_rounded_doubled_or_typed_in_another_way(office: Office) -> None:
    rows = [
        "6.90123E+12|科学|件|10||", '"=""6901234567892"""|等号|件|10||',
        "'6901234567908|撇号|件|10||",
        "690 1234 567915|空格|件|10||", "６９０１２３４５６７９２２|全宽|件|10||",
        "6901234567939/6901234567946|双码|件|10||", "#N/A|错误|件|10||", "无|无码一|件|10||",
        "无|无码二|件|10||", "-|横线|件|10||",
    ]  # fmt: skip
    seen, why = taken(office, "items", text("items", *rows))
    assert seen == (7, 0, 3) and len(why) == 3
    page = "".join(f"<th>{it}</th>" for it in header("items"))
    cells = "".join(f"<td>{it}</td>" for it in ("2000000099035", "网页品", "件", "10", "", ""))
    content = f"<html><body><table><tr>{page}</tr><tr>{cells}</tr></table></body></html>"
    assert taken(office, "items", content.encode())[0] == (1, 0, 0)
    parted = text("items", "2000000099059|制表|件|10||", parting="\t").decode("utf-8-sig")
    assert taken(office, "items", parted.encode("utf-16"))[0] == (1, 0, 0)
    codes = {it["name"]: it["barcode"] for it in listed(office, "/api/items", "coordinator")}
    assert codes["等号"] == "6901234567892" and codes["空格"] == "6901234567915"
    assert codes["全宽"] == "6901234567922" and codes["无码一"] is None


def test_people_with_several_phones_foreign_papers_and_those_who_moved(office: Office) -> None:
    def person(name: str, paper: str, phone: str, grid: str = "第9网格") -> str:
        return f"{name}|{paper}|{phone}|男|{grid}|1栋|{TEAM}|"

    rows = [
        person("测试双号", "430499199001020017", "19900009031/0731-88886666"),
        person("测试备注", "430499199001020332", "19900009034（女儿 2栋301）"),
        person("测试无号", "430499199001020471", "无"),
        person("测试港甲", "810000199001010019", "19900009001"),
        person("测试全宽", "４３０４９９１９９００１０１０３７Ｘ", "19900009012"),
        person("测试护照", "E12345678", "19900009007"),
        person("测试少位", "430499199001020519", "1990000903"),
        person("⽅小⽂", "430499199001050152", "19900009102"),
    ]
    seen, why = taken(office, "roster", text("roster", *rows))
    assert seen[0] + seen[2] == len(rows) and len(why) == 1
    moved = person("测试双号", "430499199001020017", "19900009031", "第3网格")
    seen, why = taken(office, "roster", text("roster", moved))
    assert seen == (0, 0, 1) and "网格" in why[0]
    hours = "|陪护||方小文|9102|9:00|10:00|1||别人"
    assert taken(office, "services", text("services", f"{YESTERDAY}{hours}"))[0] == (1, 0, 0)


@pytest.mark.parametrize("handler", ["小李", "小王 "])
def test_money_and_sales_that_are_brought_twice_move_once(office: Office, handler: str) -> None:
    li = join(office, "钱珍")
    served(office, li, 5, hours=8)
    soap = list_item(office, 10, stock=9)
    settle(office)
    names = {it["item_id"]: it["name"] for it in listed(office, "/api/items", "coordinator")}
    sale = f"{YESTERDAY}|钱珍||{names[soap]}|1|10|小王"
    assert taken(office, "redemptions", text("redemptions", sale))[0] == (1, 0, 0)
    again = sale.replace("小王", handler)
    good, known, bad = taken(office, "redemptions", text("redemptions", again))[0]
    assert (good, known + bad) == (0, 1)
    assert balance(office, li)["points"] == 70
    money = f"M1|{YESTERDAY}|测试定向人|资金||||500|助学"
    renamed = text("donations", money).decode().replace("指定用途", "用途").encode()
    assert taken(office, "donations", renamed)[0] == (1, 0, 0)
    good, known, bad = taken(office, "donations", text("donations", money))[0]
    assert (good, known + bad) == (0, 1)
