"""The desk enters the other side's word from a slip or a call, and prints the slip."""

from tests.api.answers import settle
from tests.api.every_post import visited
from tests.api.service.test_attestation import code_for
from tests.office import Office
from tests.pages.browsing import browser_of


def test_the_desk_enters_what_a_slip_says_and_another_confirms(shared_office: Office) -> None:
    path, _ = visited(shared_office)
    service_id = path.rpartition("/")[2]
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/words/{service_id}")
        form = browser.form(f"/desk/words/{service_id}/yes")
        page = browser.send(form, way="slip", satisfaction="4", remark="来得准时")
        assert "交来的服务单" in page.text and "来得准时" in page.text
    settle(shared_office)
    with browser_of(shared_office, "coordinator2") as browser:
        assert "对方已确认" in browser.open(f"/desk/confirm/{service_id}").text


def test_a_word_of_nobody_is_refused(shared_office: Office) -> None:
    path, _ = visited(shared_office)
    service_id = path.rpartition("/")[2]
    with browser_of(shared_office, "coordinator") as browser:
        browser.open(f"/desk/words/{service_id}")
        form = browser.form(f"/desk/words/{service_id}/yes")
        page = browser.send(form, way="phone_call", number="V999999")
        assert page.status_code == 409 and "没有这位成员" in page.text


def test_the_slip_has_the_code_for_who_was_helped(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    code = code_for(shared_office, path, helped)
    with browser_of(shared_office, "coordinator") as browser:
        page = browser.open(f"/desk/words/{path.rpartition('/')[2]}/slip")
        assert code in page.text and "签字" in page.text
