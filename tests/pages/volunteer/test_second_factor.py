"""One's own second factor on pages: set up, shown as a second step, asked for again, lost."""

import html
import re

from tests.api.answers import settle
from tests.api.second_factors import Phone, as_if_unused
from tests.api.sessions import opened_before
from tests.office import PASSWORD, Office
from tests.pages.browsing import Browser, browser_of

PAGE = "/me/settings/second-factor"


def set_up(browser: Browser) -> Phone:
    """The phone of who set it up on the page."""
    page = browser.open(PAGE)
    found = re.search(r'class="secret">((?:[A-Z2-7]{4} ?){8})<', page.text)
    assert found and "data:image/svg+xml" in html.unescape(page.text)
    phone = Phone(found[1].replace(" ", ""))
    wrong = browser.send(browser.form(PAGE), otp="000000")
    assert wrong.status_code == 409 and found[1] in wrong.text
    page = browser.send(browser.form(PAGE), otp=phone.code())
    assert "两步验证已经打开" in page.text
    return phone


def test_the_code_is_a_second_step_and_leads_on_to_what_was_asked_for(office: Office) -> None:
    with browser_of(office, "coordinator") as browser:
        phone = set_up(browser)
    with browser_of(office) as browser:
        browser.open("/desk/pairings")
        page = browser.send(browser.form("/sign-in"), username="coordinator", password=PASSWORD)
        assert page.url.path == "/sign-in/code"
        half = browser.client.cookies["chengyin"]
        assert browser.open("/desk").url.path == "/sign-in/code"
        page = browser.send(browser.form("/sign-in/code"), otp="000000")
        assert (page.status_code, "验证码不对" in page.text) == (401, True)
        page = browser.send(browser.form("/sign-in/code"), otp=phone.code())

        assert page.url.path == "/desk"
        assert browser.client.cookies["chengyin"] != half
        browser.client.cookies.set("chengyin", half)
        assert browser.open("/desk").url.path == "/sign-in"


def test_what_matters_most_asks_for_the_password_and_a_code(office: Office, database: str) -> None:
    with browser_of(office, "admin") as browser:
        phone = set_up(browser)
        token = browser.client.cookies["chengyin"]
        opened_before(office, database, token, 20)
        browser.open(PAGE)
        browser.send(browser.form(f"{PAGE}/off"))
        fields = {"proof-password": PASSWORD, "proof-otp": "000000"}
        page = browser.send(browser.form(f"{PAGE}/off"), **fields)
        assert "密码或验证码不对" in page.text
        page = browser.send(browser.form(f"{PAGE}/off"), **fields | {"proof-otp": phone.code()})
        assert "两步验证已经关掉" in page.text
        assert browser.sign_in("admin").url.path == "/ledger"


def test_another_administrator_helps_who_lost_their_phone(office: Office, database: str) -> None:
    with browser_of(office, "cashier") as browser:
        set_up(browser)
    settle(office)
    with browser_of(office, "admin") as browser:
        browser.open("/ledger/roles")
        form = browser.form("/ledger/roles/second-factor")
        assert form.fields["member_id"] == "cashier"
        assert "已取消两步验证" in browser.send(form).text
        assert "/ledger/roles/second-factor" not in browser.open("/ledger/roles").text
    with browser_of(office) as browser:
        assert browser.sign_in("cashier").url.path == "/till"


def test_staff_are_led_to_set_one_up_where_a_setting_says_so(office: Office, database: str) -> None:
    office.community.settings.second_factor = "staff"
    with browser_of(office, "cashier") as browser:
        page = browser.open("/till")
        assert page.url.path == PAGE
        assert "请先设置好" in page.text
        phone = set_up(browser)
        assert browser.open("/till").url.path == "/till"
        as_if_unused(database, "cashier")
        browser.sign_in("cashier")
        page = browser.send(browser.form("/sign-in/code"), otp=phone.code())
        assert page.url.path == "/till"


def test_a_second_step_that_comes_too_late_says_so(office: Office) -> None:
    with browser_of(office) as browser:
        browser.open("/sign-in/code")
        page = browser.send(browser.form("/sign-in/code"), otp="123456")
    assert (page.status_code, "已经过了时间" in page.text) == (409, True)
