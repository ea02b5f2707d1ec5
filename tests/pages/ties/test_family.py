"""My family and my helpers on a phone: what is on record, to whom it goes, who may do what."""

import pytest

from tests.api.answers import created_by, enrol, number_of, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.needs.asking import ORIGINAL, helped, put_up
from tests.pages.people import join, served
from tests.pages.recorded import facts_about, published, words

EVERYTHING = ["see", "sign_up", "ask", "confirm"]


def tie(office: Office, member_id: str, relative_id: str, evidence: str = "seen") -> None:
    body = {"relative_id": relative_id, "relation": "child", "evidence": evidence}
    created_by(office, f"/api/members/{member_id}/kin", "coordinator", body)
    settle(office)


def helps(office: Office, helper_id: str, member_id: str, *scope: str) -> str:
    """The page on which one acts for another, who said so on their own phone."""
    until = today(90).isoformat()
    body = {"by": helper_id, "scope": list(scope), "until": until}
    made = created_by(office, f"/api/members/{member_id}/proxies", member_id, body)
    settle(office)
    return f"/me/helping/{made['proxy_id']}"


def test_one_sees_ones_family_and_says_to_whom_the_time_goes(shared_office: Office) -> None:
    li, wang, told = (
        join(shared_office),
        enrol(shared_office, "王建国"),
        enrol(shared_office, "赵二"),
    )
    tie(shared_office, li, wang)
    tie(shared_office, li, told, "told")
    with browser_of(shared_office, li) as browser:
        assert 'href="/me/kin"' in browser.open("/me/more").text
        page = words(browser.open("/me/kin").text)
        assert "王建国 子女 看过证件原件" in page and "还要带证件到服务台看一下" in page
        assert "现在说的是：公益池" in page
        page = words(browser.send(browser.form("/heir"), to=wang).text)
        assert "记下了" in page and "现在说的是：王建国" in page
        assert browser.send(browser.form("/heir"), to=told).status_code == 409
        assert browser.send(browser.form("/heir"), to="").status_code == 422
    with browser_of(shared_office, "volunteer2") as other:
        assert "王建国" not in other.open("/me/kin").text


def test_one_chooses_a_helper_and_ends_it_with_one_tap(shared_office: Office) -> None:
    li, wang = join(shared_office), join(shared_office, "王建国")
    wanted = {"scope[]": ["see", "ask"], "until": today(30).isoformat()}
    with browser_of(shared_office, li) as browser:
        browser.open("/me/proxies")
        nobody = browser.send(browser.form("/check"), receiver="V999999", **wanted)
        assert nobody.status_code == 409 and "没有找到这位" in nobody.text
        nothing = {"scope[]": "", "receiver": "V999999"}
        assert browser.send(browser.form("/check"), **nothing).status_code == 422
        number = number_of(shared_office, wang)
        page = browser.send(browser.form("/check"), receiver=number, **wanted)
        assert "王*国" in page.text and "王建国" not in page.text
        assert "看存折和余额、请人帮忙" in words(page.text)
        assert not facts_about(shared_office, f"member:{li}", "proxy.accepted")
        page = browser.send(browser.form("/me/proxies"), **{"scope[]": ["see", "ask"]})
        assert "记下了" in page.text and "王建国" in page.text
        page = browser.send(browser.form("/ending"))
        assert "已经终止" in page.text and "现在没有人替您办事" in page.text
    kinds = [it["type"] for it in facts_about(shared_office, f"member:{li}")]
    assert kinds[:2] == ["proxy.ended", "proxy.accepted"]


def test_who_is_asked_by_the_desk_says_yes_or_no(shared_office: Office) -> None:
    li, wang, zhao = join(shared_office), join(shared_office, "王建国"), join(shared_office, "赵二")
    for by in (wang, zhao):
        body = {"by": by, "scope": ["see"], "until": today(30).isoformat()}
        created_by(shared_office, f"/api/members/{li}/proxies", "coordinator", body)
    settle(shared_office)
    with browser_of(shared_office, wang) as browser:
        assert "还在等本人同意" in browser.open("/me/helping").text
    with browser_of(shared_office, li) as browser:
        page = browser.open("/me/proxies").text
        assert "王建国想替您办事" in page and "赵二想替您办事" in page
        browser.send(browser.form("/acceptance"))
        page = browser.send(browser.form("/acceptance"))
        assert "想替您办事" not in page.text
    assert len(facts_about(shared_office, f"member:{li}", "proxy.accepted")) == 2


def test_a_helper_sees_and_does_what_was_agreed_and_always_for_whom(shared_office: Office) -> None:
    li, wang = join(shared_office, "李桂珍"), join(shared_office, "王建国")
    served(shared_office, li, 5)
    home = helps(shared_office, wang, li, *EVERYTHING)
    activity_id = published(
        shared_office, f"{today(3)}T09:00:00+08:00", f"{today(3)}T11:00:00+08:00"
    )
    settle(shared_office)
    with browser_of(shared_office, wang) as browser:
        assert home in browser.open("/me/helping").text
        browser.open(home)
        for page in ("", "/passbook", "/activities", "/ask"):
            assert "您正在替李桂珍办事" in browser.open(f"{home}{page}").text
        assert "2小时" in words(browser.open(f"{home}/passbook").text)
        browser.open(f"{home}/activities")
        taking = next(it for it in browser.forms() if it.fields.get("activity_id") == activity_id)
        page = browser.send(taking)
        assert "报名成功" in page.text
        given = next(it for it in browser.forms() if it.fields.get("activity_id") == activity_id)
        assert given.action.endswith("/cancel") and "已取消报名" in browser.send(given).text
        browser.open(f"{home}/ask")
        page = browser.send(browser.form("/ask"), kind="wish", need="收音机", text="想听戏")
        assert "收到了" in page.text and "收音机" in page.text
        page = browser.send(browser.form("/withdrawal"))
        assert "已经撤回" in page.text
        empty = browser.open(f"{home}/ask") and browser.send(browser.form("/ask"), kind="wish")
        assert empty.status_code == 422
    (asked,) = facts_about(shared_office, f"member:{li}", "request.made")
    assert (asked["actor"], asked["on_behalf_of"]) == (wang, li)
    (took,) = facts_about(shared_office, f"member:{li}", "activity.signed_up")
    assert (took["actor"], took["on_behalf_of"]) == (wang, li)


@pytest.mark.parametrize(("face", "done"), [("5", "谢谢"), ("", "谢谢")])
def test_a_helper_gives_the_word_on_help_received(
    shared_office: Office, face: str, done: str
) -> None:
    li, wang, zhao = join(shared_office), join(shared_office, "王建国"), join(shared_office, "赵二")
    request_id = helped(shared_office, li, zhao)
    home = helps(shared_office, wang, li, "confirm")
    with browser_of(shared_office, wang) as browser:
        page = browser.open(home)
        assert ORIGINAL in page.text and "赵二" in page.text and "撤回" not in page.text
        form = browser.form("/confirmation")
        page = browser.send(form, **({"satisfaction": face} if face else {}))
        assert done in page.text
    (fact,) = facts_about(shared_office, f"need:{request_id}", "request.confirmed")
    assert fact["data"]["how"] == "proxy"


def test_a_helper_says_that_it_was_not_so(shared_office: Office) -> None:
    li, wang, zhao = join(shared_office), join(shared_office, "王建国"), join(shared_office, "赵二")
    request_id = helped(shared_office, li, zhao)
    home = helps(shared_office, wang, li, "confirm")
    with browser_of(shared_office, wang) as browser:
        browser.open(home)
        assert browser.send(browser.form("/contest"), reason="").status_code == 422
        assert "记下了" in browser.send(browser.form("/contest"), reason="没有来").text
    assert facts_about(shared_office, f"need:{request_id}", "request.contested")


def test_who_helped_gives_no_word_for_whom_they_act(shared_office: Office) -> None:
    li, zhao = join(shared_office), join(shared_office, "赵二")
    request_id = helped(shared_office, li, zhao)
    home = helps(shared_office, zhao, li, *EVERYTHING)
    with browser_of(shared_office, zhao) as browser:
        page = browser.open(home)
        assert "点一张脸" not in page.text
        form = browser.open(f"{home}/ask") and browser.form("/ask")
        form.action = f"{home}/confirmation"
        form.fields = {it: form.fields[it] for it in ("csrf", "key")}
        page = browser.send(form, request_id=request_id, satisfaction="5")
        assert page.status_code == 409 and "帮助的人和其亲属不能替对方确认" in page.text
    assert not facts_about(shared_office, f"need:{request_id}", "request.confirmed")


def test_the_word_on_a_visit_is_given_for_who_was_visited(shared_office: Office) -> None:
    li, wang, zhao = join(shared_office), join(shared_office, "王建国"), join(shared_office, "赵二")
    promise = {"volunteer_id": zhao, "assisted_id": li, "cause": "illness", "visit_every_days": 7}
    paired = created_by(
        shared_office, "/api/pairings", "coordinator", promise | {"starts_on": str(today())}
    )
    for hour in (9, 12):
        came = {"starts_at": f"{today(-2)}T{hour:02}:00:00+08:00"}
        came |= {"ends_at": f"{today(-2)}T{hour + 1:02}:00:00+08:00"}
        path = f"/api/pairings/{paired['pairing_id']}/visits"
        created_by(shared_office, path, "coordinator", came)
    home = helps(shared_office, wang, li, "confirm")
    with browser_of(shared_office, wang) as browser:
        browser.open(home)
        assert "已经记下" in browser.send(browser.form("/word"), satisfaction="4").text
        assert "工作人员会核实" in browser.send(browser.form("/denial"), reason="没有来").text
    (said,) = facts_about(shared_office, f"member:{zhao}", "service.attested")
    assert (said["data"]["by"], said["data"]["attester_id"]) == ("proxy", wang)


def closed(browser: Browser, home: str) -> list[int]:
    pages = ("", "/passbook", "/activities", "/ask")
    return [browser.open(f"{home}{page}").status_code for page in pages]


def test_a_helper_sees_no_more_than_the_scope_and_nobody_else_anything(
    shared_office: Office,
) -> None:
    li, wang = join(shared_office), join(shared_office, "王建国")
    put_up(shared_office, li)
    home = helps(shared_office, wang, li, "see")
    with browser_of(shared_office, wang) as browser:
        assert ORIGINAL not in browser.open(home).text
        assert closed(browser, home) == [200, 200, 409, 409]
    with browser_of(shared_office, "volunteer2") as other:
        assert closed(other, home) == [403, 403, 403, 403]
        assert other.open("/me/helping/nobody").status_code == 404
    path = home.replace("/me/helping/", "/api/proxies/") + "/end"
    created_by(shared_office, path, li)
    settle(shared_office)
    with browser_of(shared_office, wang) as browser:
        assert closed(browser, home) == [409, 409, 409, 409]
        assert home not in browser.open("/me/helping").text


def test_a_coordinator_helps_their_mother_as_anybody_does(shared_office: Office) -> None:
    li = join(shared_office, "李桂珍")
    home = helps(shared_office, "coordinator", li, "see")
    with browser_of(shared_office, "coordinator") as browser:
        assert closed(browser, home) == [200, 200, 409, 409]
