"""Standings at the desk and on a volunteer's phone: the paper that something rests on."""

import pytest

from tests.api.answers import created_by, enrol, settle
from tests.api.every_post import fresh_id_number
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join
from tests.pages.recorded import day, facts_about, words


def test_a_standing_is_recorded_looked_at_and_ended(shared_office: Office) -> None:
    li = enrol(shared_office, "资格志愿者")
    settle(shared_office)
    path = f"/desk/members/{li}/standings"
    with browser_of(shared_office, "coordinator") as browser:
        filled = {"kind": "training", "name": "急救", "from_day": day(9), "evidence": "copied"}
        browser.open(path)
        page = browser.send(browser.form(path), **filled, paper="急救证")
        assert "培训：急救" in words(page.text) and "急救证" in words(page.text)
        assert "留有复印件" in words(page.text)
        page = browser.send(browser.form(f"{path}/checks"), by_way="visit")
        assert "已记下今天核对过" in words(page.text)
        page = browser.send(browser.form(f"{path}/ending"), on=day(0), why="withdrawn")
        assert "资格已注销" in words(page.text) and "已经过期或注销的" in words(page.text)
    told = [it["type"] for it in facts_about(shared_office, li)]
    assert sorted(it for it in told if it.startswith("standing.")) == [
        "standing.confirmed",
        "standing.ended",
        "standing.granted",
    ]


def test_what_cannot_be_recorded_is_said_on_the_page(shared_office: Office) -> None:
    li = enrol(shared_office)
    settle(shared_office)
    path = f"/desk/members/{li}/standings"
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(path)
        page = browser.send(browser.form(path), kind="training", from_day=day(0), evidence="seen")
        assert page.status_code == 404 and "没有这种资格" in words(page.text)
        page = browser.send(browser.form(path), kind="insured", from_day=day(0), evidence="told")
        assert page.status_code == 409 and "光听说不行" in words(page.text)
        page = browser.send(browser.form(path), kind="insured", from_day="", evidence="seen")
        assert page.status_code == 422
    with browser_of(shared_office, "coordinator") as browser:
        assert "请另一位工作人员" in words(browser.open("/desk/members/coordinator/standings").text)


@pytest.mark.parametrize(("who", "is_shown"), [("coordinator", True), ("supervisor", False)])
def test_hardship_is_shown_to_coordinators_alone(
    shared_office: Office, who: str, is_shown: bool
) -> None:
    body = {"kind": "hardship:c", "from_day": today().isoformat(), "evidence": "registry"}
    li = enrol(shared_office, "困难户")
    assert (
        shared_office.post(f"/api/members/{li}/standings", "coordinator2", body).status_code == 201
    )
    settle(shared_office)
    with browser_of(shared_office, who) as browser:
        assert ("困难家庭丙类" in words(browser.open("/desk/standings").text)) == is_shown
        if who == "coordinator":
            assert "困难家庭丙类" in words(browser.open(f"/desk/members/{li}").text)
        else:
            assert "困难家庭丙类" not in browser.open(f"/ledger/facts?about={li}").text


def test_who_holds_a_kind_is_found(shared_office: Office) -> None:
    body = {"kind": "skill:修钟表", "from_day": today().isoformat(), "evidence": "told"}
    li = enrol(shared_office, "钟表师傅")
    shared_office.post(f"/api/members/{li}/standings", "coordinator2", body)
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        text = words(browser.open("/desk/standings?kind=skill:修钟表").text)
    assert "钟表师傅" in text and "本人自己说的" in text


def test_a_volunteer_sees_what_is_on_record_of_them(shared_office: Office) -> None:
    body = {"kind": "resident:permanent", "from_day": day(9), "evidence": "seen"}
    shared_office.post("/api/members/volunteer2/standings", "coordinator", body)
    settle(shared_office)
    with browser_of(shared_office, "volunteer2") as browser:
        page = browser.open("/me/standings")
        assert "常住居民" in words(page.text) and "最近核对" in words(page.text)
    with browser_of(shared_office, "volunteer") as browser:
        assert "常住居民" not in browser.open("/me/standings").text


def grants(office: Office, member_id: str, kind: str, **said: object) -> None:
    body = {"kind": kind, "from_day": day(400), "evidence": "seen"} | said
    path = f"/api/members/{member_id}/standings"
    assert office.post(path, "coordinator2", body).status_code == 201


def test_what_ends_soon_is_counted_on_the_first_page_of_the_desk(office: Office) -> None:
    li, wang = enrol(office, "李快到期"), enrol(office, "王已到期")
    for before in (True, False):
        with browser_of(office, "coordinator") as browser:
            text = words(browser.open("/desk").text)
        assert ("快到期的资格" in text) != before
        assert ("已到期、要再看证件的 1 项" in text) != before
        assert ("底册该再核对的 1 人" in text) != before
        if before:
            grants(office, li, "insured", from_day=day(100), until_day=day(-30))
            grants(office, li, "training:急救", from_day=day(100), until_day=day(-100))
            grants(office, wang, "insured", from_day=day(100), until_day=day(3))
            grants(office, wang, "training:护理", from_day=day(100), until_day=day(90))
            old = {"name": "租户", "residence": "floating", "checked_on": day(91)}
            assert office.post("/api/register", "coordinator2", old).status_code == 201
            settle(office)
    assert "快到期的资格 1 项" in text
    with browser_of(office, "coordinator") as browser:
        text = words(browser.open("/desk/standings").text)
    soon, _, rest = text.partition("60 天内已到期，还没有再看过证件")
    over, _, rest = rest.partition("底册该再核对的")
    assert "李快到期" in soon and "急救" not in soon and "王已到期" not in soon
    assert "王已到期" in over and "护理" not in over and "1 人 看名单" in rest
    with browser_of(office, "supervisor") as browser:
        assert "底册该再核对的" not in words(browser.open("/desk/standings").text)


def test_a_volunteer_sees_what_ends_and_what_nobody_has_seen(office: Office) -> None:
    li = join(office, "李桂珍")
    grants(office, li, "insured", from_day=day(100), until_day=day(-30))
    grants(office, li, "training:急救", from_day=day(100), until_day=day(-100))
    grants(office, li, "skill:电工", evidence="told")
    settle(office)
    with browser_of(office, li) as browser:
        text = words(browser.open("/me/standings").text)
    assert text.count("到期。请在这以前带新的证件") == 1
    assert text.count("还没有人看过证件") == 1


def test_a_resident_is_told_that_nobody_has_looked_for_long(office: Office) -> None:
    number = fresh_id_number()
    seen = {"name": "李桂珍", "residence": "permanent", "checked_on": day(366)}
    registered = created_by(office, "/api/register", "coordinator2", seen | {"id_number": number})
    li = join(office, "李桂珍", id_number=number)
    assert li == registered["member_id"]
    with browser_of(office, li) as browser:
        assert "很久没有核对了" in words(browser.open("/me/standings").text)
        looked = {"seen_on": day(0), "by_way": "visit"}
        path = f"/api/members/{li}/standings/resident:permanent/checks"
        assert office.post(path, "coordinator2", looked).status_code == 201
        settle(office)
        assert "很久没有核对了" not in words(browser.open("/me/standings").text)
