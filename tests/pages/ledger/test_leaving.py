"""An administrator lets a member leave: everything personal goes, the books stay."""

import pytest
from httpx import Response

from domain.ties.leaving import LeaveCommunity
from tests.api.answers import created_by, enrol, found, number_of, refused, serve, settle
from tests.office import PASSWORD, Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import join
from tests.pages.ties.test_family import tie
from tests.pages.till.at_the_till import begin, cashier
from tests.pages.volunteer.test_redemption_code import code_on


def test_who_leaves_is_found_with_the_number_and_erased(office: Office) -> None:
    phone = "13912345678"
    li = enrol(office, "李桂珍", phone=phone)
    serve(office, li, 3)
    number = number_of(office, li)
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/roles?q=李桂珍")
        assert f'href="/ledger/members/{li}/leaving"' in browser.page.text
        page = browser.open(f"/ledger/members/{li}/leaving")
        assert "剩余 30 分作废，时间存款 3小时 转入公益池" in plain(page.text)
        form = browser.form("/leaving")
        page = browser.send(form, volunteer_number="V999999")
        assert page.status_code == 409 and "编号与这位成员不符" in page.text
        assert "李桂珍" in browser.open(f"/ledger/members/{li}/leaving").text
        page = browser.send(browser.form("/leaving"), volunteer_number=number.lower())
        assert "这位成员已经退出" in page.text
        assert "李桂珍" not in page.text

    settle(office)
    assert found(office, "/api/members", "coordinator", params={"query": "李桂珍"})["items"] == []
    held = found(office, f"/api/members/{li}/balance", "supervisor")
    assert (held["points"], held["time_credit_minutes"], held["service_minutes"]) == (0, 0, 180)
    trial = found(office, "/api/audit/trial-balance", "supervisor")
    assert {it["sum"] for it in trial["units"].values()} == {0}
    with browser_of(office, "supervisor") as browser:
        page = browser.open(f"/ledger/members/{li}")
        assert "（姓名已删除）" in page.text and "李桂珍" not in page.text
    with browser_of(office, "coordinator") as browser:
        assert browser.open(f"/desk/members/{li}").status_code == 404


def test_who_left_signs_in_no_more(office: Office) -> None:
    li = join(office, "李桂珍")
    form = {"username": li, "password": PASSWORD}
    assert office.client.post("/api/token", data=form).status_code == 200
    body = {"volunteer_number": number_of(office, li)}
    created_by(office, f"/api/members/{li}/leaving", "admin", body)
    assert office.client.post("/api/token", data=form).status_code == 401


def test_an_erasure_that_was_cut_off_is_finished_when_it_is_asked_for_again(
    office: Office,
) -> None:
    li = enrol(office, "李桂珍")
    number = number_of(office, li)
    office.record(LeaveCommunity(member_id=li, volunteer_number=number))
    with browser_of(office, "supervisor") as browser:
        settle(office)
        assert "李桂珍" in browser.open(f"/ledger/members/{li}").text
        refused(
            office,
            f"/api/members/{li}/leaving",
            "admin",
            {"volunteer_number": number},
            code="already_left",
            zh="这位成员已经退出。",
            en="This member has left already.",
            field="member_id",
        )
        assert "李桂珍" not in browser.open(f"/ledger/members/{li}").text


def test_the_page_says_that_an_erasure_was_cut_off_and_finishes_it(office: Office) -> None:
    li = enrol(office, "李桂珍")
    number = number_of(office, li)
    office.record(LeaveCommunity(member_id=li, volunteer_number=number))
    settle(office)
    with browser_of(office, "admin") as browser:
        page = browser.open(f"/ledger/members/{li}/leaving")
        assert "上次办理退出时没有删完" in page.text
        page = browser.send(browser.form("/leaving"), volunteer_number=number)
        assert "都已删除" in page.text and "李桂珍" not in page.text


def test_whose_place_and_card_who_left_had_is_nobodys(office: Office) -> None:
    li = join(office, "李桂珍")
    with browser_of(office, li) as browser:
        browser.open("/me/card")
        card = code_on(browser.send(browser.form("/me/card")).text)
    assert office.get("/api/me", li).status_code == 200
    body = {"volunteer_number": number_of(office, li)}
    created_by(office, f"/api/members/{li}/leaving", "admin", body)
    settle(office)
    assert office.get("/api/me", li).status_code == 401
    with cashier(office) as browser:
        assert begin(browser, li).status_code == 404
        browser.open("/till")
        page = browser.send(browser.form("/till/person"), who=card)
        assert "V0000" not in page.text


@pytest.mark.parametrize("who", ["supervisor", "coordinator", "cashier", "volunteer"])
def test_only_an_administrator_lets_somebody_leave(shared_office: Office, who: str) -> None:
    with browser_of(shared_office, who) as browser:
        browser.open("/me/settings")
        fields = browser.form("/sign-out").fields | {"volunteer_number": "V000001"}
        assert browser.open("/ledger/members/volunteer2/leaving").status_code == 403
        answer = browser.client.post("/ledger/members/volunteer2/leaving", data=fields)
        assert answer.status_code == 403


def test_nobody_leaves_who_is_not_there_or_has_not_finished(shared_office: Office) -> None:
    with browser_of(shared_office, "admin") as browser:
        assert browser.open("/ledger/members/nobody/leaving").status_code == 404
        browser.open("/ledger/members/cashier/leaving")
        number = plain(browser.page.text).split(" V")[1][:6]
        page = browser.send(browser.form("/leaving"), volunteer_number=f"V{number}")
    assert page.status_code == 409
    assert "这位成员还担任工作人员角色，请先撤销。" in page.text


def _leaving(browser: Browser, member_id: str, **filled: str) -> Response:
    browser.open(f"/ledger/members/{member_id}/leaving")
    return browser.send(browser.form("/leaving"), **filled)


def test_who_died_leaves_by_a_paper_and_the_heir_has_the_time(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    serve(office, li, 3)
    tie(office, li, wang)
    created_by(office, f"/api/members/{li}/heir", "coordinator", {"to": wang})
    settle(office)
    number = number_of(office, li)
    with browser_of(office, "admin") as browser:
        page = browser.open(f"/ledger/members/{li}/leaving")
        assert "时间存款 3小时 转给 王建国" in plain(page.text)
        assert "转入公益池" not in page.text
        page = _leaving(browser, li, why="died", volunteer_number=number)
        assert page.status_code == 409 and "请写明看过什么证明" in page.text
        page = _leaving(browser, li, why="died", volunteer_number=number, paper="证" * 501)
        assert page.status_code == 409 and "请写明看过什么证明" in page.text
        page = _leaving(browser, li, why="died", volunteer_number=number, paper="死亡证明")
        assert "这位成员已经退出" in page.text
    settle(office)
    held = found(office, f"/api/members/{wang}/balance", "supervisor")
    assert held["time_credit_minutes"] == 180


def test_an_heir_of_whom_no_paper_was_seen_any_more_has_nothing(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    tie(office, li, wang)
    created_by(office, f"/api/members/{li}/heir", "coordinator", {"to": wang})
    created_by(office, f"/api/members/{li}/kin/{wang}/end", "coordinator", {"reason": "离婚"})
    settle(office)
    with browser_of(office, "admin") as browser:
        page = browser.open(f"/ledger/members/{li}/leaving")
        assert "转入公益池" in page.text and "王建国" not in page.text


def test_of_who_cannot_say_so_a_second_person_approves(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    settle(office)
    with browser_of(office, "admin") as browser:
        assert "没有等待批准的退出" in browser.open("/ledger/leavings").text
        for it in (li, wang):
            filled = {"why": "incapable", "volunteer_number": number_of(office, it)}
            page = _leaving(browser, it, **filled, paper="法院判决书，三号柜")
        assert "已提议" in page.text and "李桂珍" in page.text and "法院判决书" in page.text
        assert "批准退出并删除个人资料" not in page.text
        page = browser.send(browser.form(f"/{wang}/refusal"))
        assert "没有批准" in page.text and "王建国" not in page.text
    with browser_of(office, "supervisor") as browser:
        browser.open("/ledger/leavings")
        page = browser.send(browser.form(f"/{li}/approval"))
        assert "已批准" in page.text and "李桂珍" not in page.text
        assert "没有等待批准的退出" in page.text
        assert browser.open(f"/ledger/members/{wang}").status_code == 200
    for who in ("coordinator", "cashier"):
        with browser_of(office, who) as browser:
            assert browser.open("/ledger/leavings").status_code == 403


def test_who_proposed_it_does_not_approve_it(office: Office) -> None:
    li = enrol(office, "李桂珍")
    settle(office)
    with browser_of(office, "admin") as browser:
        number = number_of(office, li)
        _leaving(browser, li, why="incapable", volunteer_number=number, paper="判决书")
        form = browser.form(f"/{li}/refusal")
        form.action = form.action.replace("refusal", "approval")
        page = browser.send(form)
        assert page.status_code == 409 and "要由两个人办理" in page.text
        assert "李桂珍" in page.text
