"""Everybody sees where they are signed in, ends that, and changes their own password."""

import pytest

from domain.people.credentials import FAILURES_MAX
from tests.office import PASSWORD, Office
from tests.pages.browsing import Browser, browser_of
from tests.pages.people import join

NEW = "another horse 2"


def change(browser: Browser, **filled: str) -> int:
    """Fill the form for a new password in; the status."""
    browser.open("/me/settings")
    fields = {"old": PASSWORD, "new": NEW, "again": NEW} | filled
    return browser.send(browser.form("/me/settings/password"), **fields).status_code


def is_signed_in(browser: Browser) -> bool:
    return browser.open("/me").url.path == "/me"


def test_a_lost_phone_is_signed_out_from_another_one(shared_office: Office) -> None:
    member_id = join(shared_office)
    with (
        browser_of(shared_office, member_id) as lost,
        browser_of(shared_office, member_id) as here,
        browser_of(shared_office, "volunteer") as elses,
    ):
        page = here.open("/me/settings")
        assert page.text.count("自动退出") == 2 and page.text.count("就是这里") == 1
        form = here.form("/me/settings/sessions")
        assert is_signed_in(lost)
        page = here.send(form)
        assert "那一处登录已经退出。" in page.text and page.text.count("自动退出") == 1
        assert not is_signed_in(lost)
        assert is_signed_in(here) and is_signed_in(elses)
        assert "那一处登录早已退出。" in here.send(form).text


def test_nobody_ends_somebody_elses_session(shared_office: Office) -> None:
    wang = join(shared_office, "王建国")
    with (
        browser_of(shared_office, wang) as one,
        browser_of(shared_office, wang) as two,
        browser_of(shared_office, join(shared_office)) as li,
    ):
        two.open("/me/settings")
        form = two.form("/me/settings/sessions")
        li.open("/me/settings")
        form.fields["csrf"] = li.form("/me/settings/password").fields["csrf"]
        assert "早已退出" in li.send(form).text
        assert is_signed_in(one) and is_signed_in(two)
        assert li.send(form, handle="x").status_code == 422
        assert li.send(form, csrf="").status_code == 403


def test_a_new_password_ends_every_other_session(shared_office: Office) -> None:
    member_id = join(shared_office)
    with (
        browser_of(shared_office, member_id) as here,
        browser_of(shared_office, member_id) as there,
    ):
        assert is_signed_in(there)
        assert change(here) == 200
        assert "密码已经改好" in here.page.text
        assert is_signed_in(here) and not is_signed_in(there)
        assert there.sign_in(member_id).status_code == 401
        assert there.sign_in(member_id, NEW).status_code == 200


@pytest.mark.parametrize(
    ("filled", "sentence"),
    [
        ({"old": "wrong"}, "原来的密码不对"),
        ({"old": "x" * 5_000}, "原来的密码不对"),
        ({"new": "7 chars", "again": "7 chars"}, "至少要有 8 个字符"),
        ({"new": "8" * 12, "again": "8" * 12}, "不能全是同一个字符"),
        ({"new": "woaini1314", "again": "woaini1314"}, "这个密码太常见"),
        ({"again": "another horse 3"}, "两次输入的新密码不一样"),
        ({"new": "x1" * 200, "again": "x1" * 200}, "新密码太长"),
        ({"new": "eight\x07chars", "again": "eight\x07chars"}, "看不见的字符"),
    ],
)
def test_a_bad_password_is_refused_and_the_old_one_stays(
    shared_office: Office, filled: dict[str, str], sentence: str
) -> None:
    member_id = join(shared_office)
    with browser_of(shared_office, member_id) as browser:
        assert change(browser, **filled) == 409
        assert sentence in browser.page.text
        assert PASSWORD not in browser.page.text and NEW not in browser.page.text
        assert browser.sign_in(member_id).status_code == 200


def test_old_passwords_cannot_be_tried_out(shared_office: Office) -> None:
    with browser_of(shared_office, join(shared_office)) as browser:
        for _ in range(FAILURES_MAX):
            assert change(browser, old="wrong") == 409
        assert change(browser) == 429


def test_settings_are_in_english_and_for_who_is_signed_in(shared_office: Office) -> None:
    with browser_of(shared_office, join(shared_office)) as browser:
        page = browser.open("/me/settings", headers={"Accept-Language": "en"})
        assert "Where you are signed in" in page.text
    with browser_of(shared_office) as browser:
        assert browser.open("/me/settings").url.path == "/sign-in"
