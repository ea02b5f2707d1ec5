"""One member at the desk: what is done for who has no phone, with both names in the fact."""

import re
from typing import Any

from httpx import Response

from tests.api.answers import created_by, enrol, found, head, problem, settle
from tests.api.every_post import asking
from tests.api.every_post import published as published_now
from tests.clock import at, now
from tests.office import PASSWORD, Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import join, served
from tests.pages.recorded import balance, day, facts_about, published, waiting_service, words


def both_named(fact: dict[str, Any], member_id: str) -> bool:
    return (fact["actor"], fact["on_behalf_of"]) == ("coordinator", member_id)


def test_a_member_is_shown_with_what_they_hold_and_why(office: Office) -> None:
    li, wang = enrol(office, "李桂珍", phone="13800137777"), enrol(office, "王建国")
    served(office, li, 10, hours=3)
    served(office, wang, 10, hours=8)
    waiting_service(office, li, at(9), at(11))
    settle(office)
    with browser_of(office, "coordinator") as browser:
        text = words(browser.open(f"/desk/members/{li}").text)
        assert "可用积分 30 分" in text and "服务时长 3小时" in text
        assert "“真情系夕阳”服务3小时" in text and "+30" in text
        assert "等待确认 真情系夕阳" in text
        assert "7777" in text and "1380013" not in text and "王建国" not in text
        assert browser.open("/desk/members/nobody").status_code == 404


def test_a_member_signs_up_in_and_out_through_the_desk(office: Office) -> None:
    li = enrol(office, "李桂珍")
    begun = now().replace(hour=0, minute=0, second=0, microsecond=0)
    activity = published(office, begun.isoformat(), begun.replace(hour=23, minute=59).isoformat())
    settle(office)
    with browser_of(office, "coordinator") as browser:
        path = f"/desk/members/{li}/activities"
        browser.open(path)
        page = browser.send(browser.form(f"{activity}/sign-up"))
        assert page.url.path == path and "已代为报名。" in page.text and "已报名" in page.text
        form = browser.form(f"{activity}/sign-in")
        page = browser.send(form, at="00:00")
        assert "已代为签到。" in page.text
        browser.send(form, at="00:00")
        settle(office)
        browser.open(path)
        page = browser.send(browser.form(f"{activity}/sign-out"))
        assert "已代为签退" in page.text and "已签退，等待确认" in page.text
    facts = [it for it in facts_about(office, f"activity:{activity}") if it["on_behalf_of"]]
    assert [it["type"] for it in facts] == [
        "activity.signed_out",
        "activity.signed_in",
        "activity.signed_up",
    ]
    assert all(both_named(it, li) for it in facts)
    assert [it["data"]["typed_in"] for it in facts[:2]] == [True, True]


def give(browser: Browser, giver: str, to: str, **filled: str) -> Any:
    browser.open(f"/desk/members/{giver}/credit?to={to}")
    return browser.send(browser.form("/credit"), **filled)


def test_time_credit_is_given_to_a_relative_who_was_found(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    served(office, li, 10, hours=3)
    with browser_of(office, "coordinator") as browser:
        page = browser.open(f"/desk/members/{li}/credit?q=王建国")
        assert f"?to={wang}" in page.text
        browser.open(f"/desk/members/{li}/credit?to={wang}")
        form = browser.form("/credit")
        page = browser.send(form, minutes="60", relation="spouse")
        assert "时间存款已转赠。" in page.text
        browser.send(form, minutes="60", relation="spouse")
    assert balance(office, li)["time_credit_minutes"] == 120
    assert balance(office, wang)["time_credit_minutes"] == 60
    (fact,) = facts_about(office, f"member:{wang}", "credit.transferred")
    assert both_named(fact, li)


def test_time_credit_is_given_to_the_pool_and_never_more_than_there_is(office: Office) -> None:
    li = enrol(office, "李桂珍")
    served(office, li, 10, hours=1)
    with browser_of(office, "coordinator") as browser:
        page = give(browser, li, "welfare_pool", minutes="61")
        assert page.status_code == 409 and "时间存款不足" in page.text and 'value="61"' in page.text
        page = give(browser, li, "welfare_pool", minutes="0")
        assert page.status_code == 422 and "“时长”" in page.text
        page = give(browser, li, "welfare_pool", hours="0.5")
        assert page.status_code == 422 and "“时长”" in page.text
        page = give(browser, li, "welfare_pool", hours="1", minutes="1")
        assert page.status_code == 409 and "需要 1小时1分钟，现有 1小时" in page.text
        page = give(browser, li, "welfare_pool", hours="1")
        assert "时间存款已转赠。" in page.text
    assert balance(office, li)["time_credit_minutes"] == 0


def test_who_acts_for_somebody_does_not_give_to_themselves(office: Office) -> None:
    li = enrol(office, "李桂珍")
    served(office, li, 10, hours=1)
    with browser_of(office, "coordinator") as browser:
        before = head(office)
        page = give(browser, li, "coordinator", minutes="60", relation="child")
    assert page.status_code == 409 and "请由另一位工作人员办理" in page.text
    assert head(office) == before


def test_a_service_is_entered_afterwards_for_who_was_found(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open("/desk/backfill?q=李桂珍")
        assert f"member_id={li}" in page.text and wang not in page.text
        browser.open(f"/desk/backfill?member_id={li}")
        form = browser.form("/desk/backfill")
        filled = {"programme": "陪护", "day": day(), "starts": "09:00", "ends": "11:30"}
        page = browser.send(form, **filled)
        assert page.status_code == 422 and "“依据”必须填写。" in page.text
        page = browser.send(form, **filled | {"ends": "9点"}, evidence="邻居证明")
        assert page.status_code == 422 and "必须是时间" in page.text
        page = browser.send(form, **filled | {"ends": "08:00"}, evidence="邻居证明")
        assert page.status_code == 409 and "结束时间必须晚于开始时间。" in page.text
        assert "邻居证明" in page.text and 'value="陪护"' in page.text
        for _ in range(2):
            page = browser.send(form, **filled, evidence="邻居证明")
            assert "已录入，请另一位工作人员确认。" in page.text
    (fact,) = facts_about(office, f"member:{li}", "service.backfilled")
    assert both_named(fact, li)
    assert fact["data"]["ends_at"].startswith(f"{day()}T03:30")


def let_in(desk: Browser, own: Browser, member_id: str, **filled: str) -> Response:
    """The member shows the digits on their phone, and the desk types them in."""
    own.open("/sign-in")
    shown = own.send(own.form("/sign-in/asking"))
    code = "".join(re.findall(r"(\d{3}) (\d{3})", shown.text)[0])
    desk.open(f"/desk/members/{member_id}/sign-in")
    return desk.send(desk.form("/sign-in"), code=code, **filled)


def test_a_member_is_let_in_and_chooses_a_password_that_nobody_else_sees(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    settle(office)
    with browser_of(office, "coordinator") as desk, browser_of(office) as own:
        page = let_in(desk, own, li)
        assert page.url.path == f"/desk/members/{li}" and "请本人现在在手机上设密码" in page.text
        own.open("/sign-in/asking")
        assert (
            own.page.url.path == "/me/settings" and "请先设一个只有自己知道的密码" in own.page.text
        )
        for path in ("/me", "/activities", "/me/passbook"):
            assert own.open(path).url.path == "/me/settings"
        form = own.form("/me/settings/password")
        assert "old" not in form.fields
        page = own.send(form, new="lantern-river-seven", again="lantern-river-seven")
        assert page.url.path == "/me" and "密码已经设好" in page.text
        assert "在服务台为您办理了登录" in page.text
        assert own.open("/activities").status_code == 200
        (enrolled,) = facts_about(office, f"member:{li}", "member.enrolled")
        username = str(enrolled["data"]["volunteer_number"]).lower()
        taken = let_in(desk, own, wang, username=username.upper())
        assert taken.status_code == 409 and "已经有人用了" in taken.text
    with browser_of(office) as browser:
        assert browser.sign_in(username, "lantern-river-seven").url.path == "/me"
    facts = facts_about(office, f"member:{li}")
    assert [it["type"] for it in facts] == [
        *("sign_in.password_chosen", "role.granted", "sign_in.given", "member.enrolled"),
    ]
    assert all(both_named(it, li) for it in facts[1:])


def test_who_is_let_in_anew_is_signed_out_elsewhere_and_the_old_password_is_void(
    office: Office,
) -> None:
    li = join(office, "李桂珍")
    with (
        browser_of(office, li) as own,
        browser_of(office) as phone,
        browser_of(office, "coordinator") as desk,
    ):
        let_in(desk, phone, li, username="guizhen")
        assert own.open("/me").url.path == "/sign-in"
        assert own.sign_in(li, PASSWORD).status_code == 401
        assert own.sign_in("guizhen", PASSWORD).status_code == 401
        assert phone.open("/sign-in/asking").url.path == "/me/settings"
    assert len(facts_about(office, f"member:{li}", "sign_in.given")) == 1


def test_digits_that_nobody_shows_let_nobody_in(office: Office) -> None:
    li = enrol(office, "李桂珍")
    settle(office)
    before = head(office)
    with browser_of(office, "coordinator") as desk:
        desk.open(f"/desk/members/{li}/sign-in")
        page = desk.send(desk.form("/sign-in"), code="123456")
        assert page.status_code == 409 and "没有人在等这个数字" in page.text
        page = desk.send(desk.form("/sign-in"), code="12")
        assert page.status_code == 422
    assert head(office) == before


def test_an_administrator_lets_a_colleague_in_who_forgot_the_password(office: Office) -> None:
    with browser_of(office, "admin") as desk, browser_of(office) as own:
        page = let_in(desk, own, "cashier")
        assert page.url.path == "/ledger/roles" and "请本人现在在手机上设密码" in page.text
        assert own.open("/sign-in/asking").url.path == "/me/settings"


def test_one_coordinator_makes_no_hours_of_somebody_whom_they_enrolled_and_let_in(
    office: Office,
) -> None:
    li = enrol(office, "李桂珍")
    settle(office)
    activity = published_now(office)
    code = found(office, f"{activity}/code", "coordinator")["code"]
    asked = asking(office)
    created_by(office, f"/api/members/{li}/sign-in", "coordinator", {"code": asked["code"]})
    session = office.client.post("/api/sign-in-requests/session", json={"token": asked["token"]})
    headers = {"Authorization": f"Bearer {session.json()['access_token']}"}
    shut = office.client.post(f"{activity}/sign-ins", json={"code": code}, headers=headers)
    problem(shut, 403, "password_change_required")
    created_by(office, f"{activity}/sign-ins", "coordinator2", {"member_id": li})
    ended = created_by(office, f"{activity}/sign-outs", "coordinator2", {"member_id": li})
    path = f"/api/services/{ended['service_id']}/confirmation"
    problem(office.post(path, "coordinator"), 409, "same_person")
    new = {"new": "lantern-river-seven"}
    chosen = office.client.post("/api/me/password", json=new, headers=headers)
    assert chosen.status_code == 201, chosen.text
    problem(office.post(path, "coordinator"), 409, "too_short")


def test_a_coordinator_gets_at_nobodys_account_who_works_there(office: Office) -> None:
    code = asking(office)["code"]
    before = head(office)
    with browser_of(office, "coordinator") as browser:
        for who in ("cashier", "supervisor", "admin", "coordinator2"):
            browser.open(f"/desk/members/{who}/sign-in")
            page = browser.send(browser.form("/sign-in"), username="mine-now", code=code)
            assert page.status_code == 409 and "只能由管理员重新办理" in page.text
        browser.open("/desk/members/coordinator/sign-in")
        page = browser.send(browser.form("/sign-in"), username="coordinator", code=code)
        assert page.status_code == 409 and "不能给自己办理登录" in page.text
        for name in ("13800137777", "x", "a b c", "=cmd"):
            browser.open("/desk/members/volunteer/sign-in")
            page = browser.send(browser.form("/sign-in"), username=name, code=code)
            assert page.status_code == 422 and "“用户名”" in page.text
    assert head(office) == before
    with browser_of(office, "supervisor") as browser:
        assert browser.open("/ledger").status_code in {200, 404}


def test_a_card_is_made_printed_and_made_void(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        path = f"/desk/members/{li}/card"
        browser.open(path)
        form = browser.form("/card")
        page = browser.send(form)
        assert "兑换卡已经办好" in page.text and "李*珍" in page.text and 'class="qr"' in page.text
        code = re.findall(r'<p class="secret">([^<]+)</p>', page.text)
        again = browser.send(form)
        assert re.findall(r'<p class="secret">([^<]+)</p>', again.text) == code
        page = browser.send(browser.form("/card/lost"))
        assert "兑换卡已经挂失" in page.text and 'class="qr"' not in page.text
        assert 'class="qr"' not in browser.open(f"/desk/members/{wang}/card").text
    facts = facts_about(office, f"member:{li}")[:2]
    assert [it["type"] for it in facts] == ["card.revoked", "card.issued"]
    assert all(both_named(it, li) for it in facts)


def test_a_passbook_is_printed_for_who_asks_at_the_desk(office: Office) -> None:
    li = enrol(office, "李桂珍")
    served(office, li, 10, hours=3)
    with browser_of(office, "coordinator") as browser:
        answer = browser.open(f"/desk/members/{li}/passbook")
        assert browser.open("/desk/members/nobody/passbook").status_code == 404
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_wrong_name_and_phone_are_corrected_and_found_anew(office: Office) -> None:
    li = enrol(office, "李贵珍", phone="13800137777")
    settle(office)
    before = head(office)
    with browser_of(office, "coordinator") as browser:
        browser.open(f"/desk/members/{li}")
        assert f"/desk/members/{li}/details" in browser.page.text
        page = browser.open(f"/desk/members/{li}/details")
        assert "13800137777" not in page.text
        form = browser.form("/details")
        assert form.fields["name"] == "李贵珍"
        page = browser.send(form, name="赵桂珍", phone="1390")
        assert page.status_code == 422 and 'value="赵桂珍"' in page.text
        for _ in range(2):
            page = browser.send(form, name="赵桂珍", phone="139 0013 8888")
            assert page.url.path == f"/desk/members/{li}" and "姓名和电话已更正。" in page.text
        assert "赵桂珍" in page.text and "8888" in page.text
        for query in ("赵桂", "zgz", "8888", "13900138888"):
            assert li in browser.open(f"/desk/members?q={query}").text
        for query in ("李贵珍", "lgz", "7777"):
            assert li not in browser.open(f"/desk/members?q={query}").text
        text = words(browser.open(f"/desk/members/{li}/details").text)
        assert text.partition("以前的更正")[2].count("coordina") == 1
    (told,) = facts_about(office, f"member:{li}", "member.details_corrected")
    assert told["data"] == {"member_id": li, "details": ["name", "phone"]}
    assert head(office) == before + 1


def test_nobody_corrects_their_own_name(office: Office) -> None:
    chen = join(office, "陈网格", role="coordinator")
    with browser_of(office, chen) as browser:
        assert f"/{chen}/details" not in browser.open(f"/desk/members/{chen}").text
        browser.open(f"/desk/members/{chen}/details")
        page = browser.send(browser.form("/details"), name="陈主任")
        assert page.status_code == 409 and "不能更正自己的姓名和电话" in page.text
        assert "陈网格" in browser.open(f"/desk/members/{chen}").text


def test_who_has_no_name_any_more_gets_none(office: Office) -> None:
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/members/volunteer/details")
        page = browser.send(browser.form("/details"), name="李桂珍")
        assert page.status_code == 404
        assert browser.open("/desk/members/nobody/details").status_code == 404
