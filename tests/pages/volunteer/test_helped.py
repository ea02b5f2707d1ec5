"""Who was helped says so on a page, and helpers type the code that they were shown."""

from tests.api.answers import settle
from tests.api.every_post import visited
from tests.api.service.test_attestation import code_for, helper_of
from tests.office import Office
from tests.pages.browsing import browser_of


def test_who_was_helped_says_so_with_a_face(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    service_id = path.rpartition("/")[2]
    with browser_of(shared_office, helped) as browser:
        page = browser.open("/me/helpers")
        assert "李桂珍：一对一结对帮扶" in page.text
        form = browser.form(f"/me/helpers/{service_id}/yes")
        page = browser.send(form, satisfaction="5", remark="谢谢")
        assert "谢谢，已经记下您的话。" in page.text
        assert "没有等您说话的服务。" in page.text


def test_who_was_helped_says_that_it_was_not_so(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    service_id = path.rpartition("/")[2]
    with browser_of(shared_office, helped) as browser:
        browser.open("/me/helpers")
        form = browser.form(f"/me/helpers/{service_id}/no")
        page = browser.send(form, reason="那天没有人来")
        assert "已经记下，工作人员会核实。" in page.text
        assert "仍可确认" in page.text
    settle(shared_office)
    with browser_of(shared_office, "coordinator2") as browser:
        page = browser.open(f"/desk/confirm/{service_id}")
        assert "对方说不属实" in page.text
        page = browser.send(browser.form(f"/desk/confirm/{service_id}/despite"))
        assert "已确认。" in page.text


def test_the_helper_types_the_code(shared_office: Office) -> None:
    path, helped = visited(shared_office)
    helper, code = helper_of(shared_office, path), code_for(shared_office, path, helped)
    with browser_of(shared_office, helper) as browser:
        browser.open("/me/words")
        action = f"/me/words/{path.rpartition('/')[2]}/code"
        page = browser.send(browser.form(action), code="000000")
        assert page.status_code == 409 and "确认码不对" in page.text
        page = browser.send(browser.form(action), code=code)
        assert "确认码正确，对方已确认。" in page.text


def test_nobody_sees_what_waits_for_others(shared_office: Office) -> None:
    visited(shared_office)
    with browser_of(shared_office, "volunteer2") as browser:
        assert "没有等您说话的服务。" in browser.open("/me/helpers").text
