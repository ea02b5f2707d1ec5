"""Relatives and helpers at the desk: recorded by another, ended with a reason, by their own yes."""

from tests.api.answers import enrol, found, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join
from tests.pages.recorded import facts_about, words


def test_a_relative_is_found_recorded_and_ended(shared_office: Office) -> None:
    li, wang = enrol(shared_office, "李桂珍"), enrol(shared_office, "王建国亲")
    settle(shared_office)
    path = f"/desk/members/{li}/kin"
    with browser_of(shared_office, "coordinator") as browser:
        assert path in browser.open(f"/desk/members/{li}").text
        assert "还没有登记过亲属" in browser.open(path).text
        browser.open(f"{path}?q=王建国亲")
        assert f"relative={wang}" in browser.page.text
        browser.open(f"{path}?relative={wang}")
        page = browser.send(browser.form(path), relation="child", evidence="told")
        assert "亲属关系已登记" in page.text and "子女：王建国亲" in words(page.text)
        assert "看到证件以后，请再登记一次" in page.text
        browser.open(f"{path}?relative={wang}")
        page = browser.send(browser.form(path), relation="child", evidence="seen")
        assert "看过证件原件" in page.text and "看到证件以后" not in page.text
        browser.open(f"{path}?relative={wang}")
        page = browser.send(browser.form(path), relation="child", evidence="seen")
        assert page.status_code == 409 and "已经登记" in page.text
        page = browser.send(browser.form("/heir"), to=wang)
        assert "现在说的是：王建国亲" in words(page.text)
        page = browser.send(browser.form("/ending"), reason="")
        assert page.status_code == 422
        page = browser.send(browser.form("/ending"), reason="登记错了")
        assert "亲属关系已终止" in page.text and "还没有登记过亲属" in page.text
        page = browser.send(browser.form("/heir"), to=wang)
        assert page.status_code == 409 and "只能指定看过证件的亲属" in page.text
    told = [it["type"] for it in facts_about(shared_office, f"member:{li}")]
    assert {"kin.recorded", "kin.ended", "heir.named"} <= {*told}


def test_nobody_records_their_own_family(shared_office: Office) -> None:
    wang = enrol(shared_office, "王建国")
    settle(shared_office)
    body = {"relative_id": wang, "relation": "child", "evidence": "seen"}
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open(f"/desk/members/coordinator/kin?relative={wang}")
        assert "自己的亲属请另一位工作人员登记" in page.text
        assert "登记这位亲属" not in page.text
        browser.open(f"/desk/members/{wang}/kin?relative={wang}")
        form = browser.form("/kin")
        form.action = "/desk/members/coordinator/kin"
        page = browser.send(form, **body)
        assert page.status_code == 409 and "不能登记或终止自己的亲属关系" in page.text
    assert found(shared_office, "/api/members/coordinator/kin", "coordinator2")["items"] == []


def test_a_helper_waits_for_a_yes_that_another_of_the_desk_hears(shared_office: Office) -> None:
    li, wang = enrol(shared_office, "李桂珍"), join(shared_office, "王建国")
    settle(shared_office)
    path = f"/desk/members/{li}/helpers"
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"{path}?by={wang}")
        page = browser.send(browser.form(path), until=today(90).isoformat())
        assert page.status_code == 422
        wanted = {"scope[]": ["see", "ask"], "until": today(90).isoformat()}
        page = browser.send(browser.form(path), **wanted)
        assert "已记下，等本人同意" in page.text and "看存折和余额、请人帮忙" in words(page.text)
        page = browser.send(browser.form("/acceptance"))
        assert page.status_code == 409 and "本人还没有同意" in page.text
        sheet = browser.open(browser.form("/acceptance").action.replace("acceptance", "sheet"))
        told = words(sheet.text)
        assert "我是李桂珍。我同意由王建国替我办这些事" in told and "看存折和余额" in told
    with browser_of(shared_office, "coordinator2") as browser:
        browser.open(path)
        page = browser.send(browser.form("/acceptance"))
        assert "本人已同意，从现在起生效" in page.text
        assert "李桂珍" in browser.open(f"/desk/members/{wang}/helpers").text
        browser.open(path)
        page = browser.send(browser.form("/ending"))
        assert "已终止" in page.text and "还没有帮手" in page.text
    kinds = [it["type"] for it in facts_about(shared_office, f"member:{li}")]
    assert kinds[:3] == ["proxy.ended", "proxy.accepted", "proxy.asked"]


def test_who_asked_enters_what_was_signed(shared_office: Office) -> None:
    li, wang = enrol(shared_office, "李桂珍"), enrol(shared_office, "王建国")
    settle(shared_office)
    path = f"/desk/members/{li}/helpers"
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"{path}?by={wang}")
        browser.send(browser.form(path), **{"scope[]": ["see"], "until": today(9).isoformat()})
        page = browser.send(browser.form("/acceptance"), paper="二号柜，代办夹")
        assert "本人已经同意" in page.text
    (yes,) = facts_about(shared_office, f"member:{li}", "proxy.accepted")
    assert yes["data"]["consent"] == "signature"
