"""The board of pairings: who is visited too late comes first."""

import pytest

from tests.api.answers import created_by, enrol, head, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.recorded import day, facts_about, words


def paired(office: Office, volunteer: str, assisted: str, *, days_ago: int = 20) -> str:
    body = {
        "volunteer_id": volunteer,
        "assisted_id": assisted,
        "cause": "illness",
        "visit_every_days": 7,
        "starts_on": today(-days_ago).isoformat(),
    }
    return str(created_by(office, "/api/pairings", "coordinator", body)["pairing_id"])


def test_who_waits_longest_comes_first(office: Office) -> None:
    li = enrol(office, "李桂珍")
    paired(office, li, enrol(office, "早", kind="assisted"), days_ago=10)
    paired(office, li, enrol(office, "更早", kind="assisted"), days_ago=30)
    paired(office, li, enrol(office, "按时", kind="assisted"), days_ago=1)
    ended = paired(office, li, enrol(office, "已散", kind="assisted"), days_ago=90)
    created_by(office, f"/api/pairings/{ended}/end", "coordinator", {"reason": "搬家"})
    settle(office)
    with browser_of(office, "coordinator") as browser:
        text = words(browser.open("/desk/pairings").text)
    assert "逾期未走访 2 户" in text
    assert text.index("更早") < text.index("逾期 3 天") < text.index("按时走访的结对")
    assert text.index("按时走访的结对") < text.rindex("按时") and "已散" not in text


def test_a_long_board_has_pages(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.desk.service.pairings.PAGE_SIZE", 1)
    li = enrol(office, "李桂珍")
    for name in ("甲某", "乙某"):
        paired(office, li, enrol(office, name, kind="assisted"), days_ago=1)
    paired(office, li, enrol(office, "丙某", kind="assisted"))
    settle(office)
    with browser_of(office, "coordinator") as browser:
        first = browser.open("/desk/pairings").text
        following = first.partition("/desk/pairings?after=")[2].partition('"')[0]
        second = browser.open(f"/desk/pairings?after={following}").text
    assert "甲某" in first and "丙某" in first and "乙某" not in first
    assert "乙某" in second and "甲某" not in second and "丙某" not in second


def test_a_pairing_is_formed_of_two_who_were_found(shared_office: Office) -> None:
    li = enrol(shared_office, "结对志愿者")
    aunt = enrol(shared_office, "结对对象", kind="assisted")
    settle(shared_office)
    filled = {"cause": "illness", "visit_every_days": "7", "starts_on": day(0)}
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open("/desk/pairings/new?q=结对志愿者")
        assert f"volunteer_id={li}" in page.text
        page = browser.open(f"/desk/pairings/new?volunteer_id={li}&q=结对对象")
        assert f"volunteer_id={li}&amp;assisted_id={aunt}" in page.text
        browser.open(f"/desk/pairings/new?volunteer_id={li}&assisted_id={aunt}")
        form = browser.form("/desk/pairings/new")
        for _ in range(2):
            assert "已结对。" in browser.send(form, **filled).text
        browser.open(f"/desk/pairings/new?volunteer_id={li}&assisted_id={aunt}")
        page = browser.send(browser.form("/desk/pairings/new"), **filled)
        assert page.status_code == 409 and "已经有结对志愿者" in page.text
        page = browser.send(browser.form("/desk/pairings/new"), **filled | {"cause": "boredom"})
        assert page.status_code == 422 and "“困难原因”" in page.text
        assert browser.open("/desk/pairings/new?volunteer_id=nobody").status_code == 404
    assert len(facts_about(shared_office, f"member:{aunt}", "pairing.agreed")) == 1


def test_a_visit_is_entered_for_the_volunteer_who_made_it(shared_office: Office) -> None:
    li = enrol(shared_office, "李桂珍")
    pairing = paired(shared_office, li, enrol(shared_office, "王奶奶", kind="assisted"))
    other = paired(shared_office, li, enrol(shared_office, "赵爷爷", kind="assisted"))
    settle(shared_office)
    filled = {"day": day(), "starts": "09:00", "ends": "10:00", "note_kind": "needs_help"}
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/pairings/{pairing}")
        form = browser.form("/visit")
        page = browser.send(form, **filled | {"ends": "09:05"})
        assert page.status_code == 409 and "不足 15分钟" in page.text
        assert 'value="09:05"' in page.text
        for _ in range(2):
            assert "走访已登记" in browser.send(form, **filled).text
        assert browser.open("/desk/pairings/none").status_code == 404
    (fact,) = facts_about(shared_office, f"pairing:{pairing}", "pairing.visited")
    assert (fact["actor"], fact["on_behalf_of"]) == ("coordinator", li)
    assert fact["data"]["note_kind"] == "needs_help"
    assert not facts_about(shared_office, f"pairing:{other}", "pairing.visited")


def test_a_pairing_ends_with_a_reason_that_stays_out_of_the_log(shared_office: Office) -> None:
    li = enrol(shared_office, "李桂珍")
    pairing = paired(shared_office, li, enrol(shared_office, "王奶奶", kind="assisted"))
    settle(shared_office)
    before = head(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/pairings/{pairing}")
        form = browser.form("/end")
        page = browser.send(form, reason=" ")
        assert page.status_code == 422 and "“原因”必须填写。" in page.text
        assert head(shared_office) == before
        page = browser.send(form, reason="王奶奶搬去儿子家")
        assert "结对已结束。" in page.text
        again = browser.send(form, reason="王奶奶搬去儿子家")
        assert again.status_code == 200
        browser.open(f"/desk/pairings/{pairing}")
        assert not [it for it in browser.forms() if it.action.endswith(("/visit", "/end"))]
    (fact,) = facts_about(shared_office, f"pairing:{pairing}", "pairing.ended")
    assert "王奶奶" not in str(fact)


def test_a_cause_is_read_by_name_and_is_on_no_list(shared_office: Office) -> None:
    li = enrol(shared_office, "李桂珍")
    pairing = paired(shared_office, li, enrol(shared_office, "王奶奶", kind="assisted"))
    settle(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        assert "因病返贫" not in browser.open("/desk/pairings").text
        closed = browser.open(f"/desk/pairings/{pairing}").text
        assert "保密，查看要留名。" in closed and "因病返贫" not in closed
        form = browser.form("/cause")
        refused = browser.send(form, why="长" * 501)
        assert refused.status_code == 422 and "因病返贫" not in refused.text
        for _ in range(2):
            page = browser.send(form, why="帮她申请临时救助")
            assert "因病返贫" in page.text and "这次查看已记入账本" in words(page.text)
        assert "因病返贫" not in browser.open(f"/desk/pairings/{pairing}").text
    (fact,) = facts_about(shared_office, f"pairing:{pairing}", "sealed.read")
    assert fact["actor"] == "coordinator" and "救助" not in str(fact)
