"""The roster: found in four ways, enrolled once, and taken along with masked phones."""

from io import BytesIO
from uuid import uuid4

import pytest
import python_calamine

from tests.api.answers import created_by, enrol, found, head, settle
from tests.api.every_post import fresh_id_number
from tests.office import TEAM, Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import phone
from tests.pages.recorded import facts_about, words


def rows(browser: Browser, path: str) -> str:
    page = browser.open(path)
    assert page.status_code == 200
    return words(page.text.partition("<tbody>")[2].partition("</tbody>")[0])


def number_of(office: Office, member_id: str) -> str:
    facts = facts_about(office, f"member:{member_id}", "member.enrolled")
    return str(facts[0]["data"]["volunteer_number"])


def test_people_are_found_by_name_initials_phone_and_number(office: Office) -> None:
    li = enrol(office, "李桂珍", phone="13800137777")
    enrol(office, "王建国", phone="13800138888")
    settle(office)
    number = number_of(office, li)
    with browser_of(office, "coordinator") as browser:
        for query in ("桂珍", "lgz", "7777", number, number.lower(), "v" + number.lstrip("V0")):
            told = rows(browser, f"/desk/members?q={query}")
            assert "李桂珍" in told and "王建国" not in told, query
        assert "*******7777" in told and "13800137777" not in browser.page.text
        page = browser.open("/desk/members?q=没有这个人")
        assert "没有找到符合的成员。" in page.text
        assert browser.open("/desk/members?q=%00").status_code == 422


def test_the_roster_is_narrowed_by_team_grid_and_kind(office: Office) -> None:
    enrol(office, "李桂珍", team=TEAM, grid="第一网格")
    enrol(office, "王建国", grid="第二网格")
    enrol(office, "赵敏", kind="assisted", grid="第一网格")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        assert rows(browser, f"/desk/members?team={TEAM}").count("V0") == 1
        first = rows(browser, "/desk/members?grid=第一网格")
        assert "李桂珍" in first and "赵敏" in first and "王建国" not in first
        assisted = rows(browser, "/desk/members?kind=assisted&grid=第一网格")
        assert "赵敏" in assisted and "李桂珍" not in assisted


def test_a_long_roster_has_pages(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.desk.people.members.PAGE_SIZE", 2)
    for name in ("李桂珍", "李建国", "李敏"):
        enrol(office, name)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        assert rows(browser, "/desk/members?q=李").count("李") == 2
        following = browser.page.text.partition("&amp;after=")[2].partition('"')[0]
        told = rows(browser, f"/desk/members?q=李&after={following}")
        assert told.count("李") == 1 and "李敏" in told
        assert browser.open("/desk/members?after=nonsense").status_code == 422


def test_the_roster_is_taken_along_without_whole_phones(office: Office) -> None:
    enrol(office, "李桂珍", phone="13800137777", grid="第一网格", building="3栋")
    enrol(office, "=王建国", phone="13800138888", grid="第二网格")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        answer = browser.open("/desk/members/export?grid=第一网格")
        everybody = browser.open("/desk/members/export")
    assert answer.headers["content-disposition"].startswith('attachment; filename="roster-')
    sheet = python_calamine.load_workbook(BytesIO(answer.content)).get_sheet_by_index(0)
    header, *people = sheet.to_python()
    assert header == ["编号", "姓名", "身份", "所属服务队", "所属网格", "楼栋", "电话"]
    assert [it[1:] for it in people] == [
        ["李桂珍", "志愿者成员", "", "第一网格", "3栋", "*******7777"]
    ]
    assert b"1380013" not in everybody.content
    whole = python_calamine.load_workbook(BytesIO(everybody.content)).get_sheet_by_index(0)
    assert "=王建国" in {row[1] for row in whole.to_python()}


def test_somebody_is_enrolled_once_however_often_the_form_is_sent(shared_office: Office) -> None:
    name = f"新{uuid4().hex[:6]}"
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/members/new")
        form = browser.form("/desk/members/new")
        filled = {
            "name": name,
            "kind": "volunteer",
            "phone": phone(),
            "team": TEAM,
            "sex": "female",
        }
        page = browser.send(form, **filled)
        assert "已登记为成员。" in page.text and name in page.text
        path = page.url.path
        again = browser.send(form, **filled)
        assert again.url.path == path
    people = found(shared_office, "/api/members", "coordinator", params={"query": name})["items"]
    assert [it["kind"] for it in people] == ["volunteer"]
    (fact,) = facts_about(shared_office, f"member:{people[0]['member_id']}")
    assert (fact["actor"], fact["on_behalf_of"]) == ("coordinator", people[0]["member_id"])


def test_who_is_a_member_already_is_not_enrolled_again(shared_office: Office) -> None:
    filled = {"name": "孙丽", "kind": "volunteer", "id_number": fresh_id_number()}
    with browser_of(shared_office, "coordinator") as browser:
        for _ in range(2):
            browser.open("/desk/members/new")
            page = browser.send(browser.form("/desk/members/new"), **filled)
    assert page.status_code == 409
    assert "这个人已经登记过，不能重复登记。" in page.text
    assert 'value="孙丽"' in page.text


def test_what_is_wrong_on_the_form_is_said_by_its_label(shared_office: Office) -> None:
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/desk/members/new")
        form = browser.form("/desk/members/new")
        page = browser.send(form, name="孙丽", kind="volunteer", id_number="110101194912310021")
        assert page.status_code == 422 and "“身份证号”" in page.text
        browser.client.cookies.set("language", "en")
        page = browser.send(form, name=" ", kind="volunteer")
        assert "“Name” is required." in page.text
        page = browser.send(form, name="孙丽", kind="volunteer", team="没有这队")
        assert page.status_code == 404 and "没有这队" in page.text


def test_who_has_the_name_and_phone_of_a_member_is_asked_about_first(office: Office) -> None:
    li = enrol(office, "李桂珍", phone="13800138111")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/members/new")
        form, told = browser.form("/desk/members/new"), {"name": "李桂珍", "phone": "13800138111"}
        told["kind"] = "volunteer"
        before = head(office)
        page = browser.send(form, **told)
        assert page.status_code == 409 and "已经有同名、同电话的成员" in page.text
        assert f'href="/desk/members/{li}"' in page.text and head(office) == before
        page = browser.send(browser.form("/desk/members/new"), **told, anyway="yes")
        assert "已登记为成员" in page.text
    third = created_by(office, "/api/members", "coordinator", told)
    assert li in third["resembles"] and len(third["resembles"]) == 2
    other = created_by(office, "/api/members", "coordinator", {**told, "name": "王建国"})
    assert "resembles" not in other
