"""Rules on the ledger's pages: proposed in a form, shown with what they change, approved there."""

from uuid import uuid4

from tests.api.answers import serve
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


def test_what_a_version_would_have_done_to_last_month_is_seen_before_it_is_proposed(
    office: Office,
) -> None:
    days_ago = today().day + 3  # in the month before this one
    serve(office, "volunteer", 4, days_ago=days_ago)
    serve(office, "volunteer2", 2, days_ago=days_ago)
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/rules")
        form = browser.form("/ledger/rules/proposals")
        form.action = "/ledger/rules/preview"
        typed = {"version": "少些", "in_force_from": today(30).isoformat()}
        page = browser.send(
            form,
            **typed,
            points_per_hour="5",
            service_minutes_max="180",
            **{"earning_classes[]": ["attested", "imported"]},
        )
        told = plain(page.text)
        assert "预览：还没有提议" in told and "每服务 1 小时得多少积分 10 5" in told
        assert "发放积分 60 10" in told and "不能确认（次） 0 1" in told
        assert "0 人会多得积分，2 人会少得" in told
        filled = browser.form("/ledger/rules/proposals").fields
        assert (filled["version"], filled["points_per_hour"]) == ("少些", "5")
        assert "等待另一人批准的规则" not in plain(browser.open("/ledger/rules").text)
    office.post("/api/rules", "admin", typed | {"terms": {"points_per_hour": 20}})
    with browser_of(office, "supervisor") as browser:
        told = plain(browser.open("/ledger/rules").text)
        assert "发放积分 60 120" in told and "2 人会多得积分，0 人会少得" in told


def test_a_citys_rules_fill_the_form(office: Office) -> None:
    with browser_of(office, "admin") as browser:
        page = browser.open("/ledger/rules?pack=beijing-2022")
        assert "北京市养老服务时间银行" in plain(page.text)
        form = browser.form("/ledger/rules/proposals")
        assert (form.fields["points_per_hour"], form.fields["star_hours"][:7]) == ("0", "100 200")
        assert browser.open("/ledger/rules?pack=nowhere").status_code == 200
