"""Volunteers take on what they can do, ask for help, and say how it was, without JavaScript."""

from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.needs.asking import ORIGINAL, PUBLIC, helped, promised, put_up
from tests.pages.people import join, served
from tests.pages.recorded import balance, day, facts_about, words


def test_what_i_can_do_and_asking_are_one_tap_from_the_first_screen(office: Office) -> None:
    li = join(office, "李桂珍")
    with browser_of(office, li) as browser:
        page = browser.open("/me").text
        assert 'href="/me/today"' in page and 'href="/me/ask"' in page
        assert "现在没有人需要帮忙" in browser.open("/me/today").text
        assert "您还没有请人帮过忙" in browser.open("/me/requests").text
        assert "现在没有等您去做的事" in browser.open("/me/promises").text


def test_a_request_is_taken_on_with_one_tap_and_names_nobody_before(office: Office) -> None:
    wang = join(office, "王桂英", grid="第一网格", phone="13800137777")
    li = join(office, "李桂珍", grid="第一网格")
    far = put_up(office, wang, "给老人理发", need="理发", needs=["licence:电工"])
    request_id = put_up(office, wang)
    with browser_of(office, li) as browser:
        page = browser.open("/me/today").text
        assert PUBLIC in page and "王桂英" not in page and ORIGINAL not in page
        assert "给老人理发" not in page and "还有 1 件要有专门的培训或证照" in words(page)
        page = browser.send(browser.form(f"/{request_id}/claim")).text
        assert "您答应了，谢谢" in page and "帮的是 王桂英" in page
        assert ORIGINAL not in page and "13800137777" not in page
        assert PUBLIC in browser.open("/me/today").text
    with browser_of(office, wang) as browser:
        assert PUBLIC not in browser.open("/me/today").text
        page = browser.open(f"/me/requests/{request_id}").text
        assert "李桂珍答应了" in page and ORIGINAL in page
    assert facts_about(office, f"need:{request_id}", "request.claimed")
    assert not facts_about(office, f"need:{far}", "request.claimed")


def test_who_comes_second_is_told_so(office: Office) -> None:
    wang, li = join(office, "王桂英"), join(office, "李桂珍")
    zhao = join(office, "赵志强")
    request_id = put_up(office, wang)
    with browser_of(office, li) as first, browser_of(office, zhao) as second:
        first.open("/me/today")
        second.open("/me/today")
        first.send(first.form(f"/{request_id}/claim"))
        page = second.send(second.form(f"/{request_id}/claim"))
        assert page.status_code == 409 and "这项求助已有人认领" in page.text
        assert PUBLIC not in page.text
        assert second.open(f"/me/promises/{request_id}").status_code == 403
    assert len(facts_about(office, f"need:{request_id}", "request.claimed")) == 1


def test_a_promise_is_given_back_or_told_as_done(office: Office) -> None:
    wang, li = join(office, "王桂英"), join(office, "李桂珍")
    back, done = promised(office, wang, li), promised(office, wang, li)
    with browser_of(office, li) as browser:
        browser.open(f"/me/promises/{back}")
        page = browser.send(browser.form("/give-back")).text
        assert "已经退回" in page
        browser.open(f"/me/promises/{done}")
        form = browser.form("/help")
        page = browser.send(form, day=day(), starts="09:00", ends="09:05")
        assert page.status_code == 409 and 'value="09:05"' in page.text
        page = browser.send(form, day=day(), starts="9点", ends="11:00")
        assert page.status_code == 422
        for _ in range(2):
            page = browser.send(form, day=day(), starts="09:00", ends="11:00")
        assert "记下了，辛苦了" in page.text and "等对方说一声" in page.text
        browser.open(f"/me/promises/{done}")
        assert not [it for it in browser.forms() if it.action.endswith("/help")]
    assert facts_about(office, f"need:{back}", "request.given_back")
    (fact,) = facts_about(office, f"need:{done}", "request.served")
    assert fact["data"]["member_id"] == li


def test_a_wish_is_met_with_a_sentence_and_neither_side_is_named(office: Office) -> None:
    wang, li = join(office, "王桂英"), join(office, "李桂珍")
    wish = promised(office, wang, li, words="想要一台收音机", kind="wish", need="收音机")
    with browser_of(office, li) as browser:
        page = browser.open(f"/me/promises/{wish}").text
        assert "想要一台收音机" in page and "王桂英" not in page
        assert "记下了" in browser.send(browser.form("/help"), note="送到服务台了").text
    with browser_of(office, wang) as browser:
        page = browser.open(f"/me/requests/{wish}").text
        assert "有人说已经帮好了" in page and "李桂珍" not in page
        assert "谢谢，记下了" in browser.send(browser.form("/confirmation"), satisfaction="5").text
    (fact,) = facts_about(office, f"need:{wish}", "request.confirmed")
    assert fact["data"]["satisfaction"] == 5 and fact["data"]["how"] == "self"


def test_help_is_asked_for_on_one_screen_that_says_what_one_has(office: Office) -> None:
    wang = join(office, "王桂英")
    served(office, wang, 10, hours=5)
    held = balance(office, wang)["time_credit_minutes"]
    with browser_of(office, wang) as browser:
        page = words(browser.open("/me/ask").text)
        assert f"您有时间存款 {held // 60}小时" in page
        form = browser.form("/me/ask")
        filled = {
            "kind": "service",
            "need": "陪诊",
            "text": ORIGINAL,
            "day": today(5).isoformat(),
            "starts": "09:00",
            "minutes_wanted": "180",
            "terms": "credit",
        }
        page = browser.send(form, **filled | {"text": " "})
        assert page.status_code == 422 and 'value="陪诊"' in page.text
        page = browser.send(form, **filled)
        assert "另一位工作人员看过就公布" in page.text and "3小时" in page.text
        page = words(browser.open("/me/ask").text)
        assert "别的求助已经要用 3小时" in page
        page = browser.send(browser.form("/me/ask"), **filled | {"minutes_wanted": "480"})
        assert page.status_code == 409 and ORIGINAL in page.text
        assert "陪诊" in browser.open("/me/requests").text
        assert "等待审核" in browser.page.text
    (fact,) = facts_about(office, f"member:{wang}", "request.made")
    assert fact["data"]["minutes_wanted"] == 180 and "王桂英" not in str(fact["data"])


def test_a_wish_has_no_length_and_costs_no_time(office: Office) -> None:
    wang = join(office, "王桂英")
    with browser_of(office, wang) as browser:
        browser.open("/me/ask")
        filled = {"kind": "wish", "need": "收音机", "text": "想听戏", "terms": "credit"}
        page = browser.send(browser.form("/me/ask"), minutes_wanted="60", **filled)
        assert "收到了" in page.text
    (fact,) = facts_about(office, f"member:{wang}", "request.made")
    assert fact["data"]["terms"] == "free" and not fact["data"].get("minutes_wanted")


def test_who_was_helped_says_it_with_a_face_or_says_that_it_was_not_so(office: Office) -> None:
    wang, li = join(office, "王桂英"), join(office, "李桂珍")
    good, bad = helped(office, wang, li), helped(office, wang, li)
    with browser_of(office, wang) as browser:
        assert "有人说帮好您了" in browser.open("/me").text
        page = words(browser.open("/me/requests").text)
        assert "去说一声" in page
        browser.open(f"/me/requests/{good}")
        form = browser.form("/confirmation")
        for _ in range(2):
            page = browser.send(form, satisfaction="4").text
        assert "谢谢，记下了" in page and "已经完成" in page
        browser.open(f"/me/requests/{bad}")
        form = browser.form("/contest")
        page = browser.send(form, reason=" ")
        assert page.status_code == 422
        page = browser.send(form, reason="只来了半小时").text
        assert "会有第三个人来问清楚" in page
        assert not [it for it in browser.forms() if it.action.endswith("/confirmation")]
    with browser_of(office, li) as browser:
        page = browser.open("/me/promises").text
        assert "对方说得不一样" in page and "对方已经确认" in page
        assert browser.open(f"/me/requests/{good}").status_code == 403
    assert len(facts_about(office, f"need:{good}", "request.confirmed")) == 1
    (fact,) = facts_about(office, f"need:{bad}", "request.contested")
    assert "半小时" not in str(fact)


def test_a_request_is_taken_back_until_somebody_has_helped(office: Office) -> None:
    wang, li = join(office, "王桂英"), join(office, "李桂珍")
    early, late = put_up(office, wang), promised(office, wang, li)
    with browser_of(office, wang) as browser:
        browser.open(f"/me/requests/{early}")
        assert "已经撤回" in browser.send(browser.form("/withdrawal")).text
        browser.open(f"/me/requests/{late}")
        assert "已经撤回" in browser.send(browser.form("/withdrawal")).text
        assert browser.open("/me/requests/nothing").status_code == 404
    with browser_of(office, li) as browser:
        assert "现在没有等您去做的事" in browser.open("/me/promises").text


def test_pages_of_help_are_there_in_english(office: Office) -> None:
    wang, li = join(office, "王桂英"), join(office, "李桂珍")
    request_id = helped(office, wang, li)
    english = {"Accept-Language": "en"}
    with browser_of(office, wang) as browser:
        for path, sentence in (
            ("/me/today", "What I can do today"),
            ("/me/ask", "You can ask for"),
            ("/me/requests", "Say how it was"),
            (f"/me/requests/{request_id}", "says that you were helped"),
            ("/me/promises", "Nothing waits for you."),
        ):
            assert sentence in words(browser.open(path, headers=english).text)


def test_who_is_no_volunteer_reads_what_is_needed_and_takes_nothing_on(office: Office) -> None:
    wang = join(office, "王桂英")
    request_id = put_up(office, wang)
    with browser_of(office, "cashier") as browser:
        page = browser.open("/me/today").text
        assert PUBLIC in page and "您的账号不是志愿者" in page
        assert not [it for it in browser.forms() if request_id in it.action]
