"""Wishes of a year: counted, handed on as a list, hung up as cards, brought with slips."""

from io import BytesIO

from python_calamine import CalamineWorkbook

from domain.people.roles import GrantRole
from tests.api.answers import created_by, enrol, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.needs.asking import asked, promised, put_up
from tests.pages.people import join
from tests.pages.recorded import words

WISH = {"kind": "wish", "need": "收音机", "value_fen_max": 12_000}


def test_the_year_s_list_tells_what_is_wished_and_not_by_whom(office: Office) -> None:
    zhou, li = enrol(office, "周奶奶"), enrol(office, "李桂珍")
    put_up(office, zhou, "一位老人想听戏", **WISH)
    promised(office, zhou, li, words="一位老人想看报", **WISH)
    asked(office, zhou, **WISH)
    asked(office, zhou)
    with browser_of(office, "coordinator") as browser:
        page = words(browser.open("/desk/wishes").text)
        assert f"{today().year} 年共 3 个心愿，现在 1 个等人认领" in page
        assert "等待审核 1" in page and "有人认领 1" in page
        file = browser.open(f"/desk/wishes/list.xlsx?year={today().year}")
        assert file.headers["cache-control"] == "no-store"
        sheet = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0)
        head, *rows = sheet.to_python()
        assert head[2:5] == ["类别", "公布的话", "金额上限（元）"]
        assert [(row[3], row[4], row[7]) for row in rows] == [
            ("一位老人想听戏", 120, ""),
            ("一位老人想看报", 120, "李桂珍"),
            ("", 120, ""),
        ]
        assert "周奶奶" not in str(rows)
        page = words(browser.open(f"/desk/wishes?year={today().year - 1}").text)
        assert "年共 0 个心愿" in page
        assert browser.open("/desk/wishes?year=1").status_code == 422


def test_cards_of_all_that_are_up_and_slips_of_all_that_are_promised(office: Office) -> None:
    zhou, li = enrol(office, "周奶奶"), enrol(office, "李桂珍")
    put_up(office, zhou, "一位老人想听戏", **WISH)
    promised(office, zhou, li, words="一位老人想看报", **WISH)
    put_up(office, zhou, "一位老人要人陪")
    with browser_of(office, "coordinator") as browser:
        page = browser.open("/desk/wishes/cards").text
        assert "一位老人想听戏" in page and "编号" in page
        assert "一位老人想看报" not in page and "一位老人要人陪" not in page
        assert "周奶奶" not in page
        page = browser.open("/desk/wishes/slips").text
        assert "一位老人想看报" in page and "李桂珍" in page
        assert "一位老人想听戏" not in page and "周奶奶" not in page


def test_a_keeper_prints_the_wishes_of_their_own_grid(office: Office) -> None:
    made = created_by(office, "/api/nodes", "admin", {"level": "grid", "label": "第3网格"})
    keeper = join(office, "钱管家", grid="第3网格")
    office.record(GrantRole(member_id=keeper, role="coordinator", within=made["node_id"]))
    own, other = enrol(office, "周奶奶", grid="第3网格"), enrol(office, "吴爷爷", grid="第4网格")
    settle(office)
    put_up(office, own, "一位老人想听戏", **WISH)
    put_up(office, other, "一位老人想看报", **WISH)
    with browser_of(office, keeper) as browser:
        page = browser.open("/desk/wishes/cards").text
        assert "一位老人想听戏" in page and "一位老人想看报" not in page
        assert "年共 1 个心愿" in words(browser.open("/desk/wishes").text)


def test_a_wish_is_wanted_by_its_last_day(office: Office) -> None:
    zhou = enrol(office, "周奶奶")
    request_id = asked(office, zhou, until=f"{today(9)}T23:59:00+08:00", **WISH)
    with browser_of(office, "coordinator2") as browser:
        assert "以前" in words(browser.open(f"/desk/requests/{request_id}").text)
