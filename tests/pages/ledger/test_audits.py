"""From the ledger a supervisor lets hours earn that were typed in, and takes back mistakes."""

import pytest

from tests.api.answers import created_by, enrol, found, settle
from tests.api.every_post import revoked_without_refill
from tests.clock import at
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of


@pytest.fixture
def li(shared_office: Office) -> str:
    """Somebody enrolled for the test alone."""
    return enrol(shared_office, "李桂珍")


@pytest.fixture
def confirmation(shared_office: Office, li: str) -> str:
    """The page of the fact by which Li's backfilled morning of four hours was recognised."""
    body = {"member_id": li, "programme": "陪护", "starts_at": at(8), "ends_at": at(12)}
    service = created_by(shared_office, "/api/services", "coordinator", body)
    path = f"/api/services/{service['service_id']}/confirmation"
    position = created_by(shared_office, path, "coordinator2")["position"]
    settle(shared_office)
    return f"/ledger/facts/{position}"


def test_what_waits_for_an_audit_is_told_and_leads_there(
    shared_office: Office, li: str, confirmation: str
) -> None:
    with browser_of(shared_office, "admin") as browser:
        assert "补录服务等待核查" not in browser.open("/ledger").text
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open("/ledger")
        assert "补录服务等待核查" in page.text
        assert 'href="/ledger/anomalies#unaudited"' in page.text
        waiting = browser.open("/ledger/anomalies").text.split('id="unaudited"')[1]
        ours = waiting.split(f'href="/ledger/members/{li}"')[1]
        entry = ours.split('href="')[1].split('"')[0]
        browser.open(entry)
        browser.send(browser.form("/release"))
        settle(shared_office)
        assert f'href="/ledger/members/{li}"' not in browser.open("/ledger/anomalies").text
    assert points_of(shared_office, li) == 40


def points_of(office: Office, member_id: str) -> int:
    """What somebody has."""
    return int(found(office, f"/api/members/{member_id}/balance", "coordinator")["points"])


def test_typed_in_hours_that_are_found_true_are_released(
    shared_office: Office, li: str, confirmation: str
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        browser.open(confirmation)
        page = browser.send(browser.form("/release"))
        assert "已放行" in page.text
        assert "补录服务经核查属实，得 40 分" in page.text
        settle(shared_office)
        assert "核查属实，放行" not in browser.open(confirmation).text
    assert points_of(shared_office, li) == 40


def test_hours_confirmed_by_mistake_are_taken_back_and_both_facts_lead_to_each_other(
    shared_office: Office, li: str, confirmation: str
) -> None:
    with browser_of(shared_office, "supervisor2") as browser:
        browser.open(confirmation)
        browser.send(browser.form("/release"))
    with browser_of(shared_office, "supervisor") as browser:
        browser.open(confirmation)
        page = browser.send(browser.form("/revocation"), reason="签到表上没有她")
        words = plain(page.text)
        assert "已撤销这次服务。" in words
        assert "更正了 第" in words
        assert "签到表上没有她" in words
        taken_back = page.url.path
        settle(shared_office)
        page = browser.open(confirmation)
        assert f'href="{taken_back}"' in page.text
        assert "后来的更正" in page.text
        assert "撤销这次服务" not in page.text
    assert points_of(shared_office, li) == 0


def test_what_cannot_be_taken_back_says_why(
    shared_office: Office, li: str, confirmation: str
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        browser.open(confirmation)
        form = browser.form("/revocation")
        assert browser.send(form).status_code == 422
        assert browser.send(form, reason="签到表上没有她").status_code == 200
        form.fields["key"] = "another-key-0123456789"
        page = browser.send(form, reason="再撤一次")
    assert page.status_code == 409
    assert "只有已确认的服务才能撤销" in page.text


def test_the_facts_of_other_things_have_nothing_to_audit(shared_office: Office, li: str) -> None:
    trail = found(shared_office, "/api/audit/facts", "supervisor", params={"about": li})
    (enrolment,) = trail["items"]
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open(f"/ledger/facts/{enrolment['position']}")
    assert "/revocation" not in page.text and "/release" not in page.text


@pytest.mark.parametrize("who", ["coordinator2", "cashier", "volunteer", "admin"])
def test_only_a_supervisor_audits(
    shared_office: Office, li: str, confirmation: str, who: str
) -> None:
    with browser_of(shared_office, "supervisor") as browser:
        browser.open(confirmation)
        action = browser.form("/revocation").action
    with browser_of(shared_office, who) as browser:
        browser.open("/me/settings")
        form = browser.form("/me/settings/password")
        form.action = action
        assert browser.send(form, reason="不行").status_code == 403


def whole_day(office: Office, li: str, start: int, end: int) -> str:
    """A service of Li's, entered by one coordinator, confirmed by another: its fact's page."""
    body = {"member_id": li, "programme": "陪护", "starts_at": at(start), "ends_at": at(end)}
    service = created_by(office, "/api/services", "coordinator", body)
    path = f"/api/services/{service['service_id']}/confirmation"
    position = created_by(office, path, "coordinator2")["position"]
    settle(office)
    return f"/ledger/facts/{position}"


def test_hours_released_on_a_full_day_are_told_so_leave_the_list_and_follow_when_it_has_room(
    shared_office: Office, li: str
) -> None:
    mornings, evenings = whole_day(shared_office, li, 0, 8), whole_day(shared_office, li, 8, 16)
    with browser_of(shared_office, "supervisor2") as browser:
        browser.open(mornings)
        assert "已放行：这次服务计入" in browser.send(browser.form("/release")).text
        settle(shared_office)
        browser.open(evenings)
        assert "当日已到上限，现在不计分" in browser.send(browser.form("/release")).text
        settle(shared_office)
        assert "核查属实，放行" not in browser.open(evenings).text
        waiting = browser.open("/ledger/anomalies").text.split('id="unaudited"')[1]
        assert f'href="/ledger/members/{li}"' not in waiting.split("<h2")[0]
    assert points_of(shared_office, li) == 80
    with browser_of(shared_office, "supervisor") as browser:
        browser.open(mornings)
        page = browser.send(browser.form("/revocation"), reason="签到表上没有她")
        assert "已撤销这次服务。" in plain(page.text)
    assert points_of(shared_office, li) == 80
    settle(shared_office)
    statement = found(shared_office, f"/api/members/{li}/statement", "coordinator")["items"]
    assert "当日上限空出，另补计8小时，得80分" in statement[0]["why"]


def test_what_an_old_revocation_left_is_listed_and_credited_from_there(
    shared_office: Office,
) -> None:
    service = revoked_without_refill(shared_office).split("/")[-1]
    with browser_of(shared_office, "supervisor") as browser:
        page = browser.open("/ledger/anomalies")
        assert f"/ledger/services/{service}/refill" in page.text
        page = browser.send(browser.form(f"/{service}/refill"))
        assert "已把当日上限空出的部分补计给当日其他服务。" in plain(page.text)
        settle(shared_office)
        assert f"/{service}/refill" not in browser.open("/ledger/anomalies").text
