"""An administrator finds both records of a person, a supervisor agrees, and one is left."""

from uuid import uuid4

from tests.api.answers import enrol, settle
from tests.office import Office
from tests.pages.browsing import Browser, Form, browser_of


def naming(browser: Browser) -> Form:
    """The form in which both records are named."""
    to_merges = (it for it in browser.forms() if it.action == "/ledger/merges")
    return next(it for it in to_merges if it.method == "post")


def test_an_admin_names_both_records_and_a_supervisor_agrees(office: Office) -> None:
    name = f"孙{uuid4().hex[:4]}"
    stays = enrol(office, name)
    gone = enrol(office, name, phone="13900007003")
    settle(office)
    with browser_of(office, "admin") as browser:
        browser.open(f"/ledger/merges?q={name}")
        page = browser.send(naming(browser), member_id=gone, into=stays)
        assert "已提议，等另一位管理员或监事批准" in page.text
        assert "/ledger/merges/approve" not in page.text
    with browser_of(office, "supervisor") as browser:
        page = browser.open("/ledger/merges")
        assert "/ledger/merges?q" not in page.text
        page = browser.send(browser.form("/ledger/merges/approve"))
        assert "已合并" in page.text
    with browser_of(office, "coordinator") as browser:
        page = browser.open(f"/desk/members/{gone}")
        assert str(page.url).endswith(f"/desk/members/{stays}")


def test_what_cannot_be_merged_is_said(office: Office) -> None:
    name = f"周{uuid4().hex[:4]}"
    one, other = (enrol(office, name) for _ in range(2))
    settle(office)
    with browser_of(office, "admin") as browser:
        browser.open(f"/ledger/merges?q={name}")
        page = browser.send(naming(browser), member_id=one, into=one)
        assert page.status_code == 409
        assert "请选另一份档案" in page.text
        browser.open(f"/ledger/merges?q={name}")
        browser.send(naming(browser), member_id=other, into=one)
    with browser_of(office, "supervisor") as browser:
        browser.open("/ledger/merges")
        page = browser.send(browser.form("/ledger/merges/decline"))
        assert "已作废这项提议" in page.text
