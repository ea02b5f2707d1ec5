"""Rules on the ledger's pages: proposed in a form, shown with what they change, approved there."""

from uuid import uuid4

from tests.clock import today
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of


def test_an_administrator_proposes_and_a_supervisor_approves_what_changes(office: Office) -> None:
    name = uuid4().hex
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/rules")
        form = browser.form("/ledger/rules/proposals")
        assert form.fields["points_per_hour"] == "10"
        page = browser.send(
            form,
            version=name,
            in_force_from=today(30).isoformat(),
            points_per_hour="25",
            **{"earning_classes[]": ["attested"], "transfer_relations[]": ["child", "spouse"]},
        )
        told = plain(page.text)
        assert page.status_code == 200 and "已提议" in told and "须由另一位" in told
        assert not [it for it in browser.forms() if it.action.endswith("/approval")]

    with browser_of(office, "supervisor") as browser:
        page = browser.open("/ledger")
        assert "1 版规则等待另一人批准" in plain(page.text)
        told = plain(browser.open("/ledger/rules").text)
        changed = told[told.index("改为") : told.index("提议 ·")]
        assert "每服务 1 小时得多少积分 10 25" in changed
        assert "签到签退并确认的、以前的纸质记录 签到签退并确认的" in changed
        assert "一次服务最短" not in changed
        page = browser.send(browser.form("/approval"))
        told = plain(page.text)
        assert "已通过" in told and name in told[told.index("各版规则") :]
        assert "等待另一人批准" not in plain(browser.open("/ledger").text)


def test_a_slip_in_the_form_is_told_and_proposes_nothing(office: Office) -> None:
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/rules")
        form = browser.form("/ledger/rules/proposals")
        for wrong in ({"points_per_hour": "ten"}, {"star_hours": "100 x"}, {"version": ""}):
            filled = {"version": "v", "in_force_from": today(30).isoformat()} | wrong
            assert browser.send(form, **filled).status_code == 422
        backdated = {"version": "v", "in_force_from": today(-1).isoformat()}
        assert browser.send(form, **backdated).status_code == 409
        assert "等待另一人批准的规则" not in plain(browser.open("/ledger/rules").text)


def test_a_proposal_is_declined_on_its_page(office: Office) -> None:
    body = {"version": "generous", "in_force_from": today(30).isoformat()}
    office.post("/api/rules", "admin", body)
    with browser_of(office, "supervisor") as browser:
        told = plain(browser.open("/ledger/rules").text)
        assert "generous" in told and "只是换了版本号" in told
        page = browser.send(browser.form("/refusal"))
        assert "已作废" in plain(page.text) and "generous" not in plain(page.text)


def test_nobody_else_sees_the_page(office: Office) -> None:
    for who in ("volunteer", "cashier", "coordinator"):
        with browser_of(office, who) as browser:
            assert browser.open("/ledger/rules").status_code == 403
