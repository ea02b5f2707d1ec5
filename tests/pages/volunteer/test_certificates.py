"""A certificate says what was served; anybody may ask whether it is genuine."""

import re
from datetime import timedelta

from tests.api.answers import created_by, head, listed, settle
from tests.clock import today
from tests.office import Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.paper_text import pages_of, text_of
from tests.pages.people import join, served

NUMBER = re.compile(r"\d{4}-\d{6}-[0-9A-Z]{8}")


def period(first: int = 30, last: int = 0) -> dict[str, str]:
    """From so many days ago to so many days ago."""
    first_day, last_day = today(-first), today(-last)
    return {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}


def issue(browser: Browser, **days: int) -> str:
    """Have a certificate; its number."""
    browser.open("/me/certificate", params=period(**days))
    page = browser.send(browser.forms()[-1])
    assert page.status_code == 200
    return str(NUMBER.findall(str(page.url))[0])


def test_a_volunteer_sees_it_first_and_then_has_it(shared_office: Office) -> None:
    member_id, other = join(shared_office), join(shared_office, "王建国")
    served(shared_office, member_id, 3, 5, 50)
    served(shared_office, other, 3, 4)
    with browser_of(shared_office, member_id) as browser:
        before = head(shared_office)
        page = browser.open("/me/certificate", params=period())
        assert "真情系夕阳" in page.text and "4小时" in page.text and "李桂珍" in page.text
        assert not NUMBER.findall(page.text) and head(shared_office) == before
        form = browser.forms()[-1]
        page = browser.send(form)
        assert "记录单已经开好" in page.text and "4小时" in page.text
        (number,) = set(NUMBER.findall(str(page.url)))
        assert head(shared_office) == before + 1
        assert number in str(browser.send(form).url)
        assert head(shared_office) == before + 1
        served(shared_office, member_id, 6)
        assert "4小时" in browser.open(f"/me/certificate/{number}").text
        assert number in browser.open("/me/certificate").text


def test_the_paper_is_one_page_with_all_that_it_needs(shared_office: Office) -> None:
    member_id = join(shared_office, "欧阳𠮷", id_number="11010519491231002X")
    served(shared_office, member_id, 3, 5)
    with browser_of(shared_office, member_id) as browser:
        number = issue(browser)
        assert "𠮷" in browser.page.text and "手工补写" in browser.page.text
        answer = browser.open(f"/me/certificate/{number}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert pages_of(answer.content) == 1
    text = text_of(answer.content)
    for words in (
        "社区志愿服务记录单",
        number,
        "欧阳＿",
        "U+20BB7",
        "110***********002X",
        "真情系夕阳",
        "合计",
        "4小时",
        "（盖章）",
        f"/verify/{number}",
    ):
        assert words in text.replace("\n", ""), words
    assert "11010519491231002X" not in text


def test_anybody_may_ask_whether_it_is_genuine(shared_office: Office) -> None:
    member_id = join(shared_office)
    served(shared_office, member_id, 3, 5)
    with browser_of(shared_office, member_id) as browser:
        number = issue(browser)
        second = issue(browser)
    with browser_of(shared_office) as browser:
        page = browser.open(f"/verify/{number}")
        assert page.status_code == 200 and "这张记录单是真的。" in page.text
        assert "李*珍" in page.text and "李桂珍" not in page.text and "4小时" in page.text
        page = browser.open("/verify", params={"number": f" {number.lower()} "})
        assert "这张记录单是真的。" in page.text
        english = browser.open(f"/verify/{number}", headers={"Accept-Language": "en"})
        assert "This record is genuine." in english.text
        swapped = number[:-8] + second[-8:]
        other_year = f"{int(number[:4]) - 1}{number[4:]}"
        changed = number[:-1] + ("2" if number[-1] != "2" else "3")
        for made_up in (swapped, other_year, changed, "2026-000001", "x", "9" * 500, "%3Cb%3E"):
            page = browser.open(f"/verify/{made_up}")
            assert page.status_code == 404 and "不是本社区开出的" in page.text
            assert "李*珍" not in page.text and "<b>" not in page.text


def test_nobody_reads_somebody_elses_certificate(shared_office: Office) -> None:
    member_id = join(shared_office)
    served(shared_office, member_id, 3)
    with browser_of(shared_office, member_id) as browser:
        number = issue(browser)
    with browser_of(shared_office, join(shared_office, "王建国")) as browser:
        assert browser.open(f"/me/certificate/{number}").status_code == 404
        assert browser.open(f"/me/certificate/{number}.pdf").status_code == 404
    with browser_of(shared_office) as browser:
        assert browser.open(f"/me/certificate/{number}").url.path == "/sign-in"


def test_a_period_without_service_or_sense_is_refused(shared_office: Office) -> None:
    member_id = join(shared_office)
    served(shared_office, member_id, 20)
    with browser_of(shared_office, member_id) as browser:
        page = browser.open("/me/certificate", params=period(5))
        assert "这段时间里没有已确认的服务时长。" in page.text
        browser.open("/me/certificate", params=period())
        form, before = browser.forms()[-1], head(shared_office)
        page = browser.send(form, **period(5))
        assert page.status_code == 409 and "不能开具记录单" in page.text
        tomorrow = (today() + timedelta(days=1)).isoformat()
        page = browser.send(form, last_day=tomorrow)
        assert page.status_code == 409 and "起止日期不对" in page.text
        assert browser.send(form, first_day="yesterday").status_code == 422
        assert browser.send(form, csrf="").status_code == 403
        assert head(shared_office) == before
        for wrong in ({"first_day": "x", "last_day": ""}, {"first_day": "2026-01-01"}):
            page = browser.open("/me/certificate", params=wrong)
            assert page.status_code == 409 and "请填写起止日期。" in page.text
        page = browser.open("/me/certificate", params=period(1, 3))
        assert page.status_code == 409 and "开始日期不能晚于结束日期" in page.text


def test_hours_that_were_revoked_since_are_told_to_who_asks(shared_office: Office) -> None:
    member_id = join(shared_office)
    served(shared_office, member_id, 3, 5)
    with browser_of(shared_office, member_id) as browser:
        number = issue(browser)
        warning = "开具以后有服务被撤销"
        assert warning not in browser.open(f"/verify/{number}").text
        rows = listed(shared_office, "/api/services", "supervisor", member_id=member_id)
        path = f"/api/services/{rows[0]['service_id']}/revocation"
        created_by(shared_office, path, "supervisor", {"reason": "签到表上没有"})
        settle(shared_office)
        for address in (f"/verify/{number}", f"/me/certificate/{number}"):
            assert f"{warning}：账上现在是 2小时。" in browser.open(address).text
