"""Old people who live alone are called: from the list at the desk, and from the caller's phone."""

from domain.people.roles import GrantRole
from tests.api.answers import created_by, enrol, settle
from tests.api.every_post import CALL
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import Browser, Form, browser_of
from tests.pages.people import join
from tests.pages.recorded import day, facts_about, words


def agreed(
    office: Office, member_id: str, caller_id: str, rhythm: str = "weekly", *, days_ago: int = 0
) -> str:
    """The id of a promise to call on somebody."""
    body = {"member_id": member_id, "caller_id": caller_id, "rhythm": rhythm}
    body |= {"starts_on": today(-days_ago).isoformat()}
    made = created_by(office, "/api/calls", "coordinator", body)
    settle(office)
    return str(made["calls_id"])


def called(office: Office, calls_id: str, outcome: str, *, days_ago: int = 0) -> None:
    """Have a coordinator tell of a call."""
    body = CALL | {"on": today(-days_ago).isoformat(), "outcome": outcome}
    created_by(office, f"/api/calls/{calls_id}/calls", "coordinator", body)
    settle(office)


def tap(browser: Browser, calls_id: str, how: str, where: str = "/desk/calls") -> Form:
    """The form on the page whose buttons tell of a call of that kind."""
    action = f"{where}/{calls_id}/call"
    (form,) = [it for it in browser.forms() if it.action == action and it.fields["how"] == how]
    return form


def test_the_desk_agrees_on_calls_with_somebody_who_is_no_kin(office: Office) -> None:
    zhou = enrol(office, "周奶奶", kind="assisted")
    li, wang = enrol(office, "李桂珍"), enrol(office, "王建国")
    tie = {"relative_id": wang, "relation": "child", "evidence": "told"}
    created_by(office, f"/api/members/{zhou}/kin", "coordinator", tie)
    settle(office)
    with browser_of(office, "coordinator") as browser:
        page = browser.open("/desk/calls/new?q=周奶奶")
        assert f"member_id={zhou}" in page.text
        page = browser.open(f"/desk/calls/new?member_id={zhou}&q=李桂珍")
        assert f"caller_id={li}" in page.text
        browser.open(f"/desk/calls/new?member_id={zhou}&caller_id={wang}")
        form = browser.form("/desk/calls/new")
        page = browser.send(form, rhythm="weekly", starts_on=day(0))
        assert page.status_code == 409 and "不是亲属的人" in page.text
        browser.open(f"/desk/calls/new?member_id={zhou}&caller_id={li}")
        form = browser.form("/desk/calls/new")
        page = browser.send(form, rhythm="yearly", starts_on=day(0))
        assert page.status_code == 422 and "“频次”" in page.text
        for _ in range(2):
            page = browser.send(form, rhythm="monthly", starts_on=day(0))
        assert "已约定探访" in page.text and "周奶奶" in page.text
    (fact,) = facts_about(office, f"member:{zhou}", "calls.agreed")
    assert fact["on_behalf_of"] == zhou


def test_missed_calls_stand_first_and_one_tap_mends_them(office: Office) -> None:
    zhou = join(office, "周奶奶", phone="13900001111", kind="assisted")
    wu, li = enrol(office, "吴爷爷", kind="assisted"), enrol(office, "李桂珍")
    missed, later = agreed(office, zhou, li, days_ago=30), agreed(office, wu, li, "quarterly")
    with browser_of(office, "coordinator") as browser:
        page = words(browser.open("/desk").text)
        assert "老人逾期没有探访" in page and "1 人" in page
        text = browser.open("/desk/calls").text
        assert "逾期没有探访 1 人" in words(text) and "逾期 23 天" in words(text)
        assert 'href="tel:13900001111"' in text
        assert text.index("周奶奶") < text.index("吴爷爷")
        assert not [it for it in browser.forms() if later in it.action]
        form = tap(browser, missed, "phone")
        page = browser.send(form, outcome="not_reached")
        assert "没人接" in page.text and "逾期没有探访 1 人" in words(page.text)
        page = browser.send(tap(browser, missed, "phone"), outcome="well")
        assert "已记下：打通了" in page.text and "逾期没有探访" not in words(page.text)
        assert "老人逾期没有探访" not in browser.open("/desk").text
        page = browser.open("/desk/calls/none")
        assert page.status_code == 404
    assert len(facts_about(office, f"calls:{missed}", "call.made")) == 2


def test_who_did_not_sound_well_waits_until_somebody_went_there(office: Office) -> None:
    zhou, li = enrol(office, "周奶奶", kind="assisted"), enrol(office, "李桂珍")
    calls_id = agreed(office, zhou, li, days_ago=3)
    called(office, calls_id, "needs_help")
    with browser_of(office, "coordinator") as browser:
        assert "老人等着上门看看" in browser.open("/desk").text
        page = browser.open("/desk/calls")
        assert "等着上门、要帮忙 1 人" in words(page.text)
        page = browser.send(tap(browser, calls_id, "visit"), outcome="needs_help")
        assert "请替这位老人求助" in page.text
        page = browser.open(f"/desk/calls/{calls_id}")
        assert f"/desk/requests/new?member_id={zhou}" in page.text
        page = browser.send(browser.form("/call"), how="visit", outcome="well", on=day(0))
        assert "去看过了，平安" in page.text and "上门 · 平安" in words(page.text)
        page = browser.send(browser.form("/call"), how="phone", outcome="well", on=day(-1))
        assert page.status_code == 409 and "不能晚于今天" in page.text
        assert "老人等着上门看看" not in browser.open("/desk").text
        browser.open(f"/desk/calls/{calls_id}")
        page = browser.send(browser.form("/end"), reason=" ")
        assert page.status_code == 422
        page = browser.send(browser.form("/end"), reason="搬去女儿家了")
        assert "探访约定已结束" in page.text and "周奶奶" not in page.text
        page = browser.open(f"/desk/calls/{calls_id}")
        assert "已结束" in page.text and not [it for it in browser.forms() if "/end" in it.action]


def test_the_list_that_prints_has_numbers_and_is_of_one_caller_if_wanted(office: Office) -> None:
    zhou = join(office, "周奶奶", phone="13900001111", kind="assisted", grid="第3网格")
    wu, li, he = (enrol(office, it) for it in ("吴爷爷", "李桂珍", "何师傅"))
    agreed(office, zhou, li, days_ago=3)
    agreed(office, wu, he, days_ago=30)
    with browser_of(office, "coordinator") as browser:
        page = words(browser.open("/desk/calls/list").text)
        assert "13900001111" in page and "第3网格" in page and "吴爷爷" in page
        page = words(browser.open(f"/desk/calls/list?caller={li}").text)
        assert "周奶奶" in page and "吴爷爷" not in page


def test_a_caller_sees_their_own_people_on_the_phone_and_taps_once(office: Office) -> None:
    zhou = join(office, "周奶奶", phone="13900001111", kind="assisted")
    wu, other = enrol(office, "吴爷爷", kind="assisted"), enrol(office, "李桂珍")
    mine = agreed(office, zhou, "volunteer", days_ago=7)
    foreign = agreed(office, wu, other, days_ago=30)
    with browser_of(office, "volunteer") as browser:
        assert "周奶奶" in browser.open("/me/today").text
        page = browser.open("/me/calls")
        assert 'href="tel:13900001111"' in page.text and "吴爷爷" not in page.text
        assert "每周" in page.text
        page = browser.send(tap(browser, mine, "phone", "/me/calls"), outcome="odd")
        assert page.status_code == 422 and "请点一个" in page.text
        page = browser.send(tap(browser, mine, "phone", "/me/calls"), outcome="needs_help")
        assert "电话里不放心，请上门看看" in page.text
        page = browser.send(tap(browser, mine, "visit", "/me/calls"), outcome="well")
        assert "已记下：去看过了，平安" in page.text
        assert "今天没有要打的电话" in page.text and "今天打过了" in page.text
        assert "周奶奶" not in browser.open("/me/today").text
        browser.open("/me/calls")
        form = tap(browser, mine, "phone", "/me/calls")
        form.action = f"/me/calls/{foreign}/call"
        assert browser.send(form, outcome="well").status_code == 403
    assert facts_about(office, f"calls:{foreign}", "call.made") == []
    assert {it["actor"] for it in facts_about(office, f"calls:{mine}", "call.made")} == {
        "volunteer"
    }


def test_supervisors_see_what_was_missed_and_the_share_of_each_month(office: Office) -> None:
    zhou, wu, li = (enrol(office, it) for it in ("周奶奶", "吴爷爷", "李桂珍"))
    kept = agreed(office, zhou, li, days_ago=8)
    agreed(office, wu, li, days_ago=8)
    called(office, kept, "well", days_ago=6)
    with browser_of(office, "supervisor") as browser:
        assert "1 位老人逾期没有探访" in words(browser.open("/ledger").text)
        page = words(browser.open(f"/ledger/calls?month={today(-2):%Y-%m}").text)
        assert "1 / 2" in page and "50%" in page
        head, _, rest = page.partition("每月做到了几成")
        assert "吴爷爷" in head and "周奶奶" not in head
        assert "没有做到的" in rest and "吴爷爷" in rest and "周奶奶" not in rest
        assert browser.open("/ledger/calls?month=nonsense").status_code == 200
    with browser_of(office, "coordinator") as browser:
        assert browser.open("/ledger/calls").status_code == 403


def test_a_keeper_calls_on_the_people_of_their_own_grid(office: Office) -> None:
    made = created_by(office, "/api/nodes", "admin", {"level": "grid", "label": "第3网格"})
    keeper = join(office, "钱管家", grid="第3网格")
    office.record(GrantRole(member_id=keeper, role="coordinator", within=made["node_id"]))
    li = enrol(office, "李桂珍")
    zhou = join(office, "周奶奶", kind="assisted", grid="第3网格")
    wu = join(office, "吴爷爷", kind="assisted", grid="第4网格")
    agreed(office, zhou, li, days_ago=30)
    agreed(office, wu, li, days_ago=30)
    settle(office)
    with browser_of(office, keeper) as browser:
        text = browser.open("/desk/calls").text
        assert "周奶奶" in text and "吴爷爷" not in text
        text = browser.open("/desk/calls/list").text
        assert "周奶奶" in text and "吴爷爷" not in text
