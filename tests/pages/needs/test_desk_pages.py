"""The desk looks at requests, finds who helps, and asks those who were helped."""

from typing import Any

from tests.api.answers import created_by, enrol, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import Browser, Form, browser_of
from tests.pages.needs.asking import (
    ORIGINAL,
    PUBLIC,
    asked,
    contested,
    helped,
    overdue,
    promised,
    put_up,
)
from tests.pages.people import join, served
from tests.pages.recorded import day, facts_about, words

ASKING = "/desk/requests/new"


def asking_form(browser: Browser) -> Form:
    """The form that asks, not the one that finds people."""
    (form,) = [it for it in browser.forms() if (it.method, it.action) == ("post", ASKING)]
    return form


def test_who_has_no_phone_asks_at_the_desk(office: Office) -> None:
    wang = enrol(office, "王桂英", kind="assisted", birth_date="1940-03-01")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open("/desk/requests/new?q=王桂英")
        assert f"member_id={wang}" in page.text
        page = browser.open(f"/desk/requests/new?member_id={wang}")
        assert "有时间存款 0分钟" in words(page.text) and "公益池现有 0分钟" in words(page.text)
        form = asking_form(browser)
        filled = {
            "kind": "service",
            "need": "陪诊",
            "text": ORIGINAL,
            "day": today(3).isoformat(),
            "minutes_wanted": "120",
            "terms": "free",
        }
        page = browser.send(form, **filled | {"terms": "credit"})
        assert page.status_code == 409 and ORIGINAL in page.text
        page = browser.send(form, **filled | {"need": "陪王桂英看病"})
        assert page.status_code == 409
        page = browser.send(form, **filled | {"need": ""})
        assert page.status_code == 422 and "“需要什么”" in page.text
        for _ in range(2):
            page = browser.send(form, **filled)
        assert "请另一位工作人员审核公布" in page.text
        assert "这一项是您录入或提出的" in page.text
        assert not [it for it in browser.forms() if it.action.endswith("/publication")]
        assert "陪诊" in words(browser.open(f"/desk/members/{wang}").text)
    (fact,) = facts_about(office, f"member:{wang}", "request.made")
    assert fact["on_behalf_of"] == wang


def test_what_whoever_helps_has_to_have_is_chosen_in_words(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    for kind in ("licence:护士", "hardship:a"):
        paper = {"kind": kind, "from_day": today(1).isoformat(), "evidence": "seen"}
        created_by(office, f"/api/members/{li}/standings", "coordinator", paper)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open(f"/desk/requests/new?member_id={wang}").text
        assert '<option value="licence:护士">' in page and "hardship" not in page
        filled = {"kind": "wish", "need": "打针", "text": "想请人打针"}
        page = browser.send(asking_form(browser), **filled, **{"needs[]": "licence:护士"}).text
        assert "护士" in words(page)


def test_a_matter_is_nobodys_and_a_minor_has_a_guardian(office: Office) -> None:
    child = enrol(office, "小明", kind="assisted", birth_date=today(-3000).isoformat())
    uncle = enrol(office, "王建国")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        browser.open("/desk/requests/new?nobody=1")
        form = asking_form(browser)
        page = browser.send(form, kind="matter", need="路灯不亮", text="3号楼前的路灯不亮")
        assert page.status_code == 200 and "路灯不亮" in page.text
        page = browser.open(f"/desk/requests/new?member_id={child}&g=王建国")
        assert f"member_id={child}&amp;guardian={uncle}" in page.text
        browser.open(f"/desk/requests/new?member_id={child}&guardian={uncle}")
        form = asking_form(browser)
        page = browser.send(form, kind="wish", need="书", text="想要一本书", money="20")
        assert page.status_code == 409 and "监护人" in page.text
        assert f'value="{uncle}"' in page.text


def test_another_coordinator_puts_it_up_in_words_that_name_nobody(office: Office) -> None:
    wang = enrol(office, "王桂英")
    request_id, other = asked(office, wang), asked(office, wang)
    until = today(10).isoformat()
    with browser_of(office, "coordinator2") as browser:
        assert "等待审核 2 项" in words(browser.open("/desk/requests").text)
        page = browser.open(f"/desk/requests/{request_id}").text
        assert ORIGINAL in page and "原话里有姓名、电话、证件号或门牌" in page
        form = browser.form("/publication")
        page = browser.send(form, public_text="陪王桂英去医院", open_until=until)
        assert page.status_code == 409 and "陪王桂英去医院" in page.text
        page = browser.send(form, public_text="借钱看病", open_until=until)
        assert page.status_code == 409 and "不能在这里求助现金" in page.text
        page = browser.send(form, public_text=" ", open_until=until)
        assert page.status_code == 422 and "“公布的话”" in page.text
        for _ in range(2):
            page = browser.send(form, public_text=PUBLIC, open_until=until)
        assert "已公布，大家都看得到了" in page.text
        browser.open(f"/desk/requests/{other}")
        page = browser.send(browser.form("/refusal"), reason="社区医院有陪诊")
        assert "已登记不公布" in page.text
        assert browser.open("/desk/requests/none").status_code == 404
    assert len(facts_about(office, f"need:{request_id}", "request.published")) == 1
    assert facts_about(office, f"need:{other}", "request.declined")


def test_who_comes_to_the_desk_takes_it_on_gives_it_back_and_has_helped(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    request_id = put_up(office, wang)
    with browser_of(office, "coordinator") as browser:
        for path in ("/give-back", "/claim"):
            browser.open(f"/desk/requests/{request_id}?q=李桂珍")
            form = browser.form("/claim")
            assert form.fields["member_id"] == li
            assert "已登记认领" in browser.send(form).text
            if path == "/give-back":
                page = browser.send(browser.form(path), why="cannot")
                assert "已退回" in page.text
        form = browser.form("/help")
        page = browser.send(form, day=day(), starts="09:00", ends="09:01")
        assert page.status_code == 409
        page = browser.send(form, day=day(), starts="09:00", ends="11:00")
        assert "请给求助人打电话确认" in page.text and "时长等待确认" in page.text
    (fact,) = facts_about(office, f"need:{request_id}", "request.served")
    assert (fact["actor"], fact["on_behalf_of"]) == ("coordinator", li)


def test_a_wish_is_met_by_a_donation_that_is_on_record(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    wish = promised(office, wang, li, words="想要一台收音机", kind="wish", need="收音机")
    gift = created_by(office, "/api/donations", "coordinator2", {"money_fen": 5_000})
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open(f"/desk/requests/{wish}").text
        assert gift["receipt_number"] in page
        (form,) = [it for it in browser.forms() if it.action.endswith("/help")][:1]
        page = browser.send(form, donation_id=gift["donation_id"])
        assert "已登记完成" in page.text
    (fact,) = facts_about(office, f"need:{wish}", "request.fulfilled")
    assert fact["data"]["means"] == "donation"


def test_the_desk_calls_who_was_helped_and_writes_down_what_they_say(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    good, bad = helped(office, wang, li), helped(office, wang, li)
    with browser_of(office, "coordinator2") as browser:
        assert "做完了，等电话确认 2 项" in words(browser.open("/desk/requests").text)
        browser.open(f"/desk/requests/{good}")
        form = browser.form("/confirmation")
        page = browser.send(form, how="phone_call", minutes_accepted="999")
        assert page.status_code == 409
        page = browser.send(form, how="phone_call", satisfaction="5", minutes_accepted="100")
        assert "已登记确认" in page.text and "电话确认" in page.text and "很满意" in page.text
        browser.open(f"/desk/requests/{bad}")
        page = browser.send(browser.form("/contest"), reason="只来了半小时")
        assert "由第三个人裁定" in page.text and "只来了半小时" in page.text
        page = browser.send(browser.form("/settlement"), minutes="30")
        assert page.status_code == 409 and "请由另一位工作人员裁定" in page.text
    with browser_of(office, "coordinator") as browser:
        browser.open(f"/desk/requests/{bad}")
        page = browser.send(browser.form("/settlement"), minutes="30", reason="双方都认")
        assert "已裁定" in page.text and "认可 30分钟" in words(page.text)
    (fact,) = facts_about(office, f"need:{good}", "request.confirmed")
    assert fact["data"]["how"] == "phone_call" and fact["data"]["minutes_accepted"] == 100


def test_what_is_overdue_comes_first_and_somebody_else_takes_it_over(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    zhao = enrol(office, "赵志强")
    request_id = overdue(office, wang, li)
    asked(office, wang, need="理发")
    with browser_of(office, "coordinator") as browser:
        page = words(browser.open("/desk/requests").text)
        assert page.index("认领后逾期 1 项") < page.index("等待审核 1 项")
        page = words(browser.open("/desk").text)
        assert "认领后逾期 1 项" in page and "求助等待审核 1 项" in page
        browser.open(f"/desk/requests/{request_id}?q=赵志强")
        page = browser.send(browser.form("/claim"))
        assert "已登记认领" in page.text and "赵志强" in page.text
    claims = facts_about(office, f"need:{request_id}", "request.claimed")
    assert claims[0]["data"]["helper_id"] == zhao


def test_a_request_is_taken_back_for_who_asked(office: Office) -> None:
    wang = enrol(office, "王桂英")
    request_id = put_up(office, wang)
    with browser_of(office, "coordinator") as browser:
        browser.open(f"/desk/requests/{request_id}")
        assert "已经撤回" in browser.send(browser.form("/withdrawal"), reason="儿子来了").text
        assert "已撤回 1" in words(browser.open("/desk/requests/by-status/withdrawn").text)
        assert "陪诊" in browser.page.text
        assert browser.open("/desk/requests/by-status/none").status_code == 422


def test_a_list_by_state_has_pages(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr("api.pages.desk.needs.requests.PAGE_SIZE", 1)
    wang = enrol(office, "王桂英")
    for need in ("理发", "打扫"):
        asked(office, wang, need=need)
    with browser_of(office, "coordinator") as browser:
        first = browser.open("/desk/requests/by-status/made").text
        following = first.partition("?after=")[2].partition('"')[0]
        second = browser.open(f"/desk/requests/by-status/made?after={following}").text
    assert "理发" in first and "打扫" not in first
    assert "打扫" in second and "理发" not in second


def test_the_card_names_nobody_and_the_slip_is_for_the_desk(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    wish = promised(office, wang, li, words="想要一台收音机", kind="wish", need="收音机")
    unreviewed = asked(office, wang)
    with browser_of(office, "coordinator") as browser:
        card = browser.open(f"/desk/requests/{wish}/card").text
        assert "想要一台收音机" in card and "<svg" in card
        assert "王桂英" not in card and "李桂珍" not in card and ORIGINAL not in card
        slip = browser.open(f"/desk/requests/{wish}/slip").text
        assert "李桂珍" in slip and "王桂英" not in slip and "<svg" in slip
        assert browser.open(f"/desk/requests/{unreviewed}/card").status_code == 404


def test_the_desks_pages_are_there_in_english(office: Office) -> None:
    wang, li = enrol(office, "王桂英"), enrol(office, "李桂珍")
    request_id = contested(office, wang, li)
    english = {"Accept-Language": "en"}
    with browser_of(office, "coordinator") as browser:
        for path, sentence in (
            ("/desk/requests", "Contested: 1"),
            (f"/desk/requests/{request_id}", "Neither who helped"),
            (f"/desk/requests/{request_id}/slip", "Hand-over slip"),
            (f"/desk/requests/{request_id}/card", "Wish card"),
            ("/desk/requests/new?nobody=1", "Ask for somebody"),
            ("/desk/requests/by-status/made", "Waits to be looked at"),
        ):
            assert sentence in words(browser.open(path, headers=english).text), path


def test_only_who_may_know_reads_whom_a_service_helped(office: Office) -> None:
    wang, li = join(office, "王桂英"), join(office, "李桂珍")
    served(office, li, 30)
    request_id = helped(office, wang, li)
    (fact,) = facts_about(office, f"need:{request_id}", "request.served")
    created_by(
        office, f"/api/services/{fact['data']['service_id']}/confirmation", "coordinator2", {}
    )
    settle(office)
    with browser_of(office, li) as browser:
        page = browser.open("/me/passbook").text
        assert page.count("帮的是王桂英") >= 1 and "真情系夕阳" in page
    with browser_of(office, "coordinator") as browser:
        assert "帮的是王桂英" in browser.open(f"/desk/members/{li}").text
