"""Confirming at the desk: many at once, each by itself, and nobody their own."""

import re

import pytest

from tests.api.answers import enrol, head, settle
from tests.clock import at
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import join
from tests.pages.recorded import (
    attended_service,
    balance,
    facts_about,
    published,
    waiting_service,
    words,
)


def offered(browser: Browser) -> list[str]:
    """The services that can be ticked on the page."""
    return re.findall(r'name="services\[\]" value="([0-9a-f]+)"', browser.page.text)


def confirm(browser: Browser, *service_ids: str) -> str:
    """Tick these services, confirm them, and read what became of each."""
    browser.open("/desk/confirm")
    form = browser.form("/desk/confirm")
    page = browser.send(form, **{"services[]": list(service_ids)})
    assert page.status_code == 200, page.text
    return words(page.text)


def row_of(browser: Browser, name: str) -> str:
    """What the page says in the row of a person."""
    rows = re.findall(r"<tr.*?</tr>", browser.page.text, re.DOTALL)
    return next(words(it) for it in rows if name in it)


def test_many_services_are_confirmed_at_once_each_by_itself(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    first = attended_service(office, li, at(9), at(11))
    second = attended_service(office, wang, at(9), at(12))
    with browser_of(office, "coordinator") as browser:
        told = confirm(browser, first, second)

    assert "已确认 2 条，没有确认 0 条。" in told
    assert (balance(office, li)["points"], balance(office, wang)["points"]) == (20, 30)
    facts = facts_about(office, f"member:{li}", "service.confirmed")
    assert [it["actor"] for it in facts] == ["coordinator"]


def test_a_refused_service_does_not_stop_the_others(office: Office) -> None:
    li, wang, zhao = enrol(office, "李桂珍"), enrol(office, "王建国"), enrol(office, "赵敏")
    good = waiting_service(office, li, at(9), at(11))
    overlapping = waiting_service(office, li, at(10), at(12))
    own = waiting_service(office, wang, at(9), at(11), who="coordinator")
    last = waiting_service(office, zhao, at(9), at(11))
    with browser_of(office, "coordinator") as browser:
        told = confirm(browser, good, overlapping, own, "0" * 32, last)

    assert "已确认 2 条，没有确认 3 条。" in told
    assert "与该志愿者已记录的另一次服务时间重叠。" in told
    assert "这条服务是您录入、确认或放行的，须由另一位工作人员办理。" in told
    assert "没有这条服务记录。" in told
    assert balance(office, li)["service_minutes"] == 120
    assert balance(office, wang)["service_minutes"] == 0
    assert balance(office, zhao)["service_minutes"] == 120


def test_a_form_sent_twice_confirms_once_and_tells_the_same(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    services = [attended_service(office, it, at(9), at(11)) for it in (li, wang)]
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/confirm")
        form = browser.form("/desk/confirm")
        first = browser.send(form, **{"services[]": services})
        before = head(office)
        browser.open("/desk/confirm")
        again = browser.send(form, **{"services[]": services})

    assert words(first.text) == words(again.text)
    assert head(office) == before
    assert balance(office, li)["points"] == 20


def test_more_can_be_ticked_on_a_form_that_was_sent_before(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    first, second = (attended_service(office, it, at(9), at(11)) for it in (li, wang))
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/confirm")
        form = browser.form("/desk/confirm")
        browser.send(form, **{"services[]": [first]})
        browser.open("/desk/confirm")
        page = browser.send(form, **{"services[]": [first, second]})

    assert "已确认 2 条，没有确认 0 条。" in words(page.text)


def test_each_row_says_what_it_would_bring_and_what_to_look_at(office: Office) -> None:
    li, wang, zhao = enrol(office, "李桂珍"), enrol(office, "王建国"), enrol(office, "赵敏")
    attended_service(office, li, at(8), at(14))
    attended_service(office, li, at(15), at(19))
    waiting_service(office, wang, at(9), at(18))
    office.post("/api/services", "coordinator2")
    activity = published(office, at(9), at(10))
    for act, when in (("sign-ins", at(8)), ("sign-outs", at(10))):
        office.post(
            f"/api/activities/{activity}/{act}", "coordinator2", {"member_id": zhao, "at": when}
        )
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/confirm")
        rows = [words(it) for it in re.findall(r"<tr>.*?</tr>", browser.page.text, re.DOTALL)]
        lis = [it for it in rows if "李桂珍" in it]
        assert "6小时 60 分" in lis[0] and "当日上限" not in lis[0]
        assert "2小时 20 分" in lis[1] and "当日上限已到，只能计入 2小时" in lis[1]
        wangs = row_of(browser, "王建国")
        assert "只计时长" in wangs and "一次超过 8 小时" in wangs
        zhaos = row_of(browser, "赵敏")
        assert "1小时 10 分" in zhaos and "时间是手工填写的" in zhaos


def test_what_may_not_be_confirmed_cannot_be_ticked(office: Office) -> None:
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    entered_by_me = waiting_service(office, li, at(9), at(11), who="coordinator")
    mine = waiting_service(office, "coordinator", at(9), at(11))
    other = waiting_service(office, wang, at(9), at(11))
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/confirm?all=true")
        assert offered(browser) == [other]
        assert browser.form("/desk/confirm").fields["services[]"] == other
        assert "须由另一位工作人员办理" in row_of(browser, "李桂珍")
        told = confirm(browser, mine, entered_by_me)
    assert "不能确认自己的服务时长" in told
    with browser_of(office, "coordinator2") as browser:
        browser.open("/desk/confirm")
        assert offered(browser) == [entered_by_me]


def test_nothing_ticked_is_said(office: Office) -> None:
    waiting_service(office, enrol(office), at(9), at(11))
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/confirm")
        page = browser.send(browser.form("/desk/confirm"))
    assert page.status_code == 422
    assert "请先勾选要确认的服务。" in page.text


def test_long_lists_have_pages(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.desk.service.confirming.PAGE_SIZE", 2)
    li = enrol(office, "李桂珍")
    services = [waiting_service(office, li, at(8 + n), at(9 + n)) for n in range(3)]
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/confirm")
        assert offered(browser) == services[:2]
        assert "共有 3 条服务等待确认" in browser.page.text
        (following,) = re.findall(r'href="(/desk/confirm\?after=[^"]+)"', browser.page.text)
        browser.open(following)
        assert offered(browser) == services[2:]


def test_a_service_is_rejected_with_a_reason_that_the_volunteer_can_read(office: Office) -> None:
    member_id = join(office, "李桂珍")
    service_id = waiting_service(office, member_id, at(9), at(11))
    other = waiting_service(office, member_id, at(13), at(15))
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open(f"/desk/confirm/{service_id}")
        assert "签到表第三页" in page.text and "李桂珍" in page.text
        form = browser.form("/reject")
        page = browser.send(form, reason="签到表上没有这个人")
        assert "已驳回" in page.text and offered(browser) == [other]
        browser.open(f"/desk/confirm/{other}")
        page = browser.send(form, reason="签到表上没有这个人")
        assert page.status_code == 200
    own = office.get("/api/services?status=rejected", member_id).json()["items"]
    assert [it["reason"] for it in own] == ["签到表上没有这个人"]
    assert len(facts_about(office, f"member:{member_id}", "service.rejected")) == 1


def test_a_rejection_needs_a_reason_and_a_second_person(office: Office) -> None:
    service_id = waiting_service(office, enrol(office), at(9), at(11), who="coordinator")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open(f"/desk/confirm/{service_id}")
        page = browser.send(browser.form("/reject"), reason=" ")
        assert page.status_code == 422 and "“原因”必须填写。" in page.text
        page = browser.send(browser.form("/reject"), reason="不是真的")
        assert page.status_code == 409 and "须由另一位工作人员办理" in page.text
        assert browser.open("/desk/confirm/unknown").status_code == 404
