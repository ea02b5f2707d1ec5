"""Counts wait on a page for somebody who did not count."""

from tests.api.answers import created_by, list_item, settle
from tests.office import Office
from tests.pages.browsing import browser_of
from tests.pages.recorded import words


def waiting(office: Office, who: str = "cashier") -> tuple[str, str]:
    """A count that waits, of 9 pieces where the books have 30; the item and the count."""
    rice = list_item(office, stock=30)
    lines = [{"item_id": rice, "counted": 9, "reason": f"月末盘点{rice[:6]}"}]
    count = created_by(office, "/api/stock-counts", who, {"lines": lines})
    settle(office)
    return rice, str(count["count_id"])


def test_a_supervisor_approves_on_the_page(shared_office: Office) -> None:
    rice, count_id = waiting(shared_office)
    with browser_of(shared_office, "supervisor") as browser:
        assert 'href="/ledger/counts"' in browser.open("/ledger").text
        page = browser.open("/ledger/counts")
        assert "30 9 -21" in words(page.text) and f"月末盘点{rice[:6]}" in page.text
        page = browser.send(browser.form(f"/{count_id}/approval"))
        assert "已批准，账面已按这次盘点的差异改好" in page.text
        assert f"{count_id}/approval" not in page.text


def test_a_refusal_needs_a_reason_which_is_shown(shared_office: Office) -> None:
    _, count_id = waiting(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        browser.open("/ledger/counts")
        form = browser.form(f"/{count_id}/refusal")
        assert browser.send(form).status_code == 422
        browser.open("/ledger/counts")
        form = browser.form(f"/{count_id}/refusal")
        page = browser.send(form, reason="后面还有一箱")
        assert "没有批准，账面不变" in page.text and "后面还有一箱" in page.text


def test_who_counted_has_no_buttons_and_cannot_help_themselves(shared_office: Office) -> None:
    _, own = waiting(shared_office, "coordinator")
    _, other = waiting(shared_office)
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open("/ledger/counts")
        assert f"{own}/approval" not in page.text
        form = browser.form(f"/{other}/approval")
        form.action = form.action.replace(other, own)
        page = browser.send(form)
        assert page.status_code == 409 and "须由另一位工作人员批准" in page.text
        form.action = form.action.replace(own, "none")
        assert browser.send(form).status_code == 404
