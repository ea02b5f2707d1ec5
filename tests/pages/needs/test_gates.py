"""A gate shows the paper it rests on, or says what is missing and how to get it."""

from datetime import timedelta

import pytest

from api.pages.needs.gates import GateState, state_of
from projections.ties.standings import Paper
from tests.api.answers import created_by, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.needs.asking import promised, put_up
from tests.pages.people import join
from tests.pages.recorded import words

KIND = "training:消防"
DAY = timedelta(days=1)


def paper(first: int, last: int | None, evidence: str = "seen", position: int = 1) -> Paper:
    """A paper that holds from so many days after today to so many."""
    return Paper(
        member_id="qian",
        position=position,
        kind=KIND,
        from_day=today(first),
        until_day=None if last is None else today(last),
        evidence=evidence,  # type: ignore[arg-type] (one of the words)
        checked_on=None,
        granted_by="chen",
        evidence_text=None,
    )


HOLDS, TOLD = paper(-9, 9), paper(-9, None, "told", 2)
OVER, AHEAD = paper(-90, -1, position=3), paper(2, 9, position=4)


@pytest.mark.parametrize(
    ("papers", "state", "shown"),
    [
        ([], "missing", None),
        ([OVER], "over", OVER),
        ([paper(-90, -30), OVER], "over", OVER),
        ([OVER, TOLD], "told", TOLD),
        ([paper(-90, -1, "told")], "missing", None),
        ([TOLD, AHEAD], "ahead", AHEAD),
        ([OVER, TOLD, AHEAD, HOLDS], "open", HOLDS),
        ([paper(-9, 0), HOLDS], "open", HOLDS),
        ([paper(0, 0)], "open", paper(0, 0)),
    ],
)
def test_the_paper_that_says_most_is_shown(
    papers: list[Paper], state: GateState, shown: Paper | None
) -> None:
    assert state_of(papers, today()) == (state, shown)


def note(office: Office, member_id: str, evidence: str = "seen", kind: str = KIND) -> None:
    """Somebody notes what a member can do."""
    body = {"kind": kind, "from_day": today(-30).isoformat(), "evidence": evidence}
    path = f"/api/members/{member_id}/standings"
    created_by(office, path, "coordinator2", body)
    settle(office)


def test_the_desk_sees_by_which_paper_somebody_may_go(office: Office) -> None:
    wang, qian, sun = join(office, "王桂英"), join(office, "钱大爷"), join(office, "钱大妈")
    note(office, qian)
    night = put_up(office, wang, "夜里值守", need="值夜", needs=[KIND, "skill:电工"])
    with browser_of(office, "coordinator") as browser:
        page = browser.open(f"/desk/requests/{night}?q=钱")
        text = words(page.text)
        assert "培训：消防" in text and "有效至" in text and "看过原件" in text
        assert text.count("还没有登记") == 3 and "替这个人认领" not in text
        assert f'href="/desk/members/{sun}/standings"' in page.text
        note(office, qian, "told", "skill:电工")
        text = words(browser.open(f"/desk/requests/{night}?q=钱大爷").text)
        assert "只是本人说的，还没有人看过证件" in text and "替这个人认领" not in text
    note(office, qian, "seen", "skill:电工")
    with browser_of(office, "coordinator") as browser:
        browser.open(f"/desk/requests/{night}?q=钱大爷")
        text = words(browser.send(browser.form("/claim")).text)
        assert "凭什么能去" in text and text.count("看过原件") == 2
    with browser_of(office, "supervisor") as browser:
        text = words(browser.open(f"/ledger/requests/{night}").text)
        assert "凭什么能去" in text and "培训：消防" in text
    with browser_of(office, qian) as browser:
        text = words(browser.open(f"/me/promises/{night}").text)
        assert "您能去，凭的是" in text and "培训：消防" in text


def test_a_paper_that_was_taken_back_since_is_said_to_be(office: Office) -> None:
    wang, qian = join(office, "王桂英"), join(office, "钱大爷")
    note(office, qian)
    night = promised(office, wang, qian, need="值夜", needs=[KIND])
    ended = {"on": today().isoformat(), "why": "mistaken"}
    path = f"/api/members/{qian}/standings/{KIND}/ending"
    created_by(office, path, "coordinator2", ended)
    settle(office)
    with browser_of(office, "supervisor") as browser:
        assert "当时的登记后来注销了" in words(browser.open(f"/ledger/requests/{night}").text)


def test_volunteers_see_what_opens_a_gate_for_them_and_what_they_lack(office: Office) -> None:
    wang, qian, li = join(office, "王桂英"), join(office, "钱大爷"), join(office, "李桂珍")
    put_up(office, wang, "夜里值守", need="值夜", needs=[KIND])
    note(office, qian)
    note(office, li, "told", "skill:电工")
    put_up(office, wang, "修一盏灯", need="修灯", needs=["skill:电工"])
    with browser_of(office, qian) as browser:
        text = words(browser.open("/me/today").text)
        assert "夜里值守" in text and "您能去，凭的是 培训：消防" in text
        assert "还有 1 件要有专门的培训或证照，您还缺： 特长：电工 还没有登记" in text
    with browser_of(office, li) as browser:
        text = words(browser.open("/me/today").text)
        assert "夜里值守" not in text and "修一盏灯" not in text
        assert "培训：消防 还没有登记" in text and "特长：电工 只是本人说的" in text
        assert "带原件到服务台" in text


def test_a_class_of_hardship_is_no_gate_that_a_supervisor_reads(office: Office) -> None:
    wang, qian = join(office, "王桂英"), join(office, "钱大爷")
    note(office, qian, kind="hardship:a")
    asked = promised(office, wang, qian, need="做伴", needs=["hardship"])
    with browser_of(office, "coordinator") as browser:
        assert "困难家庭甲类" in browser.open(f"/desk/requests/{asked}").text
    with browser_of(office, "supervisor") as browser:
        text = browser.open(f"/ledger/requests/{asked}").text
        assert "困难家庭甲类" not in text and "凭什么能去" not in text
