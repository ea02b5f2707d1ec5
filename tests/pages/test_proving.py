"""Where a password was given too long ago, a form waits for it and loses nothing."""

from tests.api.answers import enrol, settle
from tests.api.every_post import asking
from tests.api.sessions import opened_before
from tests.clock import today
from tests.office import PASSWORD, Office
from tests.pages.browsing import Browser, browser_of


def opened_long_ago(office: Office, browser: Browser, database: str) -> str:
    token = str(browser.client.cookies["chengyin"])
    opened_before(office, database, token, 20)
    return token


def test_a_role_is_granted_after_the_password_is_given_again(office: Office, database: str) -> None:
    li = enrol(office, "李桂珍")
    with browser_of(office, "admin") as browser:
        old = opened_long_ago(office, browser, database)
        browser.open("/ledger/roles?q=李桂珍")
        page = browser.send(browser.form("/ledger/roles/grant"), role="cashier")
        assert (page.status_code, "请再输一次密码" in page.text) == (403, True)
        assert browser.form("/ledger/roles/grant").fields["member_id"] == li

        page = browser.send(browser.form("/ledger/roles/grant"), **{"proof-password": "wrong"})
        assert "密码或验证码不对" in page.text and "wrong" not in page.text
        page = browser.send(browser.form("/ledger/roles/grant"), **{"proof-password": PASSWORD})

        assert page.status_code == 200 and "已提议" in page.text
        assert browser.client.cookies["chengyin"] != old
        page = browser.send(browser.form("/sign-out"))
        assert page.url.path == "/sign-in"
        browser.client.cookies.set("chengyin", old)
        assert browser.open("/ledger").url.path == "/sign-in"


def test_rules_are_proposed_and_approved_after_the_password_is_given_again(
    office: Office, database: str
) -> None:
    proof, month = {"proof-password": PASSWORD}, today(30).isoformat()
    with browser_of(office, "admin") as browser:
        opened_long_ago(office, browser, database)
        browser.open("/ledger/rules")
        form = browser.form("/ledger/rules/proposals")
        page = browser.send(form, version="generous", in_force_from=month, points_per_hour="25")
        assert (page.status_code, "请再输一次密码" in page.text) == (403, True)
        assert browser.form("/ledger/rules/proposals").fields["points_per_hour"] == "25"
        assert "已提议" in browser.send(browser.form("/ledger/rules/proposals"), **proof).text
    with browser_of(office, "supervisor") as browser:
        opened_long_ago(office, browser, database)
        browser.open("/ledger/rules")
        assert "请再输一次密码" in browser.send(browser.form("/approval")).text
        assert "已通过" in browser.send(browser.form("/approval"), **proof).text


def test_a_refusal_after_the_password_also_hands_on_the_new_session(
    office: Office, database: str
) -> None:
    li = enrol(office, "李桂珍")
    settle(office)
    with browser_of(office, "coordinator") as browser:
        opened_long_ago(office, browser, database)
        browser.open(f"/desk/members/{li}/sign-in")
        browser.send(browser.form("/sign-in"), code="000000")
        page = browser.send(browser.form("/sign-in"), **{"proof-password": PASSWORD})
        assert "没有人在等这个数字" in page.text
        code = asking(office)["code"]
        page = browser.send(browser.form(f"{li}/sign-in"), code=code)

    assert page.url.path == f"/desk/members/{li}"


def test_guessing_it_there_is_cut_short(office: Office, database: str) -> None:
    with browser_of(office, "admin") as browser:
        opened_long_ago(office, browser, database)
        browser.open("/ledger/roles?q=volunteer")
        form = browser.form("/sign-out")
        fields = form.fields | {"member_id": "volunteer", "role": "cashier"}
        guess = fields | {"proof-password": "guess"}
        answers = [
            browser.client.post("/ledger/roles/grant", data=guess).status_code for _ in range(10)
        ]
        right = fields | {"proof-password": PASSWORD}
        too_late = browser.client.post("/ledger/roles/grant", data=right)

    assert answers == [403] * 10
    assert too_late.status_code == 429


def test_a_form_of_another_site_is_not_asked_for_a_password(office: Office, database: str) -> None:
    with browser_of(office, "admin") as browser:
        opened_long_ago(office, browser, database)
        fields = {"member_id": "volunteer", "role": "cashier", "proof-password": PASSWORD}
        answer = browser.client.post("/ledger/roles/grant", data=fields)

    assert answer.status_code == 403
    assert "proof-password" not in answer.text
