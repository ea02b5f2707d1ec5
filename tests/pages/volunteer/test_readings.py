"""Whoever something confidential is about sees who read it, and supervisors see all readings."""

import pytest

from api.pages.ledger.words import texts_in
from tests.api.answers import created_by, enrol, settle
from tests.clock import today
from tests.controls import opened, paired
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.people import join
from tests.pages.recorded import words

ENGLISH = {"Accept-Language": "en"}


def cause_of(office: Office, assisted_id: str) -> str:
    """Where the cause of a new pairing is read."""
    body = {
        "volunteer_id": enrol(office),
        "assisted_id": assisted_id,
        "cause": "illness",
        "visit_every_days": 7,
        "starts_on": today().isoformat(),
    }
    made = created_by(office, "/api/pairings", "coordinator", body)
    return f"/api/pairings/{made['pairing_id']}/cause"


def test_everybody_sees_who_read_what_is_confidential_about_them(office: Office) -> None:
    keeper = join(office, "陈网格", role="coordinator")
    aunt, uncle = (join(office, it, kind="assisted") for it in ("赵秀兰", "孙大爷"))
    aunts, uncles = cause_of(office, aunt), cause_of(office, uncle)
    with browser_of(office, aunt) as browser:
        assert "没有人看过。" in browser.open("/me/readings").text
    created_by(office, aunts, keeper, {"why": "帮她申请临时救助"})
    created_by(office, uncles, keeper, {"why": "社区医生来问"})
    settle(office)

    with browser_of(office, aunt) as browser:
        assert "/me/readings" in browser.open("/me/more").text
        told = words(browser.open("/me/readings").text)
        assert "陈网格 看过：困难原因" in told and "说明：帮她申请临时救助" in told
        assert "医生" not in told and "因病返贫" not in told
        assert (
            "陈网格 read: Cause of hardship" in browser.open("/me/readings", headers=ENGLISH).text
        )
        assert browser.open("/ledger/readings").status_code == 403


def test_supervisors_see_who_read_what_and_not_what_it_says(office: Office) -> None:
    keeper = join(office, "陈网格", role="coordinator")
    aunt, uncle = (join(office, it, kind="assisted") for it in ("赵秀兰", "孙大爷"))
    aunts, uncles = cause_of(office, aunt), cause_of(office, uncle)
    with browser_of(office, "supervisor") as browser:
        assert "没有人看过保密资料。" in browser.open("/ledger/readings").text
        created_by(office, aunts, keeper, {"why": "帮她申请临时救助"})
        position = created_by(office, uncles, keeper, {})["position"]

        page = browser.open("/ledger/readings")

        told = words(page.text)
        assert told.index("孙*爷") < told.index("赵*兰") and told.count("陈网格") == 2
        assert "帮她申请临时救助" in told and "困难原因" in told
        assert "因病返贫" not in told and "赵秀兰" not in told
        opened = browser.open(f"/ledger/facts/{position}").text
        assert "查看了 孙大爷 的保密资料：困难原因。" in words(opened) and "因病返贫" not in opened


def test_a_long_list_of_readings_has_pages(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    aunt = join(office, "赵秀兰", kind="assisted")
    cause = cause_of(office, aunt)
    for page in ("ledger", "volunteer"):
        monkeypatch.setattr(f"api.pages.{page}.people.sealed.PAGE_SIZE", 1)
    for why in ("先看一次", "再看一次"):
        created_by(office, cause, "coordinator", {"why": why})
    settle(office)
    for who, path in (("supervisor", "/ledger/readings"), (aunt, "/me/readings")):
        with browser_of(office, who) as browser:
            first = browser.open(path).text
            following = first.partition(f"{path}?after=")[2].partition('"')[0]
            second = browser.open(f"{path}?after={following}").text
        assert "再看一次" in first and "先看一次" not in first
        assert "先看一次" in second and "再看一次" not in second


def test_a_page_of_the_ledger_looks_up_no_sealed_text() -> None:
    """It looks up what is called a text."""
    assert texts_in(paired()) == set()
    assert texts_in(opened()) == {"why-1"}
