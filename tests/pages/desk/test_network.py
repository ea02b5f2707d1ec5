"""Grids and buildings at the desk: one's own with what waits, changed, and taken along."""

from io import BytesIO
from uuid import uuid4

import python_calamine

from api.capabilities import workbook_of
from domain.people.roles import GrantRole
from tests.api.answers import created_by, enrol, number_of, settle
from tests.api.office.test_network import founded, label_of
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.desk.test_importing import bring
from tests.pages.people import join
from tests.pages.recorded import words


def test_a_keeper_changes_a_building_and_reads_what_does_not_go(shared_office: Office) -> None:
    office, own, other = shared_office, founded(shared_office), founded(shared_office)
    label, others_label = label_of(office, own), label_of(office, other)
    name = f"楼{uuid4().hex[:6]}"
    house = founded(office, own, name)
    keeper = join(office, "钱管家", grid=label)
    lead = enrol(office, "郑楼长", grid=label, building=name)
    office.record(GrantRole(member_id=keeper, role="coordinator", within=own))
    settle(office)
    with browser_of(office, keeper) as browser:
        page = browser.open("/desk/network")
        text = words(page.text)
        assert label in text and others_label not in text and "钱管家" in text
        assert f"/{house}/moves" not in page.text
        page = browser.send(browser.form(f"/{house}/changes"), label=f"新{name}", households="52")
        assert "已更改" in page.text and f"新{name}" in page.text and "52" in page.text
        page = browser.send(browser.form(f"/{house}/lead"), number=number_of(office, lead))
        assert "已请为楼栋长" in page.text and "郑楼长" in page.text
        page = browser.send(browser.form(f"/{house}/lead"), number="V999999")
        assert page.status_code == 404 and "没有这位成员" in page.text
        page = browser.send(browser.form(f"/{house}/closing"), into="")
        assert page.status_code == 409 and "请说明并入哪里" in page.text
        page = browser.send(browser.form(f"/{house}/changes"), from_day="x")
        assert page.status_code == 422
        browser.client.cookies.set("language", "en")
        assert "Grids and buildings" in browser.open("/desk/network").text


def test_a_building_is_moved_by_who_looks_after_all(shared_office: Office) -> None:
    office, one, other = shared_office, founded(shared_office), founded(shared_office)
    house = founded(office, one, f"楼{uuid4().hex[:6]}")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/network")
        page = browser.send(browser.form(f"/{house}/moves"), parent=other)
        assert "楼栋已划入" in page.text
        page = browser.send(browser.form(f"/{house}/moves"), parent=one)
        page = browser.send(browser.form(f"/{house}/closing"), into="")
        assert "已撤销" in page.text and house not in page.text


def test_the_list_that_is_taken_along_goes_in_again(office: Office) -> None:
    grid_id = founded(office)
    label = label_of(office, grid_id)
    lead = enrol(office, "郑楼长", grid=label)
    body = {"level": "building", "label": "8号楼", "parent": grid_id, "lead": lead}
    created_by(office, "/api/nodes", "admin", body | {"covers": "unit", "households": 40})
    office.record(GrantRole(member_id=join(office, "钱管家"), role="coordinator", within=grid_id))
    join(office, "钱管家")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        answer = browser.client.get("/desk/network.xlsx")
        book = python_calamine.load_workbook(BytesIO(answer.content))
        header, *lines = book.get_sheet_by_index(0).to_python()
        assert tuple(header[:6]) == workbook_of("network").columns
        assert [it[:6] for it in lines] == [
            [label, "", "", "", "钱管家", ""],
            [label, "8号楼", "单位", 40, "钱管家", "郑楼长"],
        ]
        text = words(bring(browser, "network", answer.content).text)
        assert "共有 2 行 可以导入 0 行 以前导入过 2 行 有错、不导入 0 行" in text
