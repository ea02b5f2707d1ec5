"""The terms of each book on the ledger's pages: read there, proposed, approved and declined."""

from uuid import uuid4

from tests.clock import today
from tests.office import Office
from tests.pages.board.test_board import plain
from tests.pages.browsing import browser_of


def test_an_administrator_proposes_and_a_supervisor_approves_what_changes(office: Office) -> None:
    name = uuid4().hex
    with browser_of(office, "admin") as browser:
        assert 'href="/ledger/rules/books"' in browser.open("/ledger/rules").text
        assert "公示" in plain(browser.open("/ledger/rules/books").text)
        browser.open("/ledger/rules/books/notice")
        form = browser.form("/ledger/rules/books/notice/proposals")
        assert form.fields["term-answer_days"] == "3"
        typed = {"version": name, "in_force_from": today(30).isoformat()}
        page = browser.send(form, **typed, **{"term-answer_days": "soon"})
        assert page.status_code == 409 and name in page.text
        page = browser.send(form, **typed, **{"term-answer_days": "9"})
        told = plain(page.text)
        assert page.status_code == 200 and "已提议" in told and "须由另一位" in told
        assert not [it for it in browser.forms() if it.action.endswith("/approval")]
    with browser_of(office, "supervisor") as browser:
        assert "1 版专项规则等待另一人批准" in plain(browser.open("/ledger").text)
        assert "1 版等待另一人批准" in plain(browser.open("/ledger/rules/books").text)
        told = plain(browser.open("/ledger/rules/books/notice").text)
        assert "收到异议后多少天内须答复 3 9" in told[told.index("改为") :]
        told = plain(browser.send(browser.form("/approval")).text)
        assert "已通过" in told and name in told[told.index("各版规则") :]


def test_a_proposal_is_declined_on_its_page(office: Office) -> None:
    body = {"version": "short", "in_force_from": today(30).isoformat(), "terms": {"slip_days": 0}}
    office.post("/api/rules/notice", "admin", body)
    with browser_of(office, "supervisor") as browser:
        assert "short" in plain(browser.open("/ledger/rules/books/notice").text)
        page = browser.send(browser.form("/refusal"))
        assert "已作废" in plain(page.text) and "short" not in plain(page.text)


def test_a_book_that_is_not_there_is_not_found_and_others_do_not_see_them(office: Office) -> None:
    with browser_of(office, "admin") as browser:
        assert browser.open("/ledger/rules/books/weather").status_code == 404
    for who in ("volunteer", "cashier", "coordinator"):
        with browser_of(office, who) as browser:
            assert browser.open("/ledger/rules/books").status_code == 403
